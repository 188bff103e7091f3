import { builtinWorkloadKinds } from '../../knowledge/kinds/builtin-kinds.ts'
import { customKinds } from '../../knowledge/kinds/custom-kinds.ts'
import type { WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isList, isMap, mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { globMatches } from '../glob.ts'
import type { PodView } from '../pod/pod.ts'
import { groupOf, type ObjectRef, type ObjectView } from './object.ts'

const known: readonly WorkloadKind[] = [...builtinWorkloadKinds, ...customKinds]
const knownRows = new Map<string, WorkloadKind[]>()
for (const row of known) {
  const key = `${row.group}/${row.kind}`
  knownRows.set(key, [...(knownRows.get(key) ?? []), row])
}

/** The kinds that may hold a pod, for the scan that decides which documents are parsed. */
export function podKinds(extra: readonly WorkloadKind[]): ReadonlySet<string> {
  return new Set([...known, ...extra].map(({ kind }) => kind))
}

/** The same for who collects storage, judges and reports, and asks for the pods of each object anew. */
export function rememberedPods(object: ObjectView, extra: readonly WorkloadKind[]): readonly PodView[] {
  const last = found.get(object)
  if (last !== undefined && last.extra === extra) return last.pods
  const pods = podsOf(object, extra)
  found.set(object, { extra, pods })
  return pods
}

/**
 * The pods hold their object, and V8 keeps both until its next full collection: not for a stream that is hardened document by
 * document, of which it made post-render a quarter slower.
 */
const found = new WeakMap<ObjectView, Found>()

interface Found {
  readonly extra: readonly WorkloadKind[]
  readonly pods: readonly PodView[]
}

/**
 * Every pod of an object that stands in it as one, in the order of its table rows and then of the manifest. An object
 * without a template has none, as the API server skips a null one; a template or spec of a wrong type is reported by
 * `templateProblems`. Those that are put together from parts are in `gathered-pods.ts`.
 */
export function podsOf(object: ObjectView, extra: readonly WorkloadKind[]): readonly PodView[] {
  return podSites(object, extra).flatMap(({ path, value, row }) => {
    if (!isMap(value)) return []
    if (row.holds === 'podSpec') return isList(value.containers) ? [inlinePod(object, path, value, row)] : []
    return row.holds === undefined && isMap(value.spec) ? [podView(object, path, value, value.spec, row)] : []
  })
}

/** What lies where a kind keeps a pod. `value` is whatever was written there. */
export interface PodSite {
  /** In the document. */
  readonly path: FieldPath
  readonly value: Value
  readonly row: WorkloadKind
}

/** Every place of an object where a pod belongs, or something else is written instead of one. */
export function podSites(object: ObjectView, extra: readonly WorkloadKind[]): PodSite[] {
  return kindRows(object, extra).flatMap(row =>
    sitesAt(object.value, row.path, object.path).map(({ path, value }) => ({ path, value, row })),
  )
}

/** Where the kind of an object keeps its pods. What the user says of a kind replaces what is built in. */
export function kindRows({ ref }: ObjectView, extra: readonly WorkloadKind[]): readonly WorkloadKind[] {
  const told = extra.filter(row => isOfKind(ref, row))
  return told.length > 0 ? told : (knownRows.get(`${groupOf(ref.apiVersion)}/${ref.kind}`) ?? [])
}

/** Whether a row is about an object. */
export function isOfKind({ apiVersion, kind, name }: ObjectRef, row: WorkloadKind): boolean {
  const isNamed = row.name === undefined || globMatches(row.name, name)
  return row.kind === kind && row.group === groupOf(apiVersion) && isNamed
}

interface Site {
  readonly path: FieldPath
  readonly value: Value
}

/**
 * Follow `path` from the value at `from`. What cannot be stepped into is a site of its own, so that it can be reported;
 * null is absent.
 */
function sitesAt(value: Value, path: FieldPath, from: FieldPath): Site[] {
  let at = value
  let depth = 0
  for (const step of path) {
    if (step === '*') return starSites(at, path.slice(depth + 1), [...from, ...path.slice(0, depth)])
    if (!isMap(at)) break
    const child = at[step]
    if (child === undefined) return []
    at = child
    depth += 1
  }
  return at === null ? [] : [{ path: [...from, ...path.slice(0, depth)], value: at }]
}

function starSites(value: Value, rest: FieldPath, from: FieldPath): Site[] {
  if (!isList(value) && !isMap(value)) return value === null ? [] : [{ path: from, value }]
  const children = isList(value) ? value.map((item, key) => [key, item] as const) : Object.entries(value)
  return children.flatMap(([key, item]) => sitesAt(item, rest, [...from, key]))
}

/** A pod spec among other fields of its object: nobody says what its pods' metadata will be. */
function inlinePod(object: ObjectView, path: FieldPath, spec: ValueMap, row: WorkloadKind): PodView {
  return { ...podView(object, path, {}, spec, row), path }
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
