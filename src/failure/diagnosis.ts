import type { FailedAction } from '../knowledge/messages/wording.ts'
import type { Answer, Fix, MountVerdict } from '../volumes/model/mount.ts'
import type { PodView } from '../workload/pod.ts'
import type { FailedCall } from './failed-call.ts'

/** What an error message comes to in one place: what was lacking there, and what mends that very message. */
export interface Diagnosis {
  readonly call: FailedCall
  /** Absent where nothing of these workloads can have said it. */
  readonly pod?: PodView
  /** The containers of the pod of which all this holds; none where it is of the whole pod. */
  readonly containers: readonly string[]
  /** The mount that it happened on, if it happened on one. */
  readonly mount?: MountVerdict
  /** The step of the container's own script that says it: `chmod /run`. */
  readonly step?: string
  /** Why, in the model's words; empty where there is no place. */
  readonly because: string
  /** What was asked for: "w and x of the directory". */
  readonly needs: string
  /** What the model says of that very access; `unknown` where it cannot tell. */
  readonly predicted: Answer
  readonly fix?: Fix
  /** What a person can do, where no fix does it. */
  readonly cure?: string
}

/** What an action takes, in the words of path_resolution(7), chmod(2), chown(2), execve(2), bind(2) and capabilities(7). */
const needs: Readonly<Record<FailedAction, string>> = {
  create: 'w and x of the directory',
  remove: 'w and x of the directory',
  open: 'w and x of the directory for a new file, or the bits of the file',
  write: 'w of the file, and of its directory',
  read: 'r and x of the directory',
  chown: 'CAP_CHOWN, which only root can hold',
  chmod: 'to be the owner, or CAP_FOWNER',
  own: 'to be the owner, with a mode that the program accepts',
  initialise: 'an empty directory',
  'switch-user': 'CAP_SETUID and CAP_SETGID',
  bind: 'CAP_NET_BIND_SERVICE, or a port from 1024 on',
  execute: 'x of the file, and the capabilities that the file carries within those of the container',
  start: 'what the kubelet asks of a container before it starts it',
  'set-up': 'a volume that the node can set up for the pod',
  admit: 'a pod that admission lets in',
}

/** What the call lacked. */
export function needsOf({ action, errno }: FailedCall): string {
  return errno === 'EROFS' ? 'a mount that is not read-only' : needs[action]
}

/** The likeliest first. */
export const likelihood: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 }
