import type { ImageFacts } from '../../../src/knowledge/images/image-facts.ts'
import { jsonText } from '../../../src/manifest/text/json.ts'
import type { Value, ValueMap } from '../../../src/manifest/value.ts'
import type { Level } from '../../../src/workload/settings/level.ts'
import {
  defaultHarden,
  defaultSettings,
  type Settings,
  type StorageFacts,
} from '../../../src/workload/settings/settings.ts'
import type { Case, CaseContainer, CaseVolume } from './case.ts'
import { driverOf, fsGroupPolicyOf } from './drivers.ts'
import { isApiObject } from './generate.ts'
import { probeScript, sidecarStarted } from './probe.ts'

/** Where a case runs: a name of its own for every object, and a folder of the node for its volumes. */
export interface Place {
  readonly run: string
  readonly folder: string
  readonly hostname: string
}

export const namespace = 'judge'

/** What the kit's images are. */
const images: ReadonlyMap<string, ImageFacts> = new Map(
  Object.entries({
    'example.test/busybox': { user: { uid: 0, gid: 0 }, groups: [], shell: true, from: 'the kit' },
    'example.test/app': { user: { uid: 10001, gid: 10001 }, groups: [], shell: true, from: 'the kit' },
    'example.test/named': { user: { name: 'app', uid: 10001, gid: 10001 }, groups: [], shell: true, from: 'the kit' },
  }),
)

/** What the policy says: a class for each claim, and the images where the case lets it know them. */
export function settingsOf(one: Case, level: Level): Settings {
  return {
    ...defaultSettings,
    level,
    levelForced: true,
    storageClasses: new Map(one.volumes.flatMap(factsOf)),
    images: one.imagesKnown ? images : new Map(),
    harden: { ...defaultHarden, chownImage: 'example.test/busybox:1' },
  }
}

function factsOf(volume: CaseVolume): readonly (readonly [string, StorageFacts])[] {
  if (volume.kind !== 'claim' || volume.origin !== 'made') return []
  const { backend, owner } = volume
  const root = { root: owner }
  if (backend === 'hostPath' || backend === 'local') return [[classOf(volume), { source: backend, ...root }]]
  // Nothing but the policy can say that a driver mounts with the group.
  return [[classOf(volume), backend === 'csi-group' ? { source: 'csi', fsGroup: 'delegated', ...root } : root]]
}

function classOf({ name }: CaseVolume): string {
  return `class-${name}`
}

/** The stream of a case: its pod, claims, config map and secret, and what describes its storage. */
export function streamOf(one: Case, place: Place): string {
  const objects = [
    ...one.volumes.flatMap(volume => storageOf(volume, place)),
    ...apiObjects(one, place),
    podOf(one, place),
  ]
  return objects.map(object => `---\n${jsonText(object)}`).join('')
}

function storageOf(volume: CaseVolume, place: Place): readonly ValueMap[] {
  if (volume.kind !== 'claim') return []
  const byHand = volume.origin === 'byHand'
  const described = byHand ? [persistentVolume(volume, place)] : describedClass(volume)
  const driver = driverOf(volume.backend)
  const drivers = driver === undefined ? [] : [csiDriver(driver, fsGroupPolicyOf(volume.backend))]
  return [...drivers, ...described, claim(volume, place)]
}

type Claim = Extract<CaseVolume, { kind: 'claim' }>

function describedClass(volume: Claim): readonly ValueMap[] {
  const driver = driverOf(volume.backend)
  if (driver === undefined) return []
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: classOf(volume) },
      provisioner: driver,
      ...(volume.fsType !== undefined && { parameters: { 'csi.storage.k8s.io/fstype': volume.fsType } }),
    },
  ]
}

/** A driver of ours as the cluster knows it. */
export function csiDriver(name: string, fsGroupPolicy: string): ValueMap {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name },
    spec: { attachRequired: false, podInfoOnMount: false, fsGroupPolicy, volumeLifecycleModes: ['Persistent'] },
  }
}

