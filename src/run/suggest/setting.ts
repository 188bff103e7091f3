import { isMap, type Value, type ValueMap, valueAt } from '../../manifest/value.ts'
import { mergeValues } from '../../render/values/merge.ts'
import type { ValuePath } from './chart-values.ts'

/** One value that a chart is told. Null takes a default away, as Helm has it. */
export interface Setting {
  readonly path: ValuePath
  readonly value: Value
}

/** Settings as a values file has them; the last of two at one place counts. */
export function valuesOf(settings: readonly Setting[]): ValueMap {
  return settings.reduce<ValueMap>((values, { path, value }) => mergeValues(values, nested(path, value)), {})
}

/** A value below a path of maps. */
export function nested(path: ValuePath, value: Value): ValueMap {
  const [key = '', ...rest] = path
  return { [key]: rest.length === 0 ? value : nested(rest, value) }
}

/** What a map sets below a path, field by field: each can be needed or not. */
export function settingsBelow(path: ValuePath, fields: ValueMap): readonly Setting[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    isMap(value) ? settingsBelow([...path, key], value) : [{ path: [...path, key], value }],
  )
}

/** Settings without those that say what the chart says already. */
export function news(settings: readonly Setting[], defaults: ValueMap): readonly Setting[] {
  return settings.filter(({ path, value }) => {
    const was = valueAt(defaults, path)
    return value === null ? was !== undefined && was !== null : JSON.stringify(was) !== JSON.stringify(value)
  })
}

/** What tells paths apart: a key may hold a dot. */
export function pathKey(path: ValuePath): string {
  return JSON.stringify(path)
}

/** `controller.securityContext`, as charts document their values. */
export function pathText(path: ValuePath): string {
  return path.join('.')
}

/** Settings of both, in order, each once: the later one of a place counts. */
export function joined(settings: readonly Setting[], more: readonly Setting[]): readonly Setting[] {
  const byPath = new Map([...settings, ...more].map(setting => [pathKey(setting.path), setting]))
  return [...byPath.values()]
}
