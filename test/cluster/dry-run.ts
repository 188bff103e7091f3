import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { jsonLine } from '../../src/manifest/text/json.ts'
import { inTurns } from '../../src/manifest/turns.ts'
import { isMap, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { type Answer, type Api, collectionPath, messageOf } from './api.ts'

/** Whether the API server would take an object, in its own words. */
export interface Admitted {
  readonly object: ValueMap
  /** `unknown-kind`: the server does not serve it, which is neither. */
  readonly answer: 'accepted' | 'refused' | 'unknown-kind'
  readonly status: number
  readonly message: string
  readonly warnings: readonly string[]
}

/** An object to ask about, and its YAML where the server shall read that instead. */
interface Candidate {
  readonly object: ValueMap
  readonly yaml?: string
}

const atOnce = 6

/**
 * Ask the server about every object by itself, in one namespace whatever the objects say: `dryRun=All` with strict
 * field validation, so that a misspelt field is refused. Nothing is made. Equal objects are asked about once: charts
 * that two Helms rendered differ in few places.
 */
export function dryRun(api: Api, objects: readonly ValueMap[], namespace: string): Promise<readonly Admitted[]> {
  const asked = new Map<string, Promise<Admitted>>()
  return inTurns(objects, atOnce, object => {
    const [placed, key] = [inNamespace(object, namespace), jsonLine(object)]
    const answer = asked.get(key) ?? ask(api, { object: placed }, namespace)
    asked.set(key, answer)
    return answer
  })
}

/**
 * The same for the documents of a stream, whose very text the server reads. Namespaces that they name must be there;
 * documents that name none are put into `namespace`.
 */
export function dryRunText(api: Api, text: string, namespace: string): Promise<readonly Admitted[]> {
  const stream = splitStream(text)
  const candidates = stream.documents.flatMap(span => {
    const { value } = readDocument(stream, span)
    return isMap(value) ? [{ object: value, yaml: text.slice(span.start, span.end) }] : []
  })
  return inTurns(candidates, atOnce, one =>
    ask(api, one, textAt(mapAt(one.object, 'metadata'), 'namespace') ?? namespace),
  )
}

async function ask(api: Api, { object, yaml }: Candidate, namespace: string): Promise<Admitted> {
  const apiVersion = textAt(object, 'apiVersion') ?? ''
  const resource = await api.resourceOf(apiVersion, textAt(object, 'kind') ?? '')
  if (resource === undefined) return { object, answer: 'unknown-kind', status: 404, message: '', warnings: [] }
  const path = `${collectionPath(apiVersion, resource, namespace)}?dryRun=All&fieldValidation=Strict`
  const body = resource.namespaced ? object : withoutNamespace(object)
  return { object, ...admitted(await api.ask({ method: 'POST', path, ...(yaml === undefined ? { body } : { yaml }) })) }
}

function inNamespace(object: ValueMap, namespace: string): ValueMap {
  return { ...object, metadata: { ...mapAt(object, 'metadata'), namespace } }
}

function withoutNamespace(object: ValueMap): ValueMap {
  const { namespace: _, ...metadata } = mapAt(object, 'metadata') ?? {}
  return { ...object, metadata }
}

/** One that is there already would have been taken: admission and validation come before storage. */
function admitted(answer: Answer): Omit<Admitted, 'object'> {
  const { status, warnings } = answer
  const taken = (status >= 200 && status < 300) || textAt(answer.body, 'reason') === 'AlreadyExists'
  return { answer: taken ? 'accepted' : 'refused', status, message: messageOf(answer), warnings }
}
