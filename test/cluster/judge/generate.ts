import type { Value, ValueMap } from '../../../src/manifest/value.ts'
import {
  type Backend,
  type Case,
  type CaseContainer,
  type CaseMount,
  type CaseVolume,
  driverNames,
  type Owner,
} from './case.ts'
import { Dice } from './dice.ts'

const ids: readonly [number, ...number[]] = [0, 1000, 2000, 10000, 10001, 65534]
const groups: readonly [number, ...number[]] = [0, 1000, 2000, 10000, 10001]
const modes: readonly [string, ...string[]] = [
  ...(['0755', '0755', '0777', '0775', '2775', '0770', '0700', '1777', '0750', '0707', '0077', '0333'] as const),
]
const fileModes: readonly [number, ...number[]] = [0o644, 0o400, 0o440, 0o600, 0o640, 0o000, 0o004]
const images = ['example.test/busybox:1', 'example.test/app:1', 'example.test/named:1'] as const
const capabilities: readonly [string, ...string[]] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'DAC_READ_SEARCH',
  'FSETID',
  'NET_BIND_SERVICE',
]

/** The case of a seed and a number: always the same. */
export function caseOf(seed: number, number: number): Case {
  const dice = new Dice(seed * 1_000_003 + number)
  const volumes = Array.from({ length: dice.between(1, 4) }, (_, index) => volumeOf(dice, `v${index}`))
  const inits = Array.from({ length: dice.pick([0, 0, 1, 1, 2]) }, (_, index) => initOf(dice, `init${index}`, volumes))
  const mains = Array.from({ length: dice.pick([1, 1, 2]) }, (_, index) =>
    probeOf(dice, `main${index}`, 'main', volumes),
  )
  return {
    name: `${seed}/${number}`,
    context: podContext(dice),
    volumes,
    containers: [...inits, ...mains],
    imagesKnown: dice.chance(0.7),
  }
}

function podContext(dice: Dice): ValueMap {
  const user = dice.maybe(0.55, () => ({ runAsUser: dice.pick(ids) }))
  return {
    ...user,
    // On containerd a group without a user never starts.
    ...dice.maybe('runAsUser' in user ? 0.6 : 0.03, () => ({ runAsGroup: dice.pick(groups) })),
    ...dice.maybe(0.45, () => ({ fsGroup: dice.pick(groups) })),
    ...dice.maybe(0.3, () => ({ fsGroupChangePolicy: dice.pick(['OnRootMismatch', 'Always']) })),
    ...dice.maybe(0.25, () => ({ supplementalGroups: [dice.pick(groups), dice.pick(groups)] })),
    ...dice.maybe(0.1, () => ({ runAsNonRoot: dice.chance(0.7) })),
  }
}

function containerContext(dice: Dice): ValueMap {
  return {
    ...dice.maybe(0.4, () => ({ runAsUser: dice.pick(ids) })),
    ...dice.maybe(0.25, () => ({ runAsGroup: dice.pick(groups) })),
    ...dice.maybe(0.1, () => ({ runAsNonRoot: dice.chance(0.7) })),
    ...dice.maybe(0.45, () => ({ capabilities: capabilitiesOf(dice) })),
    ...dice.maybe(0.15, () => ({ readOnlyRootFilesystem: true })),
    ...(dice.chance(0.04) ? { privileged: true } : dice.maybe(0.3, () => ({ allowPrivilegeEscalation: false }))),
  }
}

function capabilitiesOf(dice: Dice): ValueMap {
  return {
    ...dice.maybe(0.8, () => ({ drop: dice.chance(0.85) ? ['ALL'] : [dice.pick(capabilities)] })),
    ...dice.maybe(0.5, () => ({ add: [dice.pick(capabilities), dice.pick(capabilities)] })),
  }
}

function ownerOf(dice: Dice): Owner {
  return { uid: dice.pick(ids), gid: dice.pick(groups), mode: dice.pick(modes) }
}

