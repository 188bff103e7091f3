/**
 * Whether `text` matches a glob such as `agent-*`: `*` stands for any characters, `?` for one, everything else for itself.
 * The empty text is matched by the empty glob alone: an object without a namespace is in none that a pattern could name.
 *
 * Kubernetes' names hold neither slashes nor brackets, so that this is all a glob of them can need. It takes no longer
 * than both lengths multiplied, whatever a policy from somewhere else may ask; a regular expression would.
 */
export function globMatches(glob: string, text: string): boolean {
  if (glob === '' || text === '') return glob === text
  return glob === '*' || glob === text || (/[*?]/.test(glob) && sequenceMatches([...glob], [...text], characters))
}

/**
 * Whether a path matches a glob of paths, both step by step: `**` stands for any number of steps, and every other step is
 * a glob of one.
 */
export function pathMatches(glob: readonly string[], path: readonly string[]): boolean {
  return sequenceMatches(glob, path, steps)
}

/** What other programs read in a glob and ours does not: it would match nothing, and nobody would be told. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/[[\]{}]/, 'give one glob for each alternative, and write ? for a bracket in a name'],
  [/^!/, 'nothing takes back what another glob matches'],
  [/\\/, 'write / between folders, and ? for a character that needs an escape'],
]

/** What to write instead of a glob that holds another program's wildcards. Undefined for one of ours. */
export function globAdvice(glob: string): string | undefined {
  return foreign.find(([pattern]) => pattern.test(glob))?.[1]
}

interface Alphabet {
  /** What stands for any number of items. */
  readonly any: string
  readonly matches: (glob: string, item: string) => boolean
}

const characters: Alphabet = { any: '*', matches: (glob, character) => glob === '?' || glob === character }
const steps: Alphabet = { any: '**', matches: globMatches }

/** Where an item does not fit, only the last `any` can take one more: an earlier one could do nothing that it cannot. */
function sequenceMatches(glob: readonly string[], items: readonly string[], { any, matches }: Alphabet): boolean {
  let at = 0
  let last: { readonly next: number; taken: number } | undefined
  for (let index = 0; index < items.length; ) {
    const wanted = glob[at]
    if (wanted === any) last = { next: ++at, taken: index }
    else if (wanted !== undefined && matches(wanted, items[index] ?? '')) [at, index] = [at + 1, index + 1]
    else if (last !== undefined) [at, index] = [last.next, ++last.taken]
    else return false
  }
  return glob.slice(at).every(wanted => wanted === any)
}
