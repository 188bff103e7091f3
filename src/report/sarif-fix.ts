import { formatPath } from '../manifest/path.ts'
import type { ValueMap } from '../manifest/value.ts'
import type { Finding, Place } from '../workload/finding.ts'
import { mends } from './mend.ts'
import { fileOf, objectName } from './place.ts'
import type { DocumentSplices, EditReport, Report, Splice } from './report.ts'
import { uriOf } from './uri.ts'

type Fixes = ReadonlyMap<Finding, ValueMap>

/**
 * The SARIF fix of each finding that the report's edits take away. The whole hardening of a document is one fix: its
 * splices hold several fields at once and cannot be told apart.
 */
export function fixesOf({ findings, edits, splices = [] }: Report): Fixes {
  const findingsIn = byDocument(findings, ({ place }) => place)
  const editsIn = byDocument(edits, ({ place }) => place)
  const fixes = splices.flatMap(document => {
    const mine = editsIn.get(documentKey(document)) ?? []
    const mended = (findingsIn.get(documentKey(document)) ?? []).filter(finding =>
      mine.some(edit => mends(edit, finding)),
    )
    const fix = fixJson(document, mine)
    return carriers(mended).map((finding): [Finding, ValueMap] => [finding, fix])
  })
  return new Map(fixes)
}

/** A List of a thousand workloads is one document: its fix is told once, since telling it a thousand times grows as the square. */
function carriers(mended: readonly Finding[]): readonly Finding[] {
  const objects = new Set(
    mended.map(({ place }) => `${place.object?.kind}\0${place.object?.namespace}\0${place.object?.name}`),
  )
  return objects.size > 1 ? mended.slice(0, 1) : mended
}

type InDocument = Pick<Place, 'file' | 'index'>

function documentKey({ file, index }: InDocument): string {
  return `${file}\0${index}`
}

function byDocument<Item>(items: readonly Item[], placeOf: (item: Item) => InDocument): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = documentKey(placeOf(item))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
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
