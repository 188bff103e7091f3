/** A pod of ten containers is a text of 10 KB, so not too many are remembered. */
const mostRemembered = 1000

/** What was made of a text before, or what `make` makes of it now, which is kept where it `mayKeep` it. */
export type Memory<Made> = (text: string | undefined, make: () => Made) => Made

/** A memory of what texts decide. */
export function memoryOf<Made>(mayKeep: (made: Made) => boolean = () => true): Memory<Made> {
  const known = new Map<string, Made>()
  return (text, make) => {
    if (text === undefined) return make()
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make()
    if (known.size < mostRemembered && mayKeep(made)) known.set(text, made)
    return made
  }
}
