import { exemptionFor } from '../policy/exempt.ts'
import { annotatedExemptions } from '../workload/object/annotations.ts'
import { namespaceOf } from '../workload/settings/demand.ts'
import type { Exemption, Settings } from '../workload/settings/settings.ts'
import type { Workload } from './workload.ts'

/** What of a workload is neither reported nor edited, by the policy and by its annotations. */
export interface PodExemption {
  /** `seaworthy.dev/skip` leaves the whole workload alone. */
  readonly skipped: boolean
  readonly exempts: (check: string, container?: string) => boolean
}

/** The exemption of a workload, by the policy and by its annotations together. */
export function exemptionOf({ pod }: Pick<Workload, 'pod'>, settings: Settings): PodExemption {
  const { ignored, skip } = annotatedExemptions(pod)
  const ignores = (check: string) => ignored.some(entry => entry.check === '*' || entry.check === check)
  return {
    skipped: skip !== undefined,
    exempts: (check, container) =>
      skip !== undefined || ignores(check) || exemptionByPolicy({ pod }, check, container, settings) !== undefined,
  }
}

/** The entry of the policy that covers a check of a workload. */
export function exemptionByPolicy(
  { pod }: Pick<Workload, 'pod'>,
  check: string,
  container: string | undefined,
  settings: Settings,
): Exemption | undefined {
  if (settings.exemptions.length === 0) return undefined
  const { object } = pod
  const namespace = namespaceOf(object, settings)
  return exemptionFor({ object: object.ref, namespace, container, check }, settings.exemptions)
}
