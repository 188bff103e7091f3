import { readDocument } from '../../src/manifest/document.ts'
import type { FieldPath } from '../../src/manifest/path.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import type { EditReport, ObjectReport, Report, Summary } from '../../src/report/report.ts'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import type { Finding, Place } from '../../src/workload/finding/finding.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { type ObjectRef, objectsOf } from '../../src/workload/object/object.ts'
import { type ContainerView, containersOf, type PodView } from '../../src/workload/pod/pod.ts'
import type { AccessReason } from '../../src/workload/reason/access-reason.ts'

/** The smallest things that a report is made of; rows name only what is different about theirs. */
export const web: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ns1', name: 'web' }

export const container: FieldPath = ['spec', 'template', 'spec', 'containers', 0]
export const escalation: FieldPath = [...container, 'securityContext', 'allowPrivilegeEscalation']

export const summary: Summary = {
  objects: 1,
  pods: 1,
  violations: 0,
  notWritable: 0,
  unknown: 0,
  exempted: 0,
  withoutNamespace: 0,
}

export function place(changes: Partial<Place> = {}): Place {
  return {
    file: 'web.yaml',
    index: 0,
    position: { line: 12, column: 9 },
    object: web,
    container: 'web',
    path: escalation,
    ...changes,
  }
}

export function violation(changes: Partial<Place> = {}, also: readonly Place[] = []): Finding {
  return {
    code: 'pod-security',
    check: 'allowPrivilegeEscalation',
    reason: 'allowPrivilegeEscalation != false',
    detail: 'container "web" must set securityContext.allowPrivilegeEscalation=false',
    level: 'restricted',
    severity: 'error',
    place: place(changes),
    also,
  }
}

const shared = { code: 'chown-init', source: '/data', owner: { uid: 10000, gid: 10000 } } as const

const shut: AccessReason = {
  code: 'inode',
  changers: [],
  cases: [
    {
      code: 'denied',
      keeps: 'others',
      uid: 10000,
      wants: 'write',
      what: '/data',
      owner: { uid: 1000, gid: 1000 },
      mode: '0755',
    },
  ],
}

export function unwritable(changes: Partial<Place> = {}): Finding {
  return {
    code: 'volume-not-writable',
    mountPath: '/data',
    volume: 'data',
    reason: shut,
    fix: 'chown-init',
    severity: 'error',
    place: place({ path: [...container, 'volumeMounts', 0], ...changes }),
  }
}

export function advice(changes: Partial<Place> = {}): Finding {
  return { code: 'immutable-on-upgrade', severity: 'warning', place: place({ path: [], ...changes }) }
}

export function edit(changes: Partial<EditReport> = {}): EditReport {
  const reason = { code: 'image-risk', risk: 'no process gains privileges by it' } as const
  return { place: place(), path: escalation, value: false, reason, ...changes }
}

export function objectReport(changes: Partial<ObjectReport> = {}): ObjectReport {
  return { ref: web, file: 'web.yaml', index: 0, line: 1, mounts: [], ...changes }
}

export function report(changes: Partial<Report> = {}): Report {
  return { objects: [], findings: [], edits: [], summary, ...changes }
}

/** A pod with one container, read from text as every pod is. */
function readPod(): { readonly pod: PodView; readonly main: ContainerView } {
  const stream = splitStream(`apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ns1 }
spec:
  template:
    spec:
      containers:
        - name: web
          volumeMounts:
            - { name: data, mountPath: /data }
`)
  const pods = stream.documents
    .flatMap(span => objectsOf(stream, readDocument(stream, span)))
    .flatMap(object => podsOf(object, []))
  const [pod] = pods
  const [main] = pods.flatMap(containersOf)
  if (pod === undefined || main === undefined) throw new Error('the smallest pod is none')
  return { pod, main }
}

export function mount(changes: Partial<MountVerdict> = {}): MountVerdict {
  const { pod, main } = readPod()
  return {
    pod,
    container: main,
    index: 0,
    volume: 'data',
    mountPath: '/data',
    wants: 'write',
    process: {
      uid: 10000,
      gid: 10000,
      groups: [10000],
      groupsComplete: true,
      capabilities: [],
      unknown: [],
      from: [{ code: 'field', field: 'runAsUser', id: 10000, level: 'pod' }],
    },
    source: 'claim data',
    root: { uid: 1000, gid: 1000, mode: 0o755 },
    reowned: [],
    read: 'yes',
    write: 'no',
    access: { read: 'yes', create: 'no', modify: 'no', own: 'no' },
    reason: shut,
    fixes: [{ id: 'chown-init', allowedAt: ['baseline', 'privileged'], chosen: true, does: shared }],
    ...changes,
  }
}
