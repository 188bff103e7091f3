import { isList, isMap, mapAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { EnvEntry, EnvSource } from './container.ts'
import { refusalSentence, rules } from './rules.ts'

const escapedDollar = new RegExp(rules.escapedDollar, 'g')
const envReference = new RegExp(rules.envReference, 'g')

/** Names of the variables that Kubernetes replaces in `text`: `$(NAME)`, where `$$(NAME)` is not one. */
function envReferences(text: string): string[] {
  return [...text.replace(escapedDollar, '_').matchAll(envReference)].map(([, name = '']) => name)
}

/**
 * The entries of `env` that `text` needs, in their order: those it names, and those their values name.
 * A variable sees only the ones before it, so one pass from the end finds them all.
 */
export function envEntriesFor(texts: readonly string[], env: readonly EnvEntry[]): EnvEntry[] {
  const needed = new Set(texts.flatMap(envReferences))
  const found = env.toReversed().filter(entry => {
    if (!needed.has(entry.name)) return false
    for (const name of envReferences(entry.value ?? '')) needed.add(name)
    return true
  })
  return found.toReversed()
}

/** The first variable that `texts`, or the values they lead to, name and `env` does not hold. */
export function envProblem(field: string, texts: readonly string[], env: readonly EnvEntry[]): string | undefined {
  const copied = envEntriesFor(texts, env)
  const known = new Set(copied.map(({ name }) => name))
  const asked = [...texts, ...copied.map(({ value = '' }) => value)].flatMap(envReferences)
  const missing = asked.find(name => !known.has(name))
  return missing === undefined ? undefined : refusalSentence(field, [...known], `an entry for $(${missing})`)
}

/**
 * The entries of a container's `env` that another container of the pod can copy. What has another shape is left out:
 * `resourceFieldRef` reads the container it stands in, and `fileKeyRef` a volume.
 */
export function copyableEnv(list: Value | undefined): EnvEntry[] {
  return isList(list) ? list.flatMap(entry => (isMap(entry) ? copyable(entry) : [])) : []
}

function copyable(entry: ValueMap): EnvEntry[] {
  const name = textAt(entry, 'name')
  if (name === undefined) return []
  const from = mapAt(entry, 'valueFrom')
  if (from === undefined) return [{ name, value: textAt(entry, 'value') ?? '' }]
  const source = sourceOf(from)
  return source === undefined ? [] : [{ name, valueFrom: source }]
}

function sourceOf(from: ValueMap): EnvSource | undefined {
  const fieldRef = fieldOf(mapAt(from, 'fieldRef'))
  if (fieldRef !== undefined) return { fieldRef }
  const configMapKeyRef = keyOf(mapAt(from, 'configMapKeyRef'))
  if (configMapKeyRef !== undefined) return { configMapKeyRef }
  const secretKeyRef = keyOf(mapAt(from, 'secretKeyRef'))
  return secretKeyRef === undefined ? undefined : { secretKeyRef }
}

function fieldOf(field: ValueMap | undefined): EnvSource['fieldRef'] {
  const [apiVersion, fieldPath] = [textAt(field, 'apiVersion'), textAt(field, 'fieldPath')]
  return fieldPath === undefined ? undefined : { ...(apiVersion === undefined ? {} : { apiVersion }), fieldPath }
}

function keyOf(selector: ValueMap | undefined): EnvSource['secretKeyRef'] {
  const [name, key, optional] = [textAt(selector, 'name'), textAt(selector, 'key'), selector?.optional]
  if (key === undefined) return undefined
  return { ...(name === undefined ? {} : { name }), key, ...(typeof optional === 'boolean' ? { optional } : {}) }
}
