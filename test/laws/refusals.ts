import { listAt, mapAt, textAt } from '../../src/manifest/value.ts'
import { effective } from '../../src/workload/pod/effective.ts'
import { type ContainerView, containersOf, type PodView } from '../../src/workload/pod/pod.ts'

/**
 * Why an API server or a kubelet would refuse a pod for its security contexts: core validation `ValidateSecurityContext`
 * and `validateWindows`, and the kubelet's `verifyRunAsNonRoot` (v1.36). Written apart from the hardener, which must never
 * add to them.
 */
export function refusals(pod: PodView): readonly string[] {
  return [
    ...containersOf(pod).flatMap(container => containerRefusals(pod, container)),
    ...(textAt(mapAt(pod.spec, 'os'), 'name') === 'windows' ? windowsRefusals(pod) : []),
    ...repeated(listAt(pod.spec, 'volumes').flatMap(volume => textAt(volume, 'name') ?? [])),
    ...repeated(containersOf(pod).map(({ name }) => name)),
  ]
}

function containerRefusals(pod: PodView, container: ContainerView): readonly string[] {
  const context = mapAt(container.spec, 'securityContext')
  const contained = context?.allowPrivilegeEscalation === false
  const added = listAt(mapAt(context, 'capabilities'), 'add')
  const nonRoot = effective(pod, container, 'runAsNonRoot') === true
  const mounts = listAt(container.spec, 'volumeMounts').flatMap(mount => textAt(mount, 'mountPath') ?? [])
  return [
    ...(contained && context?.privileged === true ? ['privileged without escalation'] : []),
    ...(contained && added.includes('CAP_SYS_ADMIN') ? ['CAP_SYS_ADMIN without escalation'] : []),
    ...(nonRoot && effective(pod, container, 'runAsUser') === 0 ? ['root that must not be root'] : []),
    ...repeated(mounts),
  ].map(refusal => `${container.name}: ${refusal}`)
}

function windowsRefusals(pod: PodView): readonly string[] {
  const contexts = [
    mapAt(pod.spec, 'securityContext'),
    ...containersOf(pod).map(({ spec }) => mapAt(spec, 'securityContext')),
  ]
  const allowed = new Set(['runAsNonRoot', 'windowsOptions'])
  const fields = contexts.flatMap(context => Object.keys(context ?? {})).filter(field => !allowed.has(field))
  const shared = ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'].filter(field => pod.spec[field] === true)
  return [...fields, ...shared].map(field => `${field} on Windows`)
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) < index).map(name => `${name} twice`)
}
