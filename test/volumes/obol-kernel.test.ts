import { spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { skipped, table } from '../table.ts'
import { noKernel } from './as-identity.ts'
import { type ClusterPod, type ClusterProcess, clusterPod, clusterProcess } from './golden-pods.ts'

/**
 * The golden streams, started for real: volumes get the owner and mode that the cluster's storage gives them, every
 * init container's own command runs as its uid, gid, groups and capabilities, and then the kernel says for every
 * other container whether it can write its claims. Twice, because what chowns on a full volume is what fails later.
 * The verdicts of this project are not asked.
 */
interface Row {
  readonly stream: string
  /** `namespace/name`. */
  readonly workload: string
  readonly volume: string
  readonly owner: readonly [number, number]
  readonly mode: number
  /** The kubelet gives the volume to the pod's fsGroup: `local` volumes and disks, never hostPath. */
  readonly walked?: true
  /** The server refuses what root does to owners. */
  readonly squashed?: true
  /** Of the stream as it was, and as it is hardened: `first start; second start`. */
  readonly before: string
  readonly after: string
}

const provisioner = { volume: 'data', owner: [1000, 1000], mode: 0o755 } as const
const localPath = { volume: 'data', owner: [0, 0], mode: 0o770, walked: true } as const
const disk = { volume: 'data', owner: [0, 0], mode: 0o755, walked: true } as const

const rows: Readonly<Record<string, Row>> = {
  'the master': {
    ...provisioner,
    stream: 'agents.helm3',
    workload: 'hermes-obol-agent/hermes',
    before: 'init-hermes-data fails',
    after: 'hermes writes, hermes-dashboard writes',
  },
  'a spawned agent': {
    ...provisioner,
    stream: 'agents.helm3',
    workload: 'agent-scout/hermes',
    before: 'profile-seed fails',
    after: 'hermes writes',
  },
  'a spawned agent mended by hand': {
    ...provisioner,
    stream: 'agents.helm3',
    workload: 'agent-quant/hermes',
    before: 'hermes writes',
    after: 'hermes writes',
  },
  'a sidecar in a restricted namespace': {
    ...provisioner,
    volume: 'state',
    stream: 'llm.helm4',
    workload: 'llm/litellm',
    before: 'x402-buyer denied',
    after: 'x402-buyer writes',
  },
  'an agent on local volumes': {
    ...localPath,
    stream: 'k3s-local.helm4',
    workload: 'agent-k3s/hermes',
    before: 'hermes denied',
    after: 'hermes writes',
  },
  'a restricted broker on local volumes': {
    ...localPath,
    stream: 'k3s-local.helm4',
    workload: 'x402/job-broker',
    before: 'job-broker denied',
    after: 'job-broker writes',
  },
  'a chart that chowns with the capabilities it needs': {
    ...provisioner,
    volume: 'storage',
    stream: 'dashboard.helm3',
    workload: 'hermes-monitoring/dashboard-grafana',
    before: 'grafana writes',
    after: 'grafana writes',
  },
  'a chart that chowns with what the runtime gives': {
    ...provisioner,
    volume: 'storage',
    stream: 'dashboard.helm3',
    workload: 'hermes-monitoring/beacon',
    before: 'lighthouse writes',
    after: 'lighthouse writes',
  },
  'a database that starts as root in its own directory': {
    ...provisioner,
    stream: 'databases.helm3',
    workload: 'agent-db/ledger',
    before: 'postgres writes',
    after: 'postgres writes',
  },
  'a database that is its user from the start': {
    ...disk,
    stream: 'databases.helm3',
    workload: 'shop/invoices',
    before: 'postgres writes',
    after: 'postgres writes',
  },
  'an export that squashes root': {
    ...provisioner,
    volume: 'exports',
    squashed: true,
    stream: 'shared-files.helm3',
    workload: 'agent-files/reports',
    before: 'reports denied',
    after: 'reports denied',
  },
  'a chart’s own volumePermissions': {
    ...provisioner,
    volume: 'datadir',
    stream: 'volume-permissions.helm3',
    workload: 'agent-queue/queue-store',
    before: 'store writes',
    after: 'store writes',
  },
  'a sub-path that the kubelet makes as root': {
    ...provisioner,
    volume: 'datadir',
    stream: 'volume-permissions.helm3',
    workload: 'agent-queue/queue-arbiter',
    before: 'arbiter denied',
    after: 'arbiter writes',
  },
}

/** Users of images that are root until their entrypoint says otherwise; the others are named by the manifests. */
const rootImages: Readonly<Record<string, { readonly switchesTo: number }>> = {
  'postgres:17.2-bookworm': { switchesTo: 999 },
  'postgres:17.2-alpine': { switchesTo: 70 },
}

const reason = noKernel() ?? noNamespaces()
if (reason !== undefined) skipped('golden streams under the kernel', reason)
else
  table('the kernel starts the golden streams', rows, row => {
    const starts = (file: string) => play(clusterPod(file, row.workload), row)
    assert.equal(
      {
        before: starts(`test/fixtures/streams/${row.stream}.yaml`),
        after: starts(`golden/streams/${row.stream}.yaml`),
      },
      { before: twice(row.before), after: twice(row.after) },
    )
  })

function noNamespaces(): string | undefined {
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt'])
  return tried.status === 0 ? undefined : 'needs unshare and the right to mount'
}

/** A pod whose init container fails is started again and again. */
function twice(start: string): string {
  return `${start}; ${start}`
}

/** The pod's two starts, in one mount namespace whose root has the machine's programs and nothing else of it. */
function play(pod: ClusterPod, row: Row): string {
  const start = `(\n${startOf(pod, row).join('\n')}\n) | paste -sd, | sed 's/,/, /g'`
  const script = [rootFileSystem, ...volumesOf(pod, row), start, start].join('\n')
  const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh'], { input: script, encoding: 'utf8' })
  const lines = stdout.split('\n').filter(line => line !== '')
  return lines.length === 2 ? lines.join('; ') : `${lines.join('; ')}\n${stderr}`
}

const rootFileSystem = `set -u
mount --make-rprivate /
mount -t tmpfs -o mode=755 none /mnt
mkdir -p /mnt/root /mnt/volumes
for d in bin sbin lib lib64; do [ ! -L /$d ] || cp -P /$d /mnt/root/$d; done
for d in bin sbin lib lib64 usr etc dev proc; do
  if [ -d /$d ] && [ ! -e /mnt/root/$d ]; then mkdir /mnt/root/$d && mount --rbind /$d /mnt/root/$d; fi
done
mkdir -m 1777 /mnt/root/tmp`

/** The claim as provisioned, with a file that the host wrote there before; emptyDirs; files of API objects. */
function volumesOf({ spec, initContainers, containers }: ClusterPod, row: Row): readonly string[] {
  const mounts = [...initContainers, ...containers].flatMap(container => listAt(container, 'volumeMounts'))
  const names = [...new Set(mounts.flatMap(mount => textAt(mount, 'name') ?? []))]
  const fsGroup = mapAt(spec, 'securityContext')?.fsGroup
  const declared = new Map(
    listAt(spec, 'volumes')
      .filter(isMap)
      .map(volume => [textAt(volume, 'name'), volume]),
  )
  return names.flatMap(name => {
    const path = `/mnt/volumes/${name}`
    if (name === row.volume) return [`mkdir ${path}`, ...seeded(path, row), ...walk(path, row.walked && fsGroup)]
    if (declared.get(name)?.emptyDir !== undefined) return [`mkdir -m 777 ${path}`, ...walk(path, fsGroup)]
    return [`mkdir ${path}`, `for f in config.yaml grafana.ini; do echo x >${path}/$f; done`]
  })
}

function seeded(path: string, { owner: [uid, gid], mode }: Row): readonly string[] {
  const private_ = `${path}/seeded`
  return [
    `mkdir ${private_} && echo x >${private_}/soul.md && chmod 600 ${private_}/soul.md && chmod 700 ${private_}`,
    `chown -R ${uid}:${gid} ${path} && chmod ${mode.toString(8)} ${path}`,
  ]
}

/** `SetVolumeOwnership` of pkg/volume/volume_linux.go, v1.36.2. */
function walk(path: string, fsGroup: unknown): readonly string[] {
  if (typeof fsGroup !== 'number') return []
  const each = (type: string, mode: string) => `find ${path} -depth -type ${type} -exec chmod ${mode} {} +`
  return [`chgrp -Rh ${fsGroup} ${path}`, each('f', 'ug+rw'), each('d', 'ug+rwx,g+s')]
}

/** Init containers in their order until one fails, then every container that mounts the claim. */
function startOf(pod: ClusterPod, row: Row): readonly string[] {
  const init = pod.initContainers.map(container => {
    const command = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String)
    return `{ ${runIn(pod, container, row, command)}; } || { echo "${textAt(container, 'name')} fails"; exit; }`
  })
  const mains = pod.containers.flatMap(container => {
    const mount = listAt(container, 'volumeMounts').find(one => textAt(one, 'name') === row.volume)
    if (mount === undefined) return []
    const probe = probeOf(container, textAt(mount, 'mountPath') ?? '')
    const name = textAt(container, 'name')
    return [
      `if ${runIn(pod, container, row, ['sh', '-ec', probe])}; then echo "${name} writes"; else echo "${name} denied"; fi`,
    ]
  })
  return [...init, ...mains]
}

