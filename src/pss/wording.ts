import { formatPolicyVersion } from '../workload/level.ts'
import type { Standard } from './evaluate.ts'

/** `restricted:latest` or `restricted:v1.30`, as configured: a version of the future is printed as it was written. */
export function standardText({ level, version }: Standard): string {
  return `${level}:${formatPolicyVersion(version)}`
}

/** What the API server says where the standard is enforced. */
export function violates(standard: Standard, detail: string): string {
  return `violates PodSecurity "${standardText(standard)}": ${detail}`
}

/** What the API server warns of, and writes into the audit log. */
export function wouldViolate(standard: Standard, detail: string): string {
  return `would violate PodSecurity "${standardText(standard)}": ${detail}`
}

/** The message of the 403 that refuses a Pod; one with `generateName` has no name yet. */
export function podForbidden(name: string, standard: Standard, detail: string): string {
  return `pods ${name === '' ? '' : `"${name}" `}is forbidden: ${violates(standard, detail)}`
}
