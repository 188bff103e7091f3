/**
 * Gives each release a name of its own, that names a file as well: its own, else that with its namespace, else that with a
 * number. The same releases in the same order get the same names.
 */
export function uniqueName(): (name: string, namespace?: string) => string {
  const taken = new Set<string>()
  return (name, namespace) => {
    const plain = fileName(name)
    const qualified = namespace === undefined ? plain : fileName(`${namespace}-${name}`)
    const free = [plain, qualified].find(candidate => !taken.has(candidate)) ?? numbered(qualified, taken)
    taken.add(free)
    return free
  }
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count += 1) if (!taken.has(`${name}-${count}`)) return `${name}-${count}`
}

/** What the name of a release may consist of (`schema.ts`). */
function fileName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .slice(0, 190)
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return name === '' ? 'release' : name
}
