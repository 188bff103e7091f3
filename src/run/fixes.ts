import { documentSplices } from '../report/document-splices.ts'
import type { EditReport, Fixes } from '../report/report.ts'
import type { Settings } from '../workload/settings.ts'
import { type Hardened, type HardenedSource, type HardenedWorkload, hardenSources } from './harden.ts'
import { placeOf } from './place.ts'
import { readSource, type SourceText } from './source.ts'

/** What hardening would change in `texts`, for a report that carries fixes. */
export function proposedFixes(texts: readonly SourceText[], settings: Settings): Fixes {
  return fixesOf(
    hardenSources(
      texts.map(text => readSource(text, settings)),
      settings,
    ),
  )
}

/** What hardening changed: field by field for people, and splice by splice for programs. */
export function fixesOf({ workloads, sources }: Hardened): Fixes {
  return { edits: workloads.flatMap(editReports), splices: sources.flatMap(splicesOfSource) }
}

function editReports({ workload, hardening }: HardenedWorkload): readonly EditReport[] {
  const { object } = workload.pod
  return hardening.hardenings.map(({ change, because }) => ({
    place: placeOf(workload.source, object, change.path),
    path: change.path.slice(object.path.length),
    value: change.op === 'remove' ? null : change.value,
    because,
  }))
}

function splicesOfSource({ source, edits }: HardenedSource): Fixes['splices'] {
  const templates = new Map(source.objects.map(object => [object.document.index, object.source]))
  return documentSplices(source.stream, edits).map(document => {
    const template = templates.get(document.index)
    return { file: source.file, ...(template !== undefined && { source: template }), ...document }
  })
}
