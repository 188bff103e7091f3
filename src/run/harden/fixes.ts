import type { DocumentSplices, EditReport } from '../../report/report.ts'
import { documentSplices } from '../../report/sarif/document-splices.ts'
import { placeOf } from '../place.ts'
import type { Hardened, HardenedSource, HardenedWorkload } from './harden.ts'

/** The fields that hardening set, workload by workload. */
export function editReports({ workloads }: Hardened): readonly EditReport[] {
  return workloads.flatMap(editsOfWorkload)
}

function editsOfWorkload({ workload, hardening }: HardenedWorkload): readonly EditReport[] {
  const { object } = workload.pod
  return hardening.hardenings.map(({ change, because }) => ({
    place: placeOf(workload.source, object, change.path),
    path: change.path.slice(object.path.length),
    value: change.op === 'remove' ? null : change.value,
    because,
  }))
}

/** The same as splices, for programs that apply them. */
export function splicesOf({ sources }: Hardened): readonly DocumentSplices[] {
  return sources.flatMap(splicesOfSource)
}

function splicesOfSource({ source, edits }: HardenedSource): readonly DocumentSplices[] {
  const templates = new Map(source.objects.map(object => [object.document.index, object.source]))
  return documentSplices(source.stream, edits).map(document => {
    const template = templates.get(document.index)
    return { file: source.file, ...(template !== undefined && { source: template }), ...document }
  })
}
