import type { DocumentSplices, EditReport, Fixes } from '../../report/report.ts'
import { documentSplices } from '../../report/sarif/document-splices.ts'
import type { ManifestRun } from '../manifest-run.ts'
import { placeOf } from '../place.ts'
import type { Hardened, HardenedSource, HardenedWorkload } from './harden.ts'

/** The fields that hardening set, workload by workload. */
export function editReports({ workloads }: Hardened): readonly EditReport[] {
  return workloads.flatMap(editsOfWorkload)
}

function editsOfWorkload({ workload, hardening }: HardenedWorkload): readonly EditReport[] {
  const { object } = workload.pod
  return hardening.hardenings.map(({ change, reason }) => ({
    place: placeOf(workload.source, object, change.path),
    path: change.path.slice(object.path.length),
    value: change.op === 'remove' ? null : change.value,
    reason,
  }))
}

/** What hardening a run changes, for programs that apply it, and for whoever counts what it mends. */
export function fixesOf(run: ManifestRun): Fixes {
  const hardened = run.hardened()
  return {
    edits: editReports(hardened),
    remaining: run.remaining().map(({ finding }) => finding),
    splices: hardened.sources.flatMap(splicesOfSource),
  }
}

function splicesOfSource({ source, edits }: HardenedSource): readonly DocumentSplices[] {
  const templates = new Map(source.objects.map(object => [object.document.index, object.source]))
  return documentSplices(source.stream, edits).map(document => {
    const template = templates.get(document.index)
    return { file: source.file, ...(template !== undefined && { source: template }), ...document }
  })
}