function volumeOf(dice: Dice, name: string): CaseVolume {
  const kind = dice.pick(['emptyDir', 'hostPath', 'claim', 'claim', 'claim', 'api', 'api'])
  if (kind === 'emptyDir') return { name, kind: 'inline', source: emptyDirOf(dice) }
  if (kind === 'api') return { name, kind: 'inline', source: apiObject(dice) }
  if (kind === 'hostPath') return hostPathOf(dice, name)
  return claimOf(dice, name)
}

function emptyDirOf(dice: Dice): ValueMap {
  return dice.pick<ValueMap>([
    { emptyDir: {} },
    { emptyDir: {} },
    { emptyDir: { medium: 'Memory' } },
    { emptyDir: null },
  ])
}

const hostPathTypes = [undefined, '', 'DirectoryOrCreate', 'Directory', 'File', 'FileOrCreate'] as const

function hostPathOf(dice: Dice, name: string): CaseVolume {
  const type = dice.pick<string | undefined>(hostPathTypes)
  const file = type === 'File' || type === 'FileOrCreate'
  return {
    name,
    kind: 'hostPath',
    ...(type !== undefined && { type }),
    ...dice.maybe(0.75, () => ({ existing: { ...ownerOf(dice), file } })),
  }
}

function claimOf(dice: Dice, name: string): CaseVolume {
  const plain: readonly [Backend, ...Backend[]] = ['hostPath', 'local']
  const drivers = driverNames.map((driver): Backend => `csi-${driver}`)
  const backend = dice.pick<Backend>(dice.chance(0.5) ? [plain[0], ...drivers] : plain)
  return {
    name,
    kind: 'claim',
    readOnly: dice.chance(0.08),
    backend,
    origin: dice.chance(0.85) ? 'made' : 'byHand',
    owner: ownerOf(dice),
    accessMode: dice.pick(['ReadWriteOnce', 'ReadWriteOnce', 'ReadWriteMany']),
    ...(backend.startsWith('csi-') && dice.maybe(0.6, () => ({ fsType: 'ext4' }))),
  }
}

/** Every pod has a config map and a secret of its own, both with the keys `a` and `b`. */
function apiObject(dice: Dice): ValueMap {
  const mode = dice.maybe(0.6, () => ({ defaultMode: dice.pick(fileModes) }))
  const items = dice.maybe(0.3, () => ({
    items: [{ key: 'a', path: dice.pick(['a', 'in/a']), ...dice.maybe(0.6, () => ({ mode: dice.pick(fileModes) })) }],
  }))
  const field = { path: 'name', fieldRef: { fieldPath: 'metadata.name' } }
  switch (dice.pick(['configMap', 'secret', 'downwardAPI', 'projected'])) {
    case 'configMap':
      return { configMap: { name: '$OBJECTS', ...mode, ...items } }
    case 'secret':
      return { secret: { secretName: '$OBJECTS', ...mode, ...items } }
    case 'downwardAPI':
      return {
        downwardAPI: { ...mode, items: [{ ...field, ...dice.maybe(0.3, () => ({ mode: dice.pick(fileModes) })) }] },
      }
    default:
      return { projected: { ...mode, sources: sourcesOf(dice, items, field) } }
  }
}

function sourcesOf(dice: Dice, items: ValueMap, field: ValueMap): readonly Value[] {
  const token = { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }
  return [
    token,
    ...(dice.chance(0.4) ? [{ configMap: { name: '$OBJECTS', ...items } }] : []),
    ...(dice.chance(0.3) ? [{ downwardAPI: { items: [field] } }] : []),
  ]
}

/** Whether a volume is one of files that the API server holds. */
export function isApiObject(volume: CaseVolume): boolean {
  return volume.kind === 'inline' && !('emptyDir' in volume.source)
}

function mountsOf(dice: Dice, volumes: readonly CaseVolume[]): readonly CaseMount[] {
  const chosen = volumes.filter(() => dice.chance(0.75))
  const used = chosen.length === 0 ? volumes.slice(0, 1) : chosen
  const mounts: CaseMount[] = []
  for (const volume of used) mounts.push(mountOf(dice, volume, mounts))
  return mounts
}

