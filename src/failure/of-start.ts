import { compact } from '../manifest/compact.ts'
import { idOf } from '../volumes/model/process/identity.ts'
import { cleanPath } from '../volumes/model/start/directories.ts'
import { effective } from '../workload/pod/effective.ts'
import type { StartReason } from '../workload/reason/start-reason.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { type Suspect, type SuspectContainer, suspectProblems } from './suspect.ts'

/** A refusal of the kubelet or the runtime, which the model foresees where it sees the cause. */
export function ofStart(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  return suspect.containers.flatMap(one => {
    const foreseen = foreseenOf(call, suspect, one)
    return foreseen.length > 0 ? foreseen : mayBeRefused(call, suspect, one)
  })
}

function foreseenOf(call: FailedCall, suspect: Suspect, { container }: SuspectContainer): readonly Diagnosis[] {
  return suspectProblems(suspect, container)
    .filter(({ obstacle }) => isSaid(call, obstacle.reason))
    .map(({ obstacle, starts }) => ({
      call,
      pod: suspect.pod,
      containers: [container.name],
      predicted: starts,
      ...toldOf(obstacle.reason),
    }))
}

/** The cause that the model found, and what a person can do about it. */
export function toldOf(reason: StartReason) {
  return { reason: { code: 'start', reason }, cure: { code: 'start', reason } } as const
}

/** Whether the cause that the model found is the one that the message tells of. */
export function isSaid({ said, path }: FailedCall, reason: StartReason): boolean {
  switch (reason.code) {
    case 'runs-as-root':
    case 'image-runs-as-root':
      return said.refusal === reason.code
    case 'image-user-named':
      return said.refusal === reason.code && said.user === reason.user
    case 'group-without-user':
      return said.refusal === reason.code && said.group === String(reason.group)
    case 'sub-path-missing':
      return said.refusal === reason.code && said.volume === reason.volume
    case 'image-name-invalid':
      // The event that follows it gives the name alone.
      return said.refusal === reason.code && (said.image === undefined || said.image === reason.image)
    case 'sub-path-variable':
      return said.refusal === reason.code && said.variable === reason.variable
    case 'sub-path-absolute':
    case 'sub-path-backsteps':
      return said.refusal === reason.code && path === reason.path
    case 'strict-groups':
      return said.refusal === reason.code
    case 'mount-point-missing':
      return said.refusal === reason.code && isPath(path, reason.mountPath)
    case 'program-hidden':
      return said.refusal === reason.code && isPath(path, reason.program)
    case 'host-path-type':
    case 'host-path-folder':
    case 'host-path-sub-path':
      return said.refusal === 'host-path-type' && isPath(path, reason.path)
    case 'image-sub-path-missing':
    case 'idmapped-nfs':
    case 'block-device':
    case 'cannot-switch-user':
    case 'command-fails':
      return false
  }
}

function isPath(said: string | undefined, path: string): boolean {
  return said !== undefined && cleanPath(said) === cleanPath(path)
}

/** The image decides, and nothing says who it runs as: the message does. */
function mayBeRefused(
  call: FailedCall,
  { pod }: Suspect,
  { container, process }: SuspectContainer,
): readonly Diagnosis[] {
  const { sentence, user, refusal } = call.said
  if (refusal !== 'image-user-named' && refusal !== 'image-runs-as-root') return []
  const refuses = effective(pod, container, 'runAsNonRoot') === true
  if (!refuses || idOf(effective(pod, container, 'runAsUser')) !== undefined) return []
  const { uid } = process
  const reason =
    uid === undefined
      ? ({ code: 'image-not-described', ...compact({ sentence }) } as const)
      : ({ code: 'image-runs-otherwise', uid, ...compact({ sentence }) } as const)
  const cure = { code: 'set-image-user', ...compact({ user }) } as const
  return [{ call, pod, containers: [container.name], reason, predicted: 'unknown', cure }]
}
