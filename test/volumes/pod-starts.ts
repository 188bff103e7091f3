import { spawnSync } from 'node:child_process'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { noKernel } from './as-identity.ts'
import { type ClusterPod, type ClusterProcess, clusterProcess, type ImageUser } from './golden-pods.ts'

/** A volume as it was provisioned, and what the cluster does with it. */
export interface ProvisionedVolume {
  readonly volume: string
  readonly owner: readonly [number, number]
  readonly mode: number
  /** The kubelet gives the volume to the pod's fsGroup: `local` volumes and disks, never hostPath. */
  readonly walked?: true
  /** The server refuses what root does to owners. */
  readonly squashed?: true
}

/** Who a process is where nothing says so, by its image, and what its program does first with a mount: a script. */
export interface Programs {
  readonly imageUser: (image: string) => ImageUser
  readonly firstWrites: (container: ValueMap, mountPath: string) => string
}

/** Why pods cannot be started here; undefined where they can. */
export function noPodStarts(): string | undefined {
  return noKernel() ?? noNamespaces()
}

function noNamespaces(): string | undefined {
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt'])
  return tried.status === 0 ? undefined : 'needs unshare and the right to mount'
}

/**
 * Pods started one after the other on one volume, in one mount namespace whose root has the machine's programs and nothing
 * else of it: init containers run their own commands as their uid, gid, groups and capabilities, and then the kernel says
 * for every other container whether it can write the volume. A line for each start; the errors where one is missing.
 */
export function podStarts(
  pods: readonly ClusterPod[],
  volume: ProvisionedVolume,
  programs: Programs,
): readonly string[] {
  const starts = pods.map(pod => `(\n${startOf(pod, volume, programs).join('\n')}\n) | paste -sd, | sed 's/,/, /g'`)
  const script = [rootFileSystem, ...volumesOf(pods, volume), ...starts].join('\n')
  const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh'], { input: script, encoding: 'utf8' })
  const lines = stdout.split('\n').filter(line => line !== '')
  return lines.length === pods.length ? lines : [...lines, stderr]
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

/** The volume as provisioned, with a file that the host wrote there before, and one each for the files of API objects. */
function volumesOf(pods: readonly ClusterPod[], provisioned: ProvisionedVolume): readonly string[] {
  const mounts = pods.flatMap(({ initContainers, containers }) =>
    [...initContainers, ...containers].flatMap(container => listAt(container, 'volumeMounts')),
  )
  const names = [...new Set(mounts.flatMap(mount => textAt(mount, 'name') ?? []))]
  return names.flatMap(name => {
    const path = `/mnt/volumes/${name}`
    if (name === provisioned.volume) return [`mkdir ${path}`, ...seeded(path, provisioned)]
    return [`mkdir ${path}`, `for f in config.yaml grafana.ini; do echo x >${path}/$f; done`]
  })
}

/** What the kubelet does before the containers of a pod: it gives the volume to fsGroup, and makes the emptyDirs anew. */
function setUp({ spec }: ClusterPod, { volume, walked }: ProvisionedVolume): readonly string[] {
  const fsGroup = mapAt(spec, 'securityContext')?.fsGroup
  const own = listAt(spec, 'volumes').filter(isMap)
  const empty = own.flatMap(one => (one.emptyDir === undefined ? [] : [`/mnt/volumes/${textAt(one, 'name')}`]))
  return [
    ...walk(`/mnt/volumes/${volume}`, walked && fsGroup),
    ...empty.flatMap(path => [`rm -rf ${path} && mkdir -m 777 ${path}`, ...walk(path, fsGroup)]),
  ]
}

function seeded(path: string, { owner: [uid, gid], mode }: ProvisionedVolume): readonly string[] {
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

/** Init containers in their order until one fails, then every container that mounts the volume. */
function startOf(pod: ClusterPod, provisioned: ProvisionedVolume, programs: Programs): readonly string[] {
  const run = (container: ValueMap, command: readonly string[]) =>
    runIn(container, processOf(pod, container, provisioned, programs), command)
  const init = pod.initContainers.map(container => {
    const command = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String)
    const played = run(container, command.length === 0 ? ['true'] : command)
    return `{ ${played}; } || { echo "${textAt(container, 'name')} fails"; exit; }`
  })
  const mains = pod.containers.flatMap(container => {
    const mount = listAt(container, 'volumeMounts').find(one => textAt(one, 'name') === provisioned.volume)
    if (mount === undefined) return []
    const written = run(container, ['sh', '-ec', programs.firstWrites(container, textAt(mount, 'mountPath') ?? '')])
    const name = textAt(container, 'name')
    return [`if ${written}; then echo "${name} writes"; else echo "${name} denied"; fi`]
  })
  return [...setUp(pod, provisioned), ...init, ...mains]
}

function processOf(
  pod: ClusterPod,
  container: ValueMap,
  { squashed }: ProvisionedVolume,
  { imageUser }: Programs,
): ClusterProcess | 'refused' {
  const process = clusterProcess(pod, container, imageUser(textAt(container, 'image') ?? ''))
  // The server sees root as nobody, whatever it may do on the client.
  return process !== 'refused' && squashed === true && process.uid === 0
    ? { ...process, uid: 65534, gid: 65534, capabilities: [] }
    : process
}

/** Mount what the container mounts, run a command as its process in that root, and unmount again. */
function runIn(container: ValueMap, process: ClusterProcess | 'refused', command: readonly string[]): string {
  if (process === 'refused') return 'false'
  const mounts = listAt(container, 'volumeMounts').filter(isMap)
  const words = ['chroot', '/mnt/root', ...becoming(process), ...command].map(quote).join(' ')
  return `unshare -m sh -ec ${quote([...mounts.flatMap(mountOf), `exec ${words} >/dev/null 2>&1`].join('\n'))}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function mountOf(mount: ValueMap): readonly string[] {
  const volume = `/mnt/volumes/${textAt(mount, 'name')}`
  const target = `/mnt/root${textAt(mount, 'mountPath')}`
  const steps = (textAt(mount, 'subPath') ?? '').split('/').filter(step => step !== '')
  const folders = steps.map((_, index) => [volume, ...steps.slice(0, index + 1)].join('/'))
  const source = folders.at(-1) ?? volume
  // subpath_linux.go: a missing sub-path is root's, with the mode of the volume's root. A file is mounted on a file.
  const made = folders.map(
    folder => `[ -e ${folder} ] || { mkdir ${folder} && chmod --reference=${volume} ${folder}; }`,
  )
  return [
    ...made,
    `if [ -d ${source} ]; then mkdir -p ${target}; else mkdir -p $(dirname ${target}) && [ -e ${target} ] || : >${target}; fi`,
    `mount --bind ${source} ${target}`,
    ...(mount.readOnly === true ? [`mount -o remount,bind,ro ${target}`] : []),
  ]
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
