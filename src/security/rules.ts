import { largestId } from '../workload/ids.ts'

/**
 * What this folder accepts, as data: the TypeScript functions and the generated Helm templates read the same table.
 * Patterns are valid in JavaScript and in Go's RE2, and mean the same in both.
 */
export const rules = {
  maxId: largestId,
  id: `an integer from 0 to ${largestId}`,

  /** Below `/`, without empty segments; one trailing slash is kept as the workload wrote it. */
  absolutePath: '^(/[^/\\x00]+)+/?$',
  /** `.` and `..` lead out of the volume, or past the mount that Kubernetes makes. */
  dottedSegment: '/\\.\\.?(/|$)',
  path: 'an absolute path below / without empty, "." or ".." segments',

  /** Characters that mean themselves to a POSIX shell at any place of a word that begins with `/`. */
  plainWord: '^[A-Za-z0-9_@%+=:,./-]+$',

  policy: 'Always or OnRootMismatch',

  /** DNS-1123 label: names of containers and of volumes. */
  dnsLabel: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$',
  label: 'a DNS label of at most 63 characters',

  /** Label values: at most 63 of these, and neither end a `-`, `_` or `.`. */
  notLabelValue: '[^-A-Za-z0-9_.]',
  maxLabel: 63,
  labelEnds: '^[-_.]+|[-_.]+$',

  labelText: 'text with a letter or digit',

  /** The kubelet expands `$(NAME)`, and `$$` is a dollar (`third_party/forked/golang/expansion`). */
  escapedDollar: '\\$\\$',
  envReference: '\\$\\(([^)]*)\\)',
} as const

/** The sentence of a refusal: where, what was found, what was expected. */
export function refusalSentence(field: string, found: unknown, expected: string): string {
  return `${field}: found ${JSON.stringify(found ?? null)}, expected ${expected}`
}
