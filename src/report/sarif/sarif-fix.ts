import { formatPath } from '../../manifest/path.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { ValueMap } from '../../manifest/value.ts'
import type { Finding, Place } from '../../workload/finding/finding.ts'
import { fixableFindings, objectKey } from '../fixable.ts'
import { fileOf, hasOwnLines, objectName } from '../place.ts'
import type { PlainReport } from '../plain-report.ts'
import type { DocumentSplices, EditReport, Splice } from '../report.ts'
import { uriOf } from './uri.ts'

/** What hardening can mend. Everything else only somebody who knows the workload can. */
const mendable: ReadonlySet<Finding['code']> = new Set(['pod-security', 'volume-not-writable', 'volume-not-readable'])

/**
 * The SARIF fix of each finding that is gone after the changes. The whole hardening of a document is one fix: its splices
 * hold several fields at once and cannot be told apart.
 */
export function sarifFixes(report: PlainReport): ReadonlyMap<Finding, ValueMap> {
  if (report.fixes === undefined) return new Map()
  const { fixes } = report
  const mended = fixableFindings(report).filter(finding => mendable.has(finding.code))
  const mendedIn = groupedBy(mended, ({ place }) => documentKey(place))
  const editsIn = groupedBy(fixes.edits, ({ place }) => documentKey(place))
  // Splices of a stream would cut a template at lines that are not its own.
  const carried = fixes.splices.filter(hasOwnLines).flatMap(document => {
    const key = documentKey(document)
    const fix = fixJson(document, editsIn.get(key) ?? [])
    return carriers(mendedIn.get(key) ?? []).map((finding): [Finding, ValueMap] => [finding, fix])
  })
  return new Map(carried)
}

/** A List of a thousand workloads is one document: told with each finding, its fix would grow as the square. */
function carriers(mended: readonly Finding[]): readonly Finding[] {
  const objects = new Set(mended.map(({ place }) => objectKey(place)))
  return objects.size > 1 ? mended.slice(0, 1) : mended
}

function documentKey({ file, index }: Pick<Place, 'file' | 'index'>): string {
  return `${file}\0${index}`
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

function fixJson(document: DocumentSplices, edits: readonly EditReport[]): ValueMap {
  const objects = new Set(edits.flatMap(({ place }) => (place.object === undefined ? [] : [objectName(place.object)])))
  const fields = edits.map(({ path }) => formatPath(path)).join(', ')
  return {
    description: { text: visible(`Harden ${[...objects].join(', ')}: set ${fields}`) },
    artifactChanges: [
      { artifactLocation: { uri: uriOf(fileOf(document)) }, replacements: document.splices.map(replacement) },
    ],
  }
}

function replacement({ start, end, content }: Splice): ValueMap {
  return {
    deletedRegion: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    insertedContent: { text: content },
  }
}
