import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'

const root = resolve(import.meta.dirname, '../..')

/** What a cluster starts for one workload of a file, read with nothing of this project but its map helpers. */
export interface ClusterPod {
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly spec: ValueMap
  readonly initContainers: readonly ValueMap[]
  readonly containers: readonly ValueMap[]
}

/** The pod of the workload in a namespace: `agent-scout/hermes`. YAML 1.1, as Kubernetes reads octal modes. */
export function clusterPod(file: string, workload: string): ClusterPod {
  const pods = clusterPods(readFileSync(join(root, file), 'utf8'))
  const pod = pods.find(({ namespace, name }) => `${namespace}/${name}` === workload)
  if (pod === undefined) throw new Error(`${file} has no ${workload}`)
  return pod
}

/** The pods of every workload in a text, in their order. */
export function clusterPods(text: string): readonly ClusterPod[] {
  const documents = parseAllDocuments(text, { version: '1.1' })
  const objects: readonly Value[] = documents.map(document => document.toJS())
  return objects.flatMap(object => {
    const [metadata, spec] = [mapAt(object, 'metadata'), mapAt(mapAt(mapAt(object, 'spec'), 'template'), 'spec')]
    if (spec === undefined) return []
    const place = { namespace: textAt(metadata, 'namespace'), name: textAt(metadata, 'name') }
    return [{ ...place, spec, initContainers: maps(spec, 'initContainers'), containers: maps(spec, 'containers') }]
  })
}

function maps(from: ValueMap, key: string): readonly ValueMap[] {
  return listAt(from, key).filter(isMap)
}

/** The process that the runtime makes of a container's fields. */
export interface ClusterProcess {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly capabilities: readonly string[]
  readonly noNewPrivileges: boolean
}

/** Who an image is, and the group that its /etc/passwd gives that user. */
export interface ImageUser {
  readonly uid: number
  readonly gid: number
}

/** What containerd gives a container that says nothing (pkg/oci/spec.go). */
const runtimeDefaults = [
  ...['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP'],
  ...['NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE'],
]

/** Container over pod over image. 'refused': the kubelet does not start root under runAsNonRoot. */
export function clusterProcess(
  { spec }: ClusterPod,
  container: ValueMap,
  image: ImageUser,
): ClusterProcess | 'refused' {
  const [pod, own] = [mapAt(spec, 'securityContext') ?? {}, mapAt(container, 'securityContext') ?? {}]
  const of = (field: string) => own[field] ?? pod[field]
  const uid = numberOr(of('runAsUser'), image.uid)
  if (of('runAsNonRoot') === true && uid === 0) return 'refused'
  const capabilities = mapAt(own, 'capabilities')
  const drops = listAt(capabilities, 'drop')
  const kept = drops.includes('ALL') ? [] : runtimeDefaults.filter(name => !drops.includes(name))
  const groups = [pod.fsGroup, ...listAt(pod, 'supplementalGroups')].filter(id => typeof id === 'number')
  return {
    uid,
    gid: numberOr(of('runAsGroup'), uid === image.uid ? image.gid : 0),
    groups: [...new Set(groups)],
    capabilities: [...kept, ...listAt(capabilities, 'add').map(String)],
    noNewPrivileges: own.allowPrivilegeEscalation === false,
  }
}

function numberOr(value: Value | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
