import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { mapAt, textAt } from '../../src/manifest/value.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Api } from './api.ts'
import { type Admitted, dryRunText } from './dry-run.ts'
import { makeNamespace } from './namespaces.ts'

/** How many objects were asked about, and what the server has against which of them. */
export interface Accepted {
  readonly asked: number
  readonly refusals: readonly string[]
}

/**
 * Whether a cluster whose namespaces enforce `level` takes every document of a stream, byte for byte. A workload whose
 * pods would be refused counts as refused: the server only warns about it, and its controller waits for ever.
 */
export async function acceptedText(api: Api, text: string, level: Level): Promise<Accepted> {
  for (const name of namespacesIn(text)) await makeNamespace(api, name, level)
  return accepted(await dryRunText(api, text, await makeNamespace(api, `accepted-${level}`, level)))
}

function accepted(answers: readonly Admitted[]): Accepted {
  return { asked: answers.length, refusals: answers.flatMap(refusalIn) }
}

function refusalIn({ object, answer, message, warnings }: Admitted): readonly string[] {
  if (answer === 'accepted' && warnings.length === 0) return []
  const said = answer === 'unknown-kind' ? 'the server does not know this kind' : [message, ...warnings].join('; ')
  return [`${object.kind}/${textAt(mapAt(object, 'metadata'), 'name')}: ${said}`]
}

function namespacesIn(text: string): readonly string[] {
  const stream = splitStream(text)
  const values = stream.documents.map(span => readDocument(stream, span).value)
  return [...new Set(values.flatMap(value => textAt(mapAt(value, 'metadata'), 'namespace') ?? []))]
}
