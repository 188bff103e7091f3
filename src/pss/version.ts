import type { PolicyVersion } from '../workload/settings/level.ts'
import { checks } from './registry.ts'

/** The newest minor at which a check changed: what `latest` means to an API server that knows all of them. */
export const newestMinor = Math.max(...checks.flatMap(({ revisions }) => revisions.map(({ since }) => since)))

/**
 * The minor whose checks are evaluated. `latest` and versions of the future are the newest that the API server knows:
 * its own minor, because a server that is older than a revision does not have it.
 */
export function evaluatedMinor(version: PolicyVersion, kubeMinor: number = newestMinor): number {
  return Math.min(version === 'latest' ? newestMinor : version, kubeMinor, newestMinor)
}