function mountOf(dice: Dice, volume: CaseVolume, before: readonly CaseMount[]): CaseMount {
  const [outer] = before
  const nested = outer !== undefined && dice.chance(0.08)
  return {
    name: volume.name,
    mountPath: nested ? `${outer.mountPath}/nested-${volume.name}` : `/mnt/${volume.name}`,
    fields: { ...dice.maybe(0.15, () => ({ readOnly: true })), ...subPathOf(dice, volume) },
  }
}

function subPathOf(dice: Dice, volume: CaseVolume): ValueMap {
  if (!dice.chance(0.22) || (volume.kind === 'hostPath' && volume.type?.startsWith('File'))) return {}
  if (isApiObject(volume)) return {}
  return dice.pick<ValueMap>([
    { subPath: 'sub' },
    { subPath: 'sub/deep' },
    { subPathExpr: '$(SUB)' },
    { subPathExpr: 'of/$(SUB)' },
  ])
}

function probeOf(dice: Dice, name: string, role: CaseContainer['role'], volumes: readonly CaseVolume[]): CaseContainer {
  return {
    name,
    role,
    image: dice.pick(images),
    context: containerContext(dice),
    mounts: mountsOf(dice, volumes),
    run: 'probe',
  }
}

function initOf(dice: Dice, name: string, volumes: readonly CaseVolume[]): CaseContainer {
  const role = dice.pick<CaseContainer['role']>(['init', 'init', 'init', 'sidecar'])
  const probe = probeOf(dice, name, role, volumes)
  const target = probe.mounts[dice.between(0, probe.mounts.length - 1)]
  if (role === 'sidecar' || target === undefined || dice.chance(0.15)) return probe
  // Most people's init containers are root.
  const context = dice.chance(0.6) ? { ...probe.context, runAsUser: 0 } : probe.context
  return { ...probe, context, run: { command: commandOf(dice, target.mountPath) } }
}

function commandOf(dice: Dice, path: string): readonly string[] {
  const step = () => stepOf(dice, path)
  const shell = dice.pick(['-c', '-ec', '-ec'])
  return dice.pick<readonly string[]>([
    ['chown', '-R', `${dice.pick(ids)}:${dice.pick(groups)}`, path],
    ['sh', shell, step()],
    ['sh', shell, `${step()} && ${step()}`],
    ['sh', shell, `${step()}; ${step()}`],
    ['sh', shell, `${step()}\n${step()} || true`],
    ['sh', '-c', `set -e\n${step()}\n${step()}`],
  ])
}

function stepOf(dice: Dice, path: string): string {
  const [uid, gid] = [dice.pick(ids), dice.pick(groups)]
  return dice.pick([
    `chown -R ${uid}:${gid} ${path}`,
    `chown ${uid}:${gid} ${path}`,
    `chown ${uid} ${path}`,
    `chgrp -R ${gid} ${path}`,
    `chgrp ${gid} ${path}`,
    `chmod ${dice.pick(modes)} ${path}`,
    `chmod -R ${dice.pick(['g+rwX', 'a+rwx', 'g+rwxs', 'o-rwx', 'u=rwx,g=rx,o='])} ${path}`,
    `mkdir -p ${path}/sub`,
    `mkdir -p ${path}/sub/deep && chown -R ${uid}:${gid} ${path}/sub`,
    `mkdir -m ${dice.pick(modes)} ${path}/made`,
    `mkdir ${path}/sub; chown ${uid}:${gid} ${path}/sub`,
    `touch ${path}/file`,
    `echo text >${path}/file`,
    `cp /etc/passwd ${path}/file`,
    `cp -a /etc ${path}/copied`,
    `find ${path} -mindepth 1 | xargs -r chown -R ${uid}:${gid}`,
    `ls -n ${path}`,
  ])
}
