import type { Ownership } from '../../src/knowledge/storage/ownership.ts'
import type { Answer, MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { formatMode } from '../../src/workload/file-mode.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { readStream, settingsOf } from './planned.ts'

/** The verdicts of every pod of a stream. */
function verdictsIn(text: string, settings: Partial<Settings> = {}): readonly MountVerdict[] {
  const { pods, storage } = readStream(text)
  return pods.flatMap(pod => judgeMounts(pod, storage, settingsOf(settings)))
}

/** The verdict of the last container's last mount: what most rows are about. */
export function lastVerdict(text: string, settings: Partial<Settings> = {}): MountVerdict {
  const verdict = verdictsIn(text, settings).at(-1)
  if (verdict === undefined) throw new Error('the stream has no mount')
  return verdict
}

/** `1000:1000 0755`, `?` when unknown. */
export function inodeText(inode: Ownership | undefined): string {
  return inode === undefined ? '?' : `${inode.uid}:${inode.gid} ${formatMode(inode.mode)}`
}

const letters: Readonly<Record<Answer, string>> = { yes: 'y', no: 'n', unknown: '?' }

/** read, create, modify, own: each y, n or ?. */
export function accessText({ access: { read, create, modify, own } }: MountVerdict): string {
  return [read, create, modify, own].map(answer => letters[answer]).join('')
}

export interface PodText {
  /** Lines under `securityContext` of the pod. */
  readonly context?: string
  /** Lines under `securityContext` of the container. */
  readonly own?: string
  readonly image?: string
  readonly command?: string
  /** Variables of the container, as flow text. */
  readonly env?: string
  /** The volume named `data`, without its name; none for a claim template. */
  readonly volume?: string
  /** Fields of the mount besides name and mountPath. */
  readonly mount?: string
  /** More mounts behind it, as flow text. */
  readonly mounts?: string
  /** More fields of the pod spec, as flow text. */
  readonly spec?: string
  readonly init?: string
  /** More containers. */
  readonly others?: string
}

/** A StatefulSet with one mount of `data` at /data, from a claim template of class `made` unless a volume is given. */
export function podText(differences: PodText): string {
  const {
    context = '',
    own = '',
    image = 'registry.example.com/app',
    command = '[]',
    env = '',
    volume,
    mount = '',
    mounts = '',
    spec = '',
    init,
    others,
  } = differences
  const claim = '{ metadata: { name: data }, spec: { storageClassName: made, accessModes: [ReadWriteOnce] } }'
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  volumeClaimTemplates: [${volume === undefined ? claim : ''}]
  template:
    spec:
      securityContext: {${context}}
      volumes: [${volume === undefined ? '' : `{ name: data, ${volume} }`}]
${spec === '' ? '' : `      ${spec}\n`}${init === undefined ? '' : `      initContainers:\n${init}\n`}      containers:
${others === undefined ? '' : `${others}\n`}        - name: web
          image: ${image}
          command: ${command}
          env: [${env}]
          securityContext: {${own}}
          volumeMounts: [{ name: data, mountPath: /data${mount === '' ? '' : `, ${mount}`} }${mounts === '' ? '' : `, ${mounts}`}]
`
}
