import type { Position } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import type { ObjectReport, Report } from './report.ts'

/** What formats take: a report, or one that was kept in a file. */
export interface PlainReport extends Omit<Report, 'objects'> {
  readonly objects: readonly PlainObject[]
}

/** A workload that was judged, without its pod. */
export interface PlainObject extends Omit<ObjectReport, 'mounts'> {
  readonly mounts: readonly PlainMount[]
}

/** As much of a verdict as formats show. */
export interface PlainMount
  extends Pick<
    MountVerdict,
    'volume' | 'mountPath' | 'wants' | 'process' | 'root' | 'read' | 'write' | 'access' | 'reason' | 'fixes'
  > {
  readonly container: Pick<MountVerdict['container'], 'name' | 'role' | 'path'>
  readonly index: number
  readonly pod: { readonly object: { readonly document: { readonly positionOf: (path: FieldPath) => Position } } }
}

/** Where the mount stands in its file. */
export function mountPosition({ pod, container, index }: PlainMount): Position {
  return pod.object.document.positionOf([...container.path, 'volumeMounts', index])
}

/** A mount as data, with the position that its document tells. */
type KeptMount = Omit<PlainMount, 'pod' | 'index' | 'container'> & {
  readonly container: Pick<PlainMount['container'], 'name' | 'role'>
  readonly position: Position
}

/** A report as one line of JSON. `keptReport` reads it back, and every format writes the same of both. */
export function keepReport(report: PlainReport): string {
  const objects = report.objects.map(object => ({ ...object, mounts: object.mounts.map(keptMount) }))
  return JSON.stringify({ ...report, objects }, writeInteger)
}

/** JSON has no type for a bigint; no field that hardening sets takes a number beyond 2^53. */
function writeInteger(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

function keptMount(mount: PlainMount): KeptMount {
  const { volume, mountPath, wants, process, root, read, write, access, reason, fixes, container } = mount
  const { name, role } = container
  const position = mountPosition(mount)
  const shown = { volume, mountPath, wants, process, root, read, write, access, reason, fixes }
  return { ...shown, container: { name, role }, position }
}

/** The report that `keepReport` kept. */
export function keptReport(text: string): PlainReport {
  const { objects, ...report }: KeptReport = JSON.parse(text)
  return { ...report, objects: objects.map(object => ({ ...object, mounts: object.mounts.map(plainMount) })) }
}

interface KeptReport extends Omit<PlainReport, 'objects'> {
  readonly objects: readonly (Omit<PlainObject, 'mounts'> & { readonly mounts: readonly KeptMount[] })[]
}

function plainMount({ position, container, ...mount }: KeptMount): PlainMount {
  const pod = { object: { document: { positionOf: () => position } } }
  return { ...mount, container: { ...container, path: [] }, index: 0, pod }
}
