/**
 * Whether `text` matches a glob such as `agent-*`: `*` stands for any characters, `?` for one, everything else for itself.
 * The empty text is matched by the empty glob alone: an object without a namespace is in none that a pattern could name.
 *
 * Kubernetes' names hold neither slashes nor brackets, so that this is all a glob of them can need.
 */
export function globMatches(glob: string, text: string): boolean {
  if (glob === '' || text === '') return glob === text
  return glob === '*' || glob === text || (/[*?]/.test(glob) && patternOf(glob).test(text))
}

const patterns = new Map<string, RegExp>()

function patternOf(glob: string): RegExp {
  const known = patterns.get(glob)
  if (known !== undefined) return known
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
  const made = new RegExp(`^${source}$`, 's')
  patterns.set(glob, made)
  return made
}
