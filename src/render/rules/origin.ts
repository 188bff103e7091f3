import type { FieldPath } from '../../manifest/path.ts'
import { listAt, textAt, type Value, type ValueMap, valueAt } from '../../manifest/value.ts'
import { asValue } from '../values/from-code.ts'
import type { Values } from '../values/values.ts'
import { mainName } from './extension.ts'
import type { Section } from './rule.ts'

/**
 * The field of the values that a field of a finished pod comes from, as far as it can be told: of all places that can
 * say it, the one that says most of it. `path` begins at the pod template, so with `spec` or `metadata`.
 */
export function fieldBehind(values: Values, section: Section, spec: ValueMap, path: FieldPath): FieldPath {
  const said = asValue(values)
  const places = placesOf(said, section, { path, spec, main: mainName(values, section) })
  const depths = places.map(place => depthOf(said, place))
  return places[depths.indexOf(Math.max(...depths))] ?? [section]
}

interface InPod {
  readonly path: FieldPath
  readonly spec: ValueMap
  readonly main: string | undefined
}

/** Every place that can say the field, the strongest first. */
function placesOf(said: Value, section: Section, { path: [part, list, ...rest], spec, main }: InPod): FieldPath[] {
  if (part === 'metadata') return metadataPlaces(section, [list ?? '', ...rest])
  const [index, ...field] = rest
  const name = typeof index === 'number' ? textAt(listAt(spec, String(list))[index], 'name') : undefined
  if (list === 'securityContext') return contextPlaces(section, rest)
  if (name !== undefined && list === 'volumes') return volumePlaces(said, section, name).map(at => [...at, ...field])
  if (name !== undefined && name !== main) return containerPlaces(said, section, name, field)
  if (name !== undefined) return mainPlaces(said, section, name, field)
  return [
    [section, 'podTemplate', ...(list === undefined ? [] : [list]), ...rest],
    [section, ...(list ? [list] : [])],
  ]
}

function metadataPlaces(section: Section, [kind = '', ...rest]: FieldPath): FieldPath[] {
  const own = kind === 'annotations' ? 'podAnnotations' : 'podLabels'
  return [
    [section, own, ...rest],
    [section, kind, ...rest],
    [kind, ...rest],
  ]
}

function contextPlaces(section: Section, rest: FieldPath): FieldPath[] {
  return [
    [section, 'podOverrides', 'podSecurityContext', ...rest],
    [section, 'podTemplate', 'securityContext', ...rest],
    [section, 'podSecurityContext', ...rest],
  ]
}

function mainPlaces(said: Value, section: Section, name: string, [first, ...rest]: FieldPath): FieldPath[] {
  const template = namedIn(said, [section, 'podTemplate', 'containers'], name)
  const field = first === undefined ? [] : [first, ...rest]
  const replacing: FieldPath[] =
    first === 'securityContext' ? [[section, 'podOverrides', 'containerSecurityContext', ...rest]] : []
  return [...replacing, ...template.map(at => [...at, ...field]), [section, ...field]]
}

const containerLists: readonly FieldPath[] = [
  ['initContainers'],
  ['extraContainers'],
  ['podOverrides', 'extraInitContainers'],
  ['podOverrides', 'extraContainers'],
  ['podTemplate', 'initContainers'],
  ['podTemplate', 'containers'],
  ['steps'],
]

/** Containers that the renderer brings itself are the work of a section's own keys. */
function containerPlaces(said: Value, section: Section, name: string, field: FieldPath): FieldPath[] {
  const named = containerLists.flatMap(list => namedIn(said, [section, ...list], name))
  if (named.length > 0) return named.map(at => [...at, ...field])
  if (name === 'attachable-setup') return [[section, 'attachable']]
  return [name.startsWith('copy-sidecar-') ? [section, 'tools', 'copyAs'] : [section]]
}

function volumePlaces(said: Value, section: Section, name: string): FieldPath[] {
  const lists: FieldPath[] = [['volumes'], [section, 'podOverrides', 'volumes'], [section, 'podTemplate', 'volumes']]
  const named = lists.flatMap(list => namedIn(said, list, name))
  return named.length > 0 ? named : [[section]]
}

/** The items of a list that have a name, by their paths. */
function namedIn(said: Value, list: FieldPath, name: string): FieldPath[] {
  const items = valueAt(said, list)
  if (!Array.isArray(items)) return []
  return items.flatMap((item: Value, index) => (textAt(item, 'name') === name ? [[...list, index]] : []))
}

/** How far a value goes along a path. */
function depthOf(value: Value, path: FieldPath): number {
  const missing = path.findIndex((_, index) => valueAt(value, path.slice(0, index + 1)) === undefined)
  return missing < 0 ? path.length : missing
}
