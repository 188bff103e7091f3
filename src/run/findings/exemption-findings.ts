import { isExpired, unusedExemptions } from '../../policy/exempt.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { Exemption, Settings } from '../../workload/settings/settings.ts'
import { exemptionByPolicy } from '../exemption.ts'
import type { JudgedWorkload } from '../report.ts'
import { policyPlace } from './policy-place.ts'

/** Exemptions that cover nothing any more, and those whose day is over though they still hold edits back. */
export function exemptionFindings(used: ReadonlySet<Exemption>, settings: Settings): readonly Finding[] {
  const unused = settings.policyReach === 'part' ? [] : unusedFindings(used, settings)
  const expired = settings.exemptions
    .filter(exemption => isExpired(exemption, settings.today))
    .map(exemption => ({
      code: 'exemption-expired' as const,
      reason: exemption.reason,
      expires: exemption.expires ?? '',
      severity: 'error' as const,
      place: policyPlace(settings, exemption.position),
    }))
  return [...unused, ...expired]
}

/** The exemptions that cover something in `judged`. */
export function usedExemptions(judged: readonly JudgedWorkload[], settings: Settings): readonly Exemption[] {
  return settings.exemptions.length === 0 ? [] : judged.flatMap(one => usedBy(one, settings))
}

function unusedFindings(used: ReadonlySet<Exemption>, settings: Settings): readonly Finding[] {
  return unusedExemptions(settings.exemptions, used).map(exemption => ({
    code: 'exemption-unused',
    reason: exemption.reason,
    severity: 'warning',
    place: policyPlace(settings, exemption.position),
  }))
}

function usedBy({ workload, judgement }: JudgedWorkload, settings: Settings): readonly Exemption[] {
  const { exempted, kept } = judgement.violations
  // One that covers one container of two leaves the API server's sentence whole, and still holds the edit back.
  return [...exempted, ...kept].flatMap(({ id, paths }) =>
    paths.flatMap(({ container }) => exemptionByPolicy(workload, id, container, settings) ?? []),
  )
}
