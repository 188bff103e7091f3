import { listAt, mapAt, ownAt, textAt, type Value, type ValueMap } from '../../../manifest/value.ts'

/** The variables of a container whose value is in the manifest; those that name others are left to the shell. */
export function variablesOf(container: ValueMap): Readonly<Record<string, string>> {
  const entries = listAt(container, 'env').flatMap(env => {
    const [name, value] = [textAt(env, 'name'), literalOf(env)]
    return name === undefined || value === undefined || value.includes('$(') ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

/** A variable without a value, or with null for one, is empty (core/v1 `EnvVar`). */
function literalOf(env: Value): string | undefined {
  const value = ownAt(env, 'value') ?? null
  if (value !== null) return textAt(env, 'value')
  return mapAt(env, 'valueFrom') === undefined ? '' : undefined
}

/** The kubelet replaces `$(NAME)` in commands and arguments before any shell sees them; `$$` is a dollar. */
export function expanded(word: Value, variables: Readonly<Record<string, string>>): Value {
  // Null in a list of texts is an empty one.
  if (word === null) return ''
  if (typeof word !== 'string') return word
  return word.replace(/\$\$|\$\(([\w.-]+)\)/g, (found, name?: string) => {
    if (name === undefined) return '$'
    return (Object.hasOwn(variables, name) ? variables[name] : undefined) ?? found
  })
}