/** What a program does first: a directory of its own, a private file in it, and the same again after a restart. */
const writes = (path: string) => `mkdir -p -m 0700 ${path}/made && umask 077 && echo x >>${path}/made/file`

/** The root phase of docker-library/postgres's entrypoint, and then its user, who must own the directory. */
function probeOf(container: ValueMap, mountPath: string): string {
  const image = rootImages[textAt(container, 'image') ?? '']
  if (image === undefined) return writes(mountPath)
  const pgdata = textAt(
    listAt(container, 'env').find(entry => textAt(entry, 'name') === 'PGDATA'),
    'value',
  )
  const data = pgdata ?? mountPath
  const user = `chmod 0700 ${data} && ${writes(data)}`
  const { switchesTo } = image
  const drop = `setpriv --reuid ${switchesTo} --regid ${switchesTo} --clear-groups`
  return `mkdir -p ${data}
if [ "$(id -u)" != 0 ]; then ${user}; exit; fi
chmod 00700 ${data}
find ${data} ! -user ${switchesTo} -exec chown ${switchesTo} {} +
${drop} sh -ec '${user}'`
}

/** Mount what the container mounts, run its command as its process in that root, and unmount again. */
function runIn(pod: ClusterPod, container: ValueMap, row: Row, command: readonly string[]): string {
  const image = textAt(container, 'image') ?? ''
  const process = clusterProcess(pod, container, image in rootImages ? 0 : 65534)
  if (process === 'refused') return 'false'
  const mounts = listAt(container, 'volumeMounts').filter(isMap)
  const argv = ['chroot', '/mnt/root', ...becoming(withoutSquashed(process, row)), ...command]
  const words = argv.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return `unshare -m sh -ec ${quote([...mounts.flatMap(mountOf), `exec ${words} >/dev/null 2>&1`].join('\n'))}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function mountOf(mount: ValueMap): readonly string[] {
  const volume = `/mnt/volumes/${textAt(mount, 'name')}`
  const target = `/mnt/root${textAt(mount, 'mountPath')}`
  const subPath = textAt(mount, 'subPath')
  const source = subPath === undefined ? volume : `${volume}/${subPath}`
  // subpath_linux.go: a missing sub-path is root's, with the mode of the volume's root. A file is mounted on a file.
  const made = `[ -e ${source} ] || { mkdir ${source} && chmod --reference=${volume} ${source}; }`
  return [
    made,
    `if [ -d ${source} ]; then mkdir -p ${target}; else mkdir -p $(dirname ${target}) && [ -e ${target} ] || : >${target}; fi`,
    `mount --bind ${source} ${target}`,
    ...(mount.readOnly === true ? [`mount -o remount,bind,ro ${target}`] : []),
  ]
}

/** The server sees root as nobody, whatever it may do on the client. */
function withoutSquashed(process: ClusterProcess, { squashed }: Row): ClusterProcess {
  return squashed === true && process.uid === 0 ? { ...process, uid: 65534, gid: 65534, capabilities: [] } : process
}

function becoming({ uid, gid, groups, capabilities, noNewPrivileges }: ClusterProcess): readonly string[] {
  return [
    ...['setpriv', '--reuid', `${uid}`, '--regid', `${gid}`],
    ...(groups.length === 0 ? ['--clear-groups'] : ['--groups', groups.join(',')]),
    ...[
      '--inh-caps=-all',
      `--bounding-set=${['-all', ...capabilities.map(name => `+${name.toLowerCase()}`)].join(',')}`,
    ],
    ...(noNewPrivileges ? ['--no-new-privs'] : []),
  ]
}
