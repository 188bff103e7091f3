import type { FieldPath } from '../manifest/path.ts'
import { isList, isMap, mapAt, type Value, type ValueMap } from '../manifest/value.ts'
import { customKinds } from './custom-kinds.ts'
import { groupOf, type ObjectView } from './object.ts'
import type { PodView } from './pod.ts'
import type { WorkloadKind } from './settings.ts'

/**
 * Where each built-in kind keeps its pod template, at every API version of its group
 * (`DefaultPodSpecExtractor`, pod-security-admission 8f84a87). A kind that is not listed has no pods.
 */
const builtinKinds: readonly WorkloadKind[] = [
  { group: '', kind: 'Pod', path: [] },
  { group: '', kind: 'PodTemplate', path: ['template'] },
  { group: '', kind: 'ReplicationController', path: ['spec', 'template'] },
  { group: 'apps', kind: 'ReplicaSet', path: ['spec', 'template'] },
  { group: 'apps', kind: 'Deployment', path: ['spec', 'template'] },
  { group: 'apps', kind: 'StatefulSet', path: ['spec', 'template'] },
  { group: 'apps', kind: 'DaemonSet', path: ['spec', 'template'] },
  { group: 'batch', kind: 'Job', path: ['spec', 'template'] },
  { group: 'batch', kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'template'] },
]

const known: readonly WorkloadKind[] = [...builtinKinds, ...customKinds]
const knownKinds: ReadonlySet<string> = new Set(known.map(({ kind }) => kind))

/** The kinds that may hold a pod, for the scan that decides which documents are parsed. */
export function podKinds(extra: readonly WorkloadKind[]): ReadonlySet<string> {
  return new Set([...knownKinds, ...extra.map(({ kind }) => kind)])
}

/**
 * Every pod of an object, in the order of its table rows and then of the manifest. An object without a template has none,
 * as the API server skips a null one; a template or spec of a wrong type is reported by `templateProblems`.
 */
export function podsOf(object: ObjectView, extra: readonly WorkloadKind[]): PodView[] {
  return templatesOf(object, extra).flatMap(({ path, value, row }) =>
    isMap(value) && isMap(value.spec) ? [podView(object, path, value, value.spec, row)] : [],
  )
}

/** What lies where a pod template belongs. `value` is whatever was written there. */
export interface TemplateSite {
  /** In the document. */
  readonly path: FieldPath
  readonly value: Value
  readonly row: WorkloadKind
}

/** Every place of an object where a pod template is written, or something instead of one. */
export function templatesOf(object: ObjectView, extra: readonly WorkloadKind[]): TemplateSite[] {
  return rowsFor(object, extra).flatMap(row =>
    sitesAt(object.value, row.path).map(({ path, value }) => ({ path: [...object.path, ...path], value, row })),
  )
}

/** What the user says of a kind replaces what is built in. */
function rowsFor({ ref }: ObjectView, extra: readonly WorkloadKind[]): readonly WorkloadKind[] {
  const group = groupOf(ref.apiVersion)
  const told = extra.filter(row => row.kind === ref.kind && row.group === group)
  if (told.length > 0 || !knownKinds.has(ref.kind)) return told
  return known.filter(row => row.kind === ref.kind && row.group === group)
}

interface Site {
  readonly path: FieldPath
  readonly value: Value
}

/** Follow `path`. What cannot be stepped into is a site of its own, so that it can be reported; null is absent. */
function sitesAt(value: Value, path: FieldPath): Site[] {
  if (value === null) return []
  const [step, ...rest] = path
  if (step === undefined) return [{ path: [], value }]
  const children = childrenAt(value, step)
  if (children === undefined) return [{ path: [], value }]
  return children.flatMap(child =>
    sitesAt(child.value, rest).map(site => ({ path: [child.key, ...site.path], value: site.value })),
  )
}

interface Child {
  readonly key: string | number
  readonly value: Value
}

function childrenAt(value: Value, step: string | number): readonly Child[] | undefined {
  if (step === '*' && isList(value)) return value.map((item, key) => ({ key, value: item }))
  if (!isMap(value)) return undefined
  if (step === '*') return Object.entries(value).map(([key, item]) => ({ key, value: item }))
  const child = value[step]
  return child === undefined ? [] : [{ key: step, value: child }]
}

function podView(object: ObjectView, path: FieldPath, template: ValueMap, spec: ValueMap, row: WorkloadKind): PodView {
  return {
    object,
    mode: row.group === '' && row.kind === 'Pod' ? 'pod' : 'template',
    path: [...path, 'spec'],
    spec,
    metadataPath: [...path, 'metadata'],
    metadata: mapAt(template, 'metadata') ?? {},
    ...(row.containersOnly !== undefined && { containersOnly: row.containersOnly }),
  }
}
