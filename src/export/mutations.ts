import { sameValue } from '../manifest/same-value.ts'
import { isList, isMap, ownAt, type Value, type ValueMap } from '../manifest/value.ts'
import { celField, celOptional, celText, celValue } from './cel.ts'
import { pointerStep } from './json-patch.ts'
import { type ListDifference, listDifference, namedItems } from './list-difference.ts'
import { mergeKeys } from './merge-lists.ts'

/**
 * A place in the object that the API server holds, as CEL finds it. It is not the manifest: defaults are in it, other
 * webhooks may have added containers, and on an update the change may be made already.
 */
interface Place {
  /** The map itself, which is there. */
  readonly value: string
  /** The JSON pointer to it, as a CEL text. */
  readonly pointer: string
}

/**
 * The expressions of `mutations` that make `after` of `before`, to be evaluated one after the other. Items are found by
 * name, parents are made where they are missing, and what is done already is not done again.
 */
export function mutations(before: ValueMap, after: ValueMap): readonly string[] | undefined {
  return mapMutations(before, after, { value: 'object', pointer: celText('') })
}

/** Undefined where a list changes that cannot be told apart item by item. */
function mapMutations(before: ValueMap, after: ValueMap, place: Place): readonly string[] | undefined {
  const gone = Object.keys(before).filter(key => !Object.hasOwn(after, key))
  const fields = Object.entries(after).map(([key, now]) => fieldMutations(key, ownAt(before, key), now, place))
  if (fields.some(found => found === undefined)) return undefined
  return [
    ...fields.flatMap(found => found ?? []),
    ...gone.map(key => unless(isAbsent(key, place), operation('remove', below(key, place)))),
  ]
}

function fieldMutations(key: string, was: Value | undefined, now: Value, place: Place): readonly string[] | undefined {
  if (sameValue(was, now)) return []
  if (isMap(now) && Object.keys(now).length > 0) {
    const inside = mapMutations(isMap(was) ? was : {}, now, step(key, place))
    const made = isMap(was) ? [] : [when(isAbsent(key, place), operation('add', below(key, place), {}))]
    return inside === undefined ? undefined : [...made, ...inside]
  }
  const mergeKey = mergeKeys.get(key)
  if (isList(now) && mergeKey !== undefined) return listMutations(key, mergeKey, isList(was) ? was : [], now, place)
  // Setting a whole list of items would take away what others put into it.
  if (isList(now) && now.some(isMap)) return undefined
  return [`[${operation('add', below(key, place), now)}]`]
}

function listMutations(
  key: string,
  mergeKey: string,
  was: readonly Value[],
  now: readonly Value[],
  place: Place,
): readonly string[] | undefined {
  const [before, after] = [namedItems(was, mergeKey), namedItems(now, mergeKey)]
  if (before === undefined || after === undefined) return undefined
  const difference = listDifference(before, after)
  const list: NamedList = { ...step(key, place), key, mergeKey, parent: place }
  return difference === undefined ? undefined : itemMutations(difference, list)
}

/** A list whose items are found by the field `mergeKey`. */
interface NamedList extends Place {
  readonly key: string
  readonly mergeKey: string
  readonly parent: Place
}

function itemMutations(difference: ListDifference, list: NamedList): readonly string[] | undefined {
  const changed = difference.changed.map(({ name, before, after }) => mapMutations(before, after, itemIn(list, name)))
  if (changed.some(found => found === undefined)) return undefined
  const removed = difference.removed.map(({ name }) =>
    when(isIn(list, name), operation('remove', itemIn(list, name).pointer)),
  )
  const inserted = difference.inserted.map(({ name, value, behind }) => insertion(list, name, value, behind))
  return [...changed.flatMap(found => found ?? []), ...removed, ...inserted]
}

/** A list that is not there comes with its first item: the server forgets an empty one before the next mutation. */
function insertion(list: NamedList, name: string, value: Value, behind: string | undefined): string {
  const first = `[${operation('add', list.pointer, [value])}]`
  const further = unless(
    isIn(list, name),
    operation('add', `${within(list.pointer)} + ${placeBehind(list, behind)}`, value),
  )
  return `${isAbsent(list.key, list.parent)} ? ${first} : ${further}`
}

function itemIn(list: NamedList, name: string): Place {
  const { value, mergeKey, pointer } = list
  return {
    value: `${value}.filter(c, c${celField(mergeKey)} == ${celText(name)})[0]`,
    pointer: `${within(pointer)} + string(${indexOf(list, name)})`,
  }
}

function indexOf({ value, mergeKey }: NamedList, name: string): string {
  return `${value}.map(c, c${celField(mergeKey)}).indexOf(${celText(name)})`
}

function placeBehind(list: NamedList, behind: string | undefined): string {
  return behind === undefined ? celText('0') : `string(${indexOf(list, behind)} + 1)`
}

function isIn({ key, mergeKey, parent }: NamedList, name: string): string {
  const items = `${parent.value}${celOptional(key)}.orValue([])`
  return `${items}.exists(c, c${celField(mergeKey)} == ${celText(name)})`
}

function step(key: string, place: Place): Place {
  return { value: `${place.value}${celField(key)}`, pointer: below(key, place) }
}

/** The pointer of a field. Literals that meet become one. */
function below(key: string, { pointer }: Place): string {
  return joined(pointer, `/${pointerStep(key)}`)
}

function within(pointer: string): string {
  return joined(pointer, '/')
}

/** Two texts, one after the other; literals that meet become one. */
function joined(expression: string, text: string): string {
  const literal = celText(text)
  return expression.endsWith("'") ? `${expression.slice(0, -1)}${literal.slice(1)}` : `${expression} + ${literal}`
}

function isAbsent(key: string, { value }: Place): string {
  return `!${value}${celOptional(key)}.hasValue()`
}

function operation(op: 'add' | 'remove', path: string, value?: Value): string {
  return `JSONPatch{op: ${celText(op)}, path: ${path}${value === undefined ? '' : `, value: ${celValue(value)}`}}`
}

function when(condition: string, made: string): string {
  return `${condition} ? [${made}] : []`
}

function unless(condition: string, made: string): string {
  return `${condition} ? [] : [${made}]`
}
