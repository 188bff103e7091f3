import { listAt, mapAt, ownAt, textAt, type Value, type ValueMap } from '../../../manifest/value.ts'

/**
 * The variables of a container whose value is in the manifest. A value may name the variables before it; one that names
 * others is not known.
 */
export function variablesOf(container: ValueMap): Readonly<Record<string, string>> {
  if (container.env === undefined) return none
  if (last?.container !== container) last = { container, variables: variablesIn(container) }
  return last.variables
}

const none: Readonly<Record<string, string>> = {}

/**
 * The last answer: scripts, ports and paths of one container ask one after the other. A WeakMap costs the collector more
 * than it saves.
 */
let last: { readonly container: ValueMap; readonly variables: Readonly<Record<string, string>> } | undefined

function variablesIn(container: ValueMap): Readonly<Record<string, string>> {
  const known = new Map<string, string>()
  for (const env of listAt(container, 'env')) {
    const [name, literal] = [textAt(env, 'name'), literalOf(env)]
    if (name === undefined) continue
    const value = literal?.includes('$') ? expanded(literal, Object.fromEntries(known)) : literal
    if (typeof value === 'string' && !value.includes('$(')) known.set(name, value)
    else known.delete(name)
  }
  return Object.fromEntries(known)
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
