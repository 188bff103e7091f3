/** A way to authenticate that a server offers: its scheme in lower case, and its parameters by lower-case names. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * The challenges of a WWW-Authenticate header (RFC 9110, 11.6.1). Several may stand in one line, and a quoted value may
 * hold commas: `scope="repository:a:pull,push"`.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = []
  for (const [, scheme, name, quoted, bare] of header.matchAll(token)) {
    if (name !== undefined && challenges.length > 0) {
      const parameters = challenges.at(-1)?.parameters ?? {}
      parameters[name.toLowerCase()] = quoted === undefined ? (bare ?? '') : quoted.replaceAll(/\\(.)/g, '$1')
    } else if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} })
  }
  return challenges
}

const word = "[\\w!#$%&'*+.^`|~-]+"
/** A scheme is a word that no `=` follows; a parameter is a word, `=`, and a quoted text or a word. */
const token = new RegExp(
  `(?:(${word})(?=\\s|,|$)(?!\\s*=)|(${word})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,]*)))`,
  'g',
)
