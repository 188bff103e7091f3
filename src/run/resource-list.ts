import { InputError } from '../error.ts'
import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import { changeDocument } from '../manifest/edit/change-document.ts'
import { applyEdits } from '../manifest/edit/edit.ts'
import { formatPath } from '../manifest/path.ts'
import { splitStream } from '../manifest/stream.ts'
import { isList, isMap, mapAt, ownAt, textAt, type ValueMap } from '../manifest/value.ts'
import { fullSentence } from '../report/words/sentence.ts'
import type { Finding, Severity } from '../workload/finding/finding.ts'

/** What an orchestrator of KRM functions sends: one document with the objects in it, and what the function is told. */
export interface ResourceList {
  readonly document: ManifestDocument
  readonly items: number
  /** Absent where none is given, or an empty one. */
  readonly functionConfig?: ValueMap
}

/**
 * Read a ResourceList (KRM Functions Specification, config.kubernetes.io/v1). Undefined where the text is something else.
 * Throws `InputError('BAD_INPUT')` for one that is broken or without items: they would be lost without a word.
 */
export function readResourceList(text: string): ResourceList | undefined {
  const stream = splitStream(text)
  const documents = stream.documents.map(span => readDocument(stream, span))
  const [document, second] = documents.filter(({ value, problems }) => value !== null || problems.length > 0)
  if (document === undefined || second !== undefined) return undefined
  const [problem] = document.problems
  if (problem !== undefined)
    throw wrong(`standard input:${problem.position.line}:${problem.position.column}: ${problem.message}`)
  const { value } = document
  const isOne = textAt(isMap(value) ? value : {}, 'apiVersion')?.startsWith('config.kubernetes.io/') === true
  if (!isMap(value) || value.kind !== 'ResourceList' || !isOne) return undefined
  const items = ownAt(value, 'items')
  if (!isList(items) || items.length === 0)
    throw wrong('ResourceList: found no items, expected objects; is what comes before this function failing?')
  const config = mapAt(value, 'functionConfig')
  return { document, items: items.length, ...(config !== undefined && { functionConfig: config }) }
}

function wrong(message: string): InputError {
  return new InputError('BAD_INPUT', message)
}

/** The list with `results`, which orchestrators show; those of functions before this one stay. */
export function withResults(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return text
  const stream = splitStream(text)
  const documents = stream.documents.map(span => readDocument(stream, span))
  const document = documents.find(({ value }) => isMap(value))
  if (document === undefined) return text
  const was = isMap(document.value) ? ownAt(document.value, 'results') : undefined
  const value = [...(isList(was) ? was : []), ...findings.map(resultOf)]
  const { edits } = changeDocument(document, [{ op: 'set', path: ['results'], value }])
  return applyEdits(text, edits)
}

/** The words of the specification. */
const severities: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'info' }

function resultOf(finding: Finding): ValueMap {
  const { object, path } = finding.place
  return {
    message: fullSentence(finding),
    severity: severities[finding.severity],
    ...(object !== undefined && { resourceRef: { ...object } }),
    ...(path !== undefined && path.length > 0 && { field: { path: formatPath(path) } }),
    tags: { code: finding.code },
  }
}
