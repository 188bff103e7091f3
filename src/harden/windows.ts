import { mapAt, textAt } from '../manifest/value.ts'
import type { PodView } from '../workload/pod.ts'
import { type Candidate, onPod } from './candidate.ts'
import type { PodHardening } from './hardening.ts'
import { isUnset } from './unset.ts'

/** The pod says it is a Windows pod: the API server then refuses every Linux field of a security context (PodSpec.os). */
export function isWindows({ spec }: PodView): boolean {
  return textAt(mapAt(spec, 'os'), 'name') === 'windows' || selectsWindows(spec)
}

function selectsWindows(spec: PodView['spec']): boolean {
  return textAt(mapAt(spec, 'nodeSelector'), 'kubernetes.io/os') === 'windows'
}

/**
 * Only `runAsNonRoot` means something on Windows, and only a named account proves it. A pod that selects Windows nodes
 * without saying `os` gets that word, because Pod Security judges it as a Linux pod otherwise.
 */
export function hardenWindows(pod: PodView, candidates: readonly Candidate[]): PodHardening {
  const os = isUnset(pod.spec.os)
    ? [
        {
          change: { op: 'set' as const, path: [...pod.path, 'os'], value: { name: 'windows' } },
          because: 'its node selector asks for Windows nodes',
        },
      ]
    : []
  const context = mapAt(pod.spec, 'securityContext')
  const account = textAt(mapAt(context, 'windowsOptions'), 'runAsUserName')
  const proven =
    account !== undefined &&
    account !== 'ContainerAdministrator' &&
    candidates.every(({ context: own }) => isUnset(own.windowsOptions))
  const nonRoot =
    proven && isUnset(context?.runAsNonRoot) ? [onPod(pod, ['runAsNonRoot'], true, `runAsUserName is ${account}`)] : []
  return { hardenings: [...os, ...nonRoot], observations: [] }
}
