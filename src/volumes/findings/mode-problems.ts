import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { largestMode } from '../../workload/file-mode.ts'
import type { FieldProblem } from './field-problem.ts'

/**
 * Modes that people write in octal without the zero. All are valid as decimal numbers and mean something that nobody
 * wants: 400 is 0620. Those above 511, such as 644, the API server refuses.
 */
const octalLookalikes = new Set([400, 440, 444, 500])

/** A mode of a volume and where it is written. */
export interface WrittenMode {
  readonly path: FieldPath
  readonly mode: Value
}

/** Every `defaultMode` and `mode` of an API-object volume. */
export function modesOf(volume: ValueMap, path: FieldPath): readonly WrittenMode[] {
  return ['configMap', 'secret', 'downwardAPI', 'projected'].flatMap(kind => {
    const spec = mapAt(volume, kind)
    const place = [...path, kind]
    return spec === undefined ? [] : [...ofList(spec, place), ...ofSources(spec, place)]
  })
}

function ofList(spec: ValueMap, path: FieldPath): readonly WrittenMode[] {
  const items = listAt(spec, 'items').flatMap((item, index) =>
    isMap(item) ? written(item.mode, [...path, 'items', index, 'mode']) : [],
  )
  return [...written(spec.defaultMode, [...path, 'defaultMode']), ...items]
}

function ofSources(spec: ValueMap, path: FieldPath): readonly WrittenMode[] {
  return listAt(spec, 'sources').flatMap((source, index) =>
    ['configMap', 'secret', 'downwardAPI'].flatMap(kind => {
      const inner = mapAt(source, kind)
      return inner === undefined ? [] : ofList(inner, [...path, 'sources', index, kind])
    }),
  )
}

function written(mode: Value | undefined, path: FieldPath): readonly WrittenMode[] {
  return mode === undefined || mode === null ? [] : [{ path, mode }]
}

/** A mode out of range, or one that was meant in octal. Types are judged elsewhere. */
export function modeProblem(path: FieldPath, mode: Value): readonly FieldProblem[] {
  if (typeof mode !== 'number') return []
  if (mode < 0 || mode > largestMode) return [outOfRange(path, mode)]
  if (!octalLookalikes.has(mode)) return []
  return [{ path, severity: 'warning', code: 'decimal-mode', mode }]
}

function outOfRange(path: FieldPath, mode: number): FieldProblem {
  if (/^[0-7]{3}$/.test(String(mode))) return { path, severity: 'error', code: 'decimal-mode', mode }
  return { path, severity: 'error', code: 'bad-volume', reason: { code: 'bad-mode', mode } }
}
