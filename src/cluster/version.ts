import type { ServerVersion } from './cluster.ts'

/** What to say of a server that this program does not know the version of; undefined where it does. */
export function versionDoubt(
  { text, minor }: ServerVersion,
  known: { readonly first: number; readonly last: number },
): string | undefined {
  if (minor === undefined || (minor >= known.first && minor <= known.last)) return undefined
  const range = `Kubernetes 1.${known.first} to 1.${known.last}`
  // Strict field validation is on by default since 1.25 (KEP-2885); a server before it ignores the question.
  if (minor < 25)
    return `the API server is ${text}, which drops unknown fields in silence: those are not told here; seaworthy knows ${range}`
  const whole = minor < known.first ? 'older' : 'newer'
  return `the API server is ${text}, ${whole} than ${range}, which seaworthy knows; the API server's own words count`
}
