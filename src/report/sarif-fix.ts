import { formatPath } from '../manifest/path.ts'
import type { ValueMap } from '../manifest/value.ts'
import type { Finding, Place } from '../workload/finding.ts'
import { mends } from './mend.ts'
import { fileOf, objectName } from './place.ts'
import type { DocumentSplices, EditReport, Report, Splice } from './report.ts'
import { uriOf } from './uri.ts'

/**
 * The SARIF fix of each finding that the report's edits take away. The whole hardening of a document is one fix: its
 * splices hold several fields at once and cannot be told apart.
 */
export function sarifFixes({ findings, fixes }: Report): ReadonlyMap<Finding, ValueMap> {
  const { edits, splices } = fixes ?? { edits: [], splices: [] }
  const findingsIn = groupedBy(findings, ({ place }) => documentKey(place))
  const editsIn = groupedBy(edits, ({ place }) => documentKey(place))
  const editsOf = groupedBy(edits, ({ place }) => objectKey(place))
  const isMended = (finding: Finding): boolean =>
    editsOf.get(objectKey(finding.place))?.some(edit => mends(edit, finding)) ?? false
  const carried = splices.flatMap(document => {
    const key = documentKey(document)
    const mended = (findingsIn.get(key) ?? []).filter(isMended)
    const fix = fixJson(document, editsIn.get(key) ?? [])
    return carriers(mended).map((finding): [Finding, ValueMap] => [finding, fix])
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

function objectKey({ object, ...place }: Place): string {
  return [documentKey(place), object?.apiVersion, object?.kind, object?.namespace, object?.name].join('\0')
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
    description: { text: `Harden ${[...objects].join(', ')}: set ${fields}` },
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
