import type { Problem } from '../../config/schema-problems.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isList, isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { amountOf } from '../../workload/quantity.ts'
import { asValue } from '../values/from-code.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { problem, repeated } from './rule.ts'

/**
 * What the API server refuses and no schema says, because it takes more than one field (pkg/apis/core/validation and
 * pkg/apis/batch/validation, v1.36): better here, with the field that somebody wrote.
 */
export function apiServerRules(values: Partly<Values>): Problem[] {
  const said = asValue(values)
  return [
    ...['agent', 'worker'].flatMap(section => partsOf(mapAt(said, section), [section])),
    ...listAt(said, 'volumes').flatMap((volume, index) =>
      claimRules(mapAt(volume, 'claim'), ['volumes', index, 'claim']),
    ),
    ...['configMaps', 'secrets'].flatMap(list => sizeRules(mapAt(said, 'agent'), ['agent', list], list)),
    ...repeated(named(mapAt(mapAt(said, 'agent'), 'service'), 'ports', ['agent', 'service']), 'port'),
    ...listAt(said, 'tasks').flatMap((task, index) => promptRules(task, ['tasks', index, 'prompt'])),
  ]
}

/** Every map of a section that holds parts of a container, or of a pod. */
function partsOf(value: Value | undefined, path: FieldPath): Problem[] {
  if (isList(value)) return value.flatMap((item, index) => partsOf(item, [...path, index]))
  if (!isMap(value)) return []
  return [
    ...repeated(named(value, 'ports', path), 'port'),
    ...mountRules(value, path),
    ...envRules(value, path),
    ...amountRules(value, path),
    ...nested.flatMap(key => partsOf(value[key], [...path, key])),
  ]
}

const nested = [
  ...['initContainers', 'containers', 'extraContainers', 'extraInitContainers', 'steps'],
  ...['podTemplate', 'podOverrides'],
]

function named(value: Value | undefined, list: string, path: FieldPath) {
  return listAt(value, list).map((item, index) => ({
    name: textAt(item, 'name'),
    path: [...path, list, index, 'name'],
  }))
}

function mountRules(value: ValueMap, path: FieldPath): Problem[] {
  return listAt(value, 'volumeMounts').flatMap((mount, index) =>
    (['subPath', 'subPathExpr'] as const).flatMap(field => {
      const inside = textAt(mount, field)
      const leaves = inside !== undefined && (inside.startsWith('/') || inside.split('/').includes('..'))
      const place = [...path, 'volumeMounts', index, field]
      return leaves ? [problem(place, JSON.stringify(inside), 'a relative path without ".."')] : []
    }),
  )
}

const envSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

function envRules(value: ValueMap, path: FieldPath): Problem[] {
  return [
    ...listAt(value, 'env').flatMap((entry, index) => {
      const from = mapAt(entry, 'valueFrom')
      return from === undefined ? [] : oneOf(from, envSources, [...path, 'env', index, 'valueFrom'])
    }),
    ...listAt(value, 'envFrom').flatMap((entry, index) =>
      isMap(entry) ? oneOf(entry, ['secretRef', 'configMapRef'], [...path, 'envFrom', index]) : [],
    ),
  ]
}

function oneOf(map: ValueMap, keys: readonly string[], path: FieldPath): Problem[] {
  const found = keys.filter(key => map[key] !== undefined)
  if (found.length === 1) return []
  return [problem(path, found.join(' and ') || 'none', `exactly one of ${keys.join(', ')}`)]
}

/** Kubernetes sets aside what is asked for, and gives no more than the limit. */
function amountRules(value: ValueMap, path: FieldPath): Problem[] {
  const [requests, limits] = [mapAt(mapAt(value, 'resources'), 'requests'), mapAt(mapAt(value, 'resources'), 'limits')]
  return Object.entries(requests ?? {}).flatMap(([name, asked]) => {
    const [least, most] = [amountOf(asked), amountOf(limits?.[name] ?? null)]
    if (least === undefined || most === undefined || least <= most) return []
    const place = [...path, 'resources', 'requests', name]
    return [problem(place, String(asked), `at most the limit, ${String(limits?.[name])}`)]
  })
}

function claimRules(claim: ValueMap | undefined, path: FieldPath): Problem[] {
  const modes = listAt(claim, 'accessModes')
  const size = claim?.size
  const empty = size !== undefined && amountOf(size) === 0n
  return [
    ...(modes.length > 1 && modes.includes('ReadWriteOncePod')
      ? [problem([...path, 'accessModes'], modes.join(', '), 'ReadWriteOncePod alone, or the others')]
      : []),
    ...(empty ? [problem([...path, 'size'], JSON.stringify(size), 'more than nothing')] : []),
  ]
}

/** `MaxSecretSize`, which also bounds a ConfigMap. */
const mostData = 1024 * 1024

function sizeRules(agent: ValueMap | undefined, path: FieldPath, list: string): Problem[] {
  return listAt(agent, list).flatMap((object, index) => {
    const data = Object.entries(mapAt(object, 'data') ?? mapAt(object, 'stringData') ?? {})
    const bytes = data.reduce((sum, [key, text]) => sum + Buffer.byteLength(key + String(text)), 0)
    const field = list === 'secrets' ? 'stringData' : 'data'
    return bytes > mostData ? [problem([...path, index, field], `${bytes} bytes`, `at most ${mostData}`)] : []
  })
}

/** One argument, or one variable, of a program holds 128 KiB with its final NUL (`MAX_ARG_STRLEN`, execve(2)). */
const longestArgument = 131071

/** A prompt is one argument or one variable. */
export function promptRules(task: Value | undefined, path: FieldPath): Problem[] {
  const bytes = Buffer.byteLength(textAt(task, 'prompt') ?? '')
  if (bytes <= longestArgument) return []
  return [problem(path, `${bytes} bytes`, `at most ${longestArgument}: Linux allows a program no longer argument`)]
}
