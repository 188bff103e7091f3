import { mapAt, textAt } from '../../manifest/value.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { Hardened, HardenedWorkload } from '../harden/harden.ts'
import { placeOf } from '../place.ts'
import { observationFinding } from './findings.ts'
import { refusalFindings } from './refusal-findings.ts'

/** What the hardener itself has to say. */
export function hardenFindings({ workloads, sources }: Hardened): readonly Finding[] {
  return [
    ...workloads.flatMap(({ workload, hardening }) =>
      hardening.observations.map(observation => observationFinding(workload.source, observation)),
    ),
    ...sources.flatMap(refusalFindings),
    ...workloads.flatMap(immutableFindings),
  ]
}

/** The API server refuses to change the pod of a Pod or Job that exists, so `helm upgrade` of a running one fails. */
function immutableFindings({ workload, hardening }: HardenedWorkload): readonly Finding[] {
  const { object, path } = workload.pod
  if (hardening.hardenings.length === 0 || !['Pod', 'Job'].includes(object.ref.kind) || isMadeAnew(object)) return []
  return [{ code: 'immutable-on-upgrade', severity: 'note', place: placeOf(workload.source, object, path) }]
}

/** An object with a generated name is another one each time, and Helm deletes a hook before it makes it again. */
function isMadeAnew({ value }: ObjectView): boolean {
  const metadata = mapAt(value, 'metadata')
  return textAt(metadata, 'name') === undefined || textAt(mapAt(metadata, 'annotations'), 'helm.sh/hook') !== undefined
}
