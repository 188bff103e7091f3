import type { Ownership } from '../../../knowledge/storage/ownership.ts'
import { isMap, listAt, mapAt, type Value, type ValueMap } from '../../../manifest/value.ts'
import { effective } from '../../../workload/pod/effective.ts'
import { containersOf, type PodView } from '../../../workload/pod/pod.ts'
import { fsGroupOf, idOf } from '../process/identity.ts'

/** A file that a configMap, secret, downwardAPI or projected volume holds: `path` is absent for all that are not listed. */
export interface ProjectedFile extends Ownership {
  readonly path?: string
}

/** types.go: the default of every `defaultMode`. */
const defaultMode = 0o644
/** A token's mode as soon as a user or a group is known that shall read it. */
const tokenMode = 0o600
/** What the ownership walk adds to a file of these volumes: their plugins say `ReadOnly`. */
const groupRead = 0o440

/**
 * The files of an API-object volume with the owner and mode they get. `read` of such a mount means that every one of
 * them opens. Undefined where a mode is no number between 0 and 0777.
 */
export function projectedFiles(pod: PodView, kind: string, spec: ValueMap): readonly ProjectedFile[] | undefined {
  const mode = modeOf(spec.defaultMode, defaultMode)
  if (mode === undefined) return undefined
  const files = kind === 'projected' ? projected(pod, spec, mode) : listed(spec, mode)
  return files?.map(file => withGroup(file, fsGroupOf(pod)))
}

function projected(pod: PodView, spec: ValueMap, mode: number): readonly ProjectedFile[] | undefined {
  const files = listAt(spec, 'sources').map(source => {
    const api = ['configMap', 'secret', 'downwardAPI'].map(kind => mapAt(source, kind)).find(isMap)
    if (api !== undefined) return listed(api, mode)
    // A source that is null, or names null, holds nothing (`collectData`).
    const token = tokens.map(kind => mapAt(source, kind)).find(isMap)
    return token === undefined ? [] : [tokenFile(pod, mode, pathOf(token))]
  })
  return files.some(list => list === undefined) ? undefined : files.flatMap(list => list ?? [])
}

/** `items[].mode` over `defaultMode` (pkg/volume/configmap/configmap.go `MakePayload` and its like). */
function listed(spec: ValueMap, mode: number): readonly ProjectedFile[] | undefined {
  const items = listAt(spec, 'items').filter(isMap)
  if (items.length === 0) return [{ uid: 0, gid: 0, mode }]
  const files = items.map(item => {
    const own = modeOf(item.mode, mode)
    return own === undefined ? undefined : { ...pathOf(item), uid: 0, gid: 0, mode: own }
  })
  return files.every(file => file !== undefined) ? files : undefined
}

/**
 * Tokens, trust bundles and pod certificates: pkg/volume/projected/projected.go `collectData` v1.36.2. The mode is
 * tightened once somebody is known to be meant: all containers' user, or the pod's group.
 */
function tokenFile(pod: PodView, mode: number, path: { readonly path?: string }): ProjectedFile {
  const user = commonUser(pod)
  const tightened = user !== undefined || fsGroupOf(pod) !== undefined
  return { ...path, uid: user ?? 0, gid: 0, mode: tightened ? tokenMode : mode }
}

/**
 * The uid that every container of the pod states, if they all state the same: `FsUserFrom`, pkg/volume/util/util.go:537.
 * The image's USER is never asked, and 0 counts.
 */
function commonUser(pod: PodView): number | undefined {
  const users = containersOf(pod).map(container => idOf(effective(pod, container, 'runAsUser')))
  const [first] = users
  return users.every(user => user === first) ? first : undefined
}

function withGroup(file: ProjectedFile, fsGroup: number | undefined): ProjectedFile {
  return fsGroup === undefined ? file : { ...file, gid: fsGroup, mode: file.mode | groupRead }
}

const tokens = ['serviceAccountToken', 'clusterTrustBundle', 'podCertificate'] as const

function pathOf(item: ValueMap): { readonly path?: string } {
  return typeof item.path === 'string' ? { path: item.path } : {}
}

function modeOf(value: Value | undefined, otherwise: number): number | undefined {
  if (value === undefined || value === null) return otherwise
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0o777 ? value : undefined
}
