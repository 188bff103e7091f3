import { exemptionFor, isExpired, unusedExemptions } from '../policy/exempt.ts'
import { annotatedExemptions } from '../workload/annotations.ts'
import { namespaceOf } from '../workload/demand.ts'
import type { Finding } from '../workload/finding.ts'
import type { Exemption, Settings } from '../workload/settings.ts'
import type { JudgedWorkload } from './report.ts'
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
      skip !== undefined || ignores(check) || byPolicy({ pod }, check, container, settings) !== undefined,
  }
}

function byPolicy(
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

/** Exemptions that cover nothing any more, and those whose day is over though they still hold edits back. */
export function exemptionFindings(judged: readonly JudgedWorkload[], settings: Settings): readonly Finding[] {
  const used = new Set(judged.flatMap(one => usedBy(one, settings)))
  const exemptionPlace = ({ position = { line: 1, column: 1 } }: Exemption) => ({
    file: settings.policyFile ?? 'the policy',
    index: 0,
    position,
  })
  const unused = unusedExemptions(settings.exemptions, used).map(exemption => ({
    code: 'exemption-unused' as const,
    reason: exemption.reason,
    severity: 'warning' as const,
    place: exemptionPlace(exemption),
  }))
  const expired = settings.exemptions
    .filter(exemption => isExpired(exemption, settings.today))
    .map(exemption => ({
      code: 'exemption-expired' as const,
      reason: exemption.reason,
      expires: exemption.expires ?? '',
      severity: 'error' as const,
      place: exemptionPlace(exemption),
    }))
  return [...unused, ...expired]
}

function usedBy({ workload, judgement }: JudgedWorkload, settings: Settings): readonly Exemption[] {
  const { exempted, kept } = judgement.violations
  // One that covers one container of two leaves the API server's sentence whole, and still holds the edit back.
  return [...exempted, ...kept].flatMap(({ id, paths }) =>
    paths.flatMap(({ container }) => byPolicy(workload, id, container, settings) ?? []),
  )
}
