import { textAt, type ValueMap } from '../../manifest/value.ts'

/** Lists of variables laid over each other: the first place, the last entry. */
export function mergedEnv(lists: readonly (readonly ValueMap[])[]): ValueMap[] {
  const merged = new Map<string, ValueMap>()
  for (const entry of lists.flat()) merged.set(textAt(entry, 'name') ?? '', entry)
  return [...merged.values()]
}

/** Variables that are appended where the name is still free: what is there already wins. */
export function appendedEnv(
  env: readonly ValueMap[],
  more: readonly ValueMap[],
  reserved: readonly string[],
): ValueMap[] {
  const taken = new Set([...env.map(entry => textAt(entry, 'name')), ...reserved])
  return [...env, ...mergedEnv([more.filter(entry => !taken.has(textAt(entry, 'name')))])]
}
