import { isList, isMap, type Value, type ValueMap } from '../../src/manifest/value.ts'

/** One way to break an object, at one of its fields. */
export interface Mutation {
  readonly kind: MutationKind
  readonly path: readonly (string | number)[]
  readonly object: Value
}

export type MutationKind = keyof typeof mutators

type Path = readonly (string | number)[]

/** What is done to the entry `key` of a map; undefined where it cannot be. */
type Mutator = (map: ValueMap, key: string) => Value | undefined

const mutators = {
  /** A slip of the finger. */
  misspell: (map, key) => renamed(map, key, key.length > 3 ? key.slice(0, 2) + key.slice(3) : `${key}x`),
  /** The wrong case. */
  case: (map, key) => (/[A-Z]/.test(key) ? renamed(map, key, key.toLowerCase()) : undefined),
  drop: (map, key) => renamed(map, key, undefined),
  /** Null is no value. */
  empty: (map, key) => ({ ...map, [key]: null }),
  /** The wrong type. */
  retype: (map, key) => ({ ...map, [key]: otherType(map[key] ?? null) }),
  /** A word that no choice has. */
  word: (map, key) => (typeof map[key] === 'string' ? { ...map, [key]: 'Nope' } : undefined),
  /** The last item twice. */
  twice: (map, key) => {
    const list = map[key]
    return isList(list) && list.length > 0 ? { ...map, [key]: [...list, list.at(-1) ?? null] } : undefined
  },
  /** Into the neighbour behind it. */
  sink: (map, key) => {
    const keys = Object.keys(map)
    const next = keys[(keys.indexOf(key) + 1) % keys.length]
    const below = next === undefined || next === key ? undefined : map[next]
    if (!isMap(below) || next === undefined) return undefined
    return { ...(renamed(map, key, undefined) as ValueMap), [next]: { ...below, [key]: map[key] ?? null } }
  },
  /** The entries of a map beside it, as a wrong indentation has them. */
  hoist: (map, key) => {
    const below = map[key]
    if (!isMap(below) || Object.keys(below).length === 0) return undefined
    return { ...map, [key]: {}, ...below }
  },
} as const satisfies Readonly<Record<string, Mutator>>

/** Every mutation of an object, in the order of its fields. Identity (apiVersion, kind, name) is left alone. */
export function mutationsOf(object: ValueMap): readonly Mutation[] {
  return mapsOf(object, []).flatMap(({ map, path }) =>
    Object.keys(map)
      .filter(key => !isIdentity([...path, key]))
      .flatMap(key => mutationsAt(object, map, path, key)),
  )
}

function mutationsAt(object: ValueMap, map: ValueMap, path: Path, key: string): readonly Mutation[] {
  return Object.entries<Mutator>(mutators).flatMap(([kind, mutate]) => {
    const changed = mutate(map, key)
    if (changed === undefined) return []
    return [{ kind: kind as MutationKind, path: [...path, key], object: replaced(object, path, changed) }]
  })
}

function isIdentity(path: Path): boolean {
  const text = path.join('.')
  return /^(apiVersion|kind|metadata|metadata\.(name|namespace|labels|annotations|generateName)(\..*)?)$/.test(text)
}

function mapsOf(value: Value, path: Path): readonly { readonly map: ValueMap; readonly path: Path }[] {
  if (isList(value)) return value.flatMap((item, index) => mapsOf(item, [...path, index]))
  if (!isMap(value)) return []
  const own = [{ map: value, path }]
  return [...own, ...Object.entries(value).flatMap(([key, below]) => mapsOf(below, [...path, key]))]
}

function renamed(map: ValueMap, key: string, to: string | undefined): Value | undefined {
  if (to !== undefined && Object.hasOwn(map, to)) return undefined
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) =>
      name !== key ? [[name, value]] : to === undefined ? [] : [[to, value]],
    ),
  )
}

function otherType(value: Value): Value {
  if (isMap(value)) return 'text'
  if (isList(value)) return { a: 'b' }
  return typeof value === 'string' ? 5 : { a: 'b' }
}

function replaced(value: Value, path: Path, by: Value): Value {
  const [step, ...rest] = path
  if (step === undefined) return by
  if (typeof step === 'number' && isList(value))
    return value.map((item, index) => (index === step ? replaced(item, rest, by) : item))
  return isMap(value) ? { ...value, [step]: replaced(value[step] ?? null, rest, by) } : value
}