function claim(volume: Claim, { run }: Place): ValueMap {
  const byHand = volume.origin === 'byHand'
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: `${run}-${volume.name}`, namespace },
    spec: {
      accessModes: [volume.accessMode],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: byHand ? '' : classOf(volume),
      ...(byHand && { volumeName: `${run}-${volume.name}` }),
    },
  }
}

/** The volume that stands for what a provisioner would have made, or that the stream brings along. */
export function persistentVolume(volume: Claim, { run, folder, hostname }: Place): ValueMap {
  const name = `${run}-${volume.name}`
  const match = { key: 'kubernetes.io/hostname', operator: 'In', values: [hostname] }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: [volume.accessMode],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: volume.origin === 'byHand' ? '' : classOf(volume),
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [match] }] } },
      ...sourceOf(volume, `${folder}/${volume.name}`, name),
    },
  }
}

function sourceOf({ backend, fsType }: Claim, path: string, volumeHandle: string): ValueMap {
  if (backend === 'hostPath') return { hostPath: { path, type: '' } }
  if (backend === 'local') return { local: { path } }
  const driver = driverOf(backend) ?? ''
  return { csi: { driver, volumeHandle, ...(fsType !== undefined && { fsType }), volumeAttributes: { path } } }
}

function apiObjects(one: Case, { run }: Place): readonly ValueMap[] {
  const metadata = { name: run, namespace }
  const used = JSON.stringify(one.volumes)
  return [
    ...(used.includes('"configMap"')
      ? [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'text', b: 'text' } }]
      : []),
    ...(used.includes('"secret"')
      ? [{ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { a: 'text', b: 'text' } }]
      : []),
  ]
}

function podOf(one: Case, place: Place): ValueMap {
  const files = new Set(one.volumes.filter(isApiObject).map(({ name }) => name))
  const containers = (roles: readonly CaseContainer['role'][]) =>
    one.containers.filter(({ role }) => roles.includes(role)).map(container => containerOf(container, files))
  const inits = containers(['init', 'sidecar'])
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: place.run, namespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      enableServiceLinks: false,
      ...(Object.keys(one.context).length > 0 && { securityContext: one.context }),
      ...(inits.length > 0 && { initContainers: inits }),
      containers: containers(['main']),
      volumes: one.volumes.map(volume => ({ name: volume.name, ...podVolume(volume, place) })),
    },
  }
}

function podVolume(volume: CaseVolume, { run, folder }: Place): ValueMap {
  switch (volume.kind) {
    case 'inline':
      return withObjects(volume.source, run)
    case 'hostPath':
      return {
        hostPath: { path: `${folder}/${volume.name}`, ...(volume.type !== undefined && { type: volume.type }) },
      }
    case 'claim':
      return {
        persistentVolumeClaim: {
          claimName: `${run}-${volume.name}`,
          ...(volume.readOnly && { readOnly: true }),
        },
      }
  }
}

/** The generator does not know what the config map and the secret of a run are called. */
function withObjects(source: ValueMap, run: string): ValueMap {
  const text = JSON.stringify(source).replaceAll('$OBJECTS', run)
  const replaced: ValueMap = JSON.parse(text)
  return replaced
}

function containerOf(container: CaseContainer, files: ReadonlySet<string>): ValueMap {
  const { name, role, image, context, mounts, run } = container
  const command: Value = run === 'probe' ? ['sh', '-c', probeScript(container, files)] : run.command
  const usesEnv = mounts.some(({ fields }) => 'subPathExpr' in fields)
  return {
    name,
    image,
    command,
    ...(role === 'sidecar' && { restartPolicy: 'Always', startupProbe: sidecarStarted }),
    ...(usesEnv && { env: [{ name: 'SUB', value: 'sub' }] }),
    ...(Object.keys(context).length > 0 && { securityContext: context }),
    volumeMounts: mounts.map(mount => ({ name: mount.name, mountPath: mount.mountPath, ...mount.fields })),
  }
}
