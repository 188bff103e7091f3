import { isList, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { restrictedPod } from '../../security/contexts.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import { type Candidate, onPod } from '../candidate.ts'
import type { HardenContext } from '../context.ts'
import { nothing, type PodHardening } from '../hardening.ts'
import { isUnset } from './unset.ts'

/**
 * Only `runAsNonRoot` means something on Windows, and only a named account proves it. A pod that selects Windows nodes
 * without saying `os` gets that word, because Pod Security judges it as a Linux pod otherwise.
 */
export function hardenWindows(pod: PodView, candidates: readonly Candidate[], context: HardenContext): PodHardening {
  const linux = linuxField(pod)
  if (isUnset(pod.spec.os) && linux !== undefined) return notMarked(pod, linux)
  const os = isUnset(pod.spec.os)
    ? [
        {
          change: { op: 'set' as const, path: [...pod.path, 'os'], value: { name: 'windows' } },
          reason: { code: 'windows-nodes-only' as const },
        },
      ]
    : []
  const account = plainAccount(pod, candidates)
  const own = mapAt(pod.spec, 'securityContext')?.runAsNonRoot
  const nonRoot =
    account !== undefined && isUnset(own) && !context.exempts('runAsNonRoot') && pod.containersOnly === undefined
      ? [onPod(pod, ['runAsNonRoot'], restrictedPod.runAsNonRoot, { code: 'windows-user', account })]
      : []
  return { hardenings: [...os, ...nonRoot], observations: [] }
}

/** The account of every container, where the pod names one without power over the node. */
function plainAccount(pod: PodView, candidates: readonly Candidate[]): string | undefined {
  const options = mapAt(mapAt(pod.spec, 'securityContext'), 'windowsOptions')
  const account = textAt(options, 'runAsUserName')
  const powerful = account === undefined || /^(?:ContainerAdministrator|NT AUTHORITY\\.*)$/i.test(account)
  if (powerful || options?.hostProcess === true) return undefined
  return candidates.every(({ context }) => isUnset(context.windowsOptions)) ? account : undefined
}

/** What a pod with `os: windows` may not set (core validation validateWindows, v1.36). */
const linuxFields = {
  pod: ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'],
  context: [
    ...['appArmorProfile', 'fsGroup', 'fsGroupChangePolicy', 'runAsGroup', 'runAsUser', 'seLinuxOptions'],
    ...['seccompProfile', 'supplementalGroups', 'supplementalGroupsPolicy', 'sysctls'],
  ],
  container: [
    ...['allowPrivilegeEscalation', 'appArmorProfile', 'capabilities', 'privileged', 'procMount'],
    ...['readOnlyRootFilesystem', 'runAsGroup', 'runAsUser', 'seLinuxOptions', 'seccompProfile'],
  ],
}

function linuxField(pod: PodView): string | undefined {
  return (
    written(pod.spec, linuxFields.pod) ??
    written(mapAt(pod.spec, 'securityContext'), linuxFields.context) ??
    containersOf(pod)
      .map(({ spec }) => written(mapAt(spec, 'securityContext'), linuxFields.container))
      .find(field => field !== undefined)
  )
}

function written(map: ValueMap | undefined, fields: readonly string[]): string | undefined {
  return fields.find(field => map !== undefined && counts(field, map[field]))
}

/** Lists and the two oldest switches have no "unset" of their own: empty and false are it. */
function counts(field: string, value: Value | undefined): boolean {
  if (field === 'hostPID' || field === 'hostIPC') return value === true
  return !isUnset(value) && !(isList(value) && value.length === 0)
}

function notMarked(pod: PodView, linux: string): PodHardening {
  return {
    ...nothing,
    observations: [
      {
        pod,
        path: [...pod.path, 'os'],
        severity: 'warning',
        observation: { code: 'not-hardened', field: 'os', reason: { code: 'windows-conflicts', field: linux } },
      },
    ],
  }
}
