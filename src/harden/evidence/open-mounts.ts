import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { cleanPath } from '../../volumes/model/start/directories.ts'
import { projectedFiles } from '../../volumes/model/volume/api-object.ts'
import { volumesOf } from '../../volumes/model/volume/named-volumes.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'

/** Whether every user may use what a container mounts: it is its own scratch space, or everybody may read it. */
export function mountsAreOpen(pod: PodView, { spec, name }: ContainerView): boolean {
  if (listAt(spec, 'volumeDevices').length > 0) return false
  const others = containersOf(pod).filter(other => other.name !== name)
  const shared = new Set(
    others.flatMap(other => listAt(other.spec, 'volumeMounts').map(mount => textAt(mount, 'name'))),
  )
  return listAt(spec, 'volumeMounts')
    .filter(isMap)
    .every(mount => (isScratch(pod, mount) && !shared.has(textAt(mount, 'name'))) || isReadable(pod, mount))
}

/** The mount that a path of a container lies in. */
export function mountAt({ spec }: ContainerView, path: string): ValueMap | undefined {
  const mounts = listAt(spec, 'volumeMounts').filter(isMap)
  return mounts
    .filter(mount => folderOf(path).startsWith(placeOf(mount)))
    .toSorted((a, b) => placeOf(b).length - placeOf(a).length)[0]
}

function placeOf(mount: ValueMap): string {
  return folderOf(textAt(mount, 'mountPath') ?? '')
}

function folderOf(path: string): string {
  const clean = cleanPath(path) ?? ''
  return clean === '' ? '/' : `/${clean}/`
}

/** The kubelet makes an emptyDir 0777 (pkg/volume/emptydir/empty_dir.go `perm`); a sub-path of it is root's. */
export function isScratch(pod: PodView, mount: ValueMap): boolean {
  const hasSubPath = mount.subPath !== undefined || mount.subPathExpr !== undefined
  return !hasSubPath && isMap(volumeOf(pod, mount)?.emptyDir)
}

function isReadable(pod: PodView, mount: ValueMap): boolean {
  const volume = volumeOf(pod, mount)
  const kind = apiObjects.find(name => isMap(volume?.[name]))
  const files = kind && projectedFiles(pod, kind, mapAt(volume ?? {}, kind) ?? {})
  return files?.every(({ mode }) => (mode & 0o004) !== 0) === true
}

const apiObjects = ['configMap', 'secret', 'downwardAPI', 'projected'] as const

function volumeOf(pod: PodView, mount: ValueMap): ValueMap | undefined {
  return volumesOf(pod).find(({ name }) => name === textAt(mount, 'name'))?.spec
}
