import type { Finding } from '../workload/finding/finding.ts'

/** Does this finding make a run fail? Errors do; warnings only in a strict run. */
export function isFailure({ severity }: Pick<Finding, 'severity'>, { strict }: { readonly strict: boolean }): boolean {
  return severity === 'error' || (strict && severity === 'warning')
}

/** The exit status that findings ask for: 0 nothing, 1 something was found. Input errors never become findings. */
export function exitStatusOf(findings: readonly Pick<Finding, 'severity'>[], run: { readonly strict: boolean }): 0 | 1 {
  return findings.some(finding => isFailure(finding, run)) ? 1 : 0
}
