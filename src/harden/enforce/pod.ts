import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import { restrictedPod } from '../../security/contexts.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import type { Loss } from '../../workload/reason/harden-reason.ts'
import type { Candidate } from '../candidate.ts'
import { type HardenContext, policyMinor } from '../context.ts'
import type { Enforcement } from './enforcement.ts'
import type { Replacement } from './replacement.ts'

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/'
const seccompAnnotations = [
  'seccomp.security.alpha.kubernetes.io/pod',
  'container.seccomp.security.alpha.kubernetes.io/',
]
const lostAppArmor = { code: 'app-armor' } as const
const lostSeccomp = { code: 'system-calls' } as const

/** The sysctls that some version of baseline allows; of older versions a newer one stays a reported violation. */
const safeSysctls: ReadonlySet<Value | undefined> = new Set([
  'kernel.shm_rmid_forced',
  ...[
    'ip_local_port_range',
    'ip_local_reserved_ports',
    'ip_unprivileged_port_start',
    'ping_group_range',
    'tcp_fin_timeout',
    'tcp_keepalive_intvl',
    'tcp_keepalive_probes',
    'tcp_keepalive_time',
    'tcp_notsent_lowat',
    'tcp_rmem',
    'tcp_slow_start_after_idle',
    'tcp_syncookies',
    'tcp_wmem',
  ].map(name => `net.ipv4.${name}`),
])

const seLinuxTypes: ReadonlySet<Value> = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
])

/** Fields that a security context has on the pod and on containers alike, and the pod's annotations. */
export const enforcePod: readonly Enforcement[] = [
  {
    checks: ['seccompProfile_restricted', 'seccompProfile_baseline'],
    from: 'baseline',
    since: 19,
    find: everywhere(setter => unconfined(setter, 'seccompProfile', lostSeccomp)),
  },
  { checks: ['seccompProfile_baseline'], from: 'baseline', find: oldSeccomp },
  {
    checks: ['appArmorProfile'],
    from: 'baseline',
    find: everywhere(setter => unconfined(setter, 'appArmorProfile', lostAppArmor)),
  },
  { checks: ['appArmorProfile'], from: 'baseline', find: appArmorAnnotations },
  { checks: ['seLinuxOptions'], from: 'baseline', find: everywhere(seLinux) },
  { checks: ['sysctls'], from: 'baseline', find: sysctls },
]

/** The pod's or a container's security context. */
interface Setter {
  readonly path: FieldPath
  readonly context: ValueMap
  readonly container?: string
}

function everywhere(find: (setter: Setter) => readonly Replacement[]): Enforcement['find'] {
  return (pod: PodView, candidates: readonly Candidate[]) => [
    ...find({ path: [...pod.path, 'securityContext'], context: mapAt(pod.spec, 'securityContext') ?? {} }),
    ...candidates.flatMap(({ container, context }) =>
      find({ path: [...container.path, 'securityContext'], context, container: container.name }),
    ),
  ]
}

function unconfined(setter: Setter, field: 'seccompProfile' | 'appArmorProfile', lost: Loss): readonly Replacement[] {
  const profile = setter.context[field]
  if (!isMap(profile) || profile.type === 'RuntimeDefault' || profile.type === 'Localhost') return []
  return [
    {
      change: { op: 'set', path: [...setter.path, field, 'type'], value: restrictedPod.seccompProfile.type },
      ...of(setter),
      was: profile.type ?? null,
      lost,
    },
  ]
}

function appArmorAnnotations(pod: PodView): readonly Replacement[] {
  const isGood = (value: Value) => value === '' || isProfile(value, 'runtime/default')
  return annotations(pod, [appArmorAnnotation])
    .filter(([, value]) => !isGood(value))
    .map(annotation => withoutAnnotation(pod, annotation, lostAppArmor))
}

/** Policies before v1.19 read these and no field. No API server since v1.27 does (KEP-135). */
function oldSeccomp(pod: PodView, _candidates: readonly Candidate[], context: HardenContext): readonly Replacement[] {
  if (policyMinor(context) >= 19) return []
  return annotations(pod, seccompAnnotations)
    .filter(([, value]) => !isProfile(value, 'runtime/default') && !isProfile(value, 'docker/default'))
    .map(annotation => withoutAnnotation(pod, annotation, lostSeccomp))
}

type Annotation = readonly [key: string, value: Value]

function annotations(pod: PodView, prefixes: readonly string[]): readonly Annotation[] {
  const all = Object.entries(mapAt(pod.metadata, 'annotations') ?? {})
  return all.filter(([key]) => prefixes.some(prefix => key.startsWith(prefix)))
}

function isProfile(value: Value, name: string): boolean {
  return value === name || (typeof value === 'string' && value.startsWith('localhost/'))
}

/** The key of a container's annotation ends in its name; that of the pod is for all. */
function withoutAnnotation(pod: PodView, [key, was]: Annotation, lost: Loss): Replacement {
  const [prefix, name] = key.split('/')
  const change = { op: 'remove' as const, path: [...pod.metadataPath, 'annotations', key] }
  return { change, ...(prefix?.startsWith('container.') && { container: name }), was, lost }
}

/** `level` stays: the labels of existing volumes depend on it. */
function seLinux(setter: Setter): readonly Replacement[] {
  const options = mapAt(setter.context, 'seLinuxOptions') ?? {}
  const bad = ['type', 'user', 'role'].filter(field => {
    const value = options[field] ?? ''
    return field === 'type' ? !seLinuxTypes.has(value) : value !== ''
  })
  return bad.map(field => ({
    change: { op: 'remove', path: [...setter.path, 'seLinuxOptions', field] },
    ...of(setter),
    was: options[field] ?? null,
    lost: { code: 'se-linux', field },
  }))
}

function sysctls(pod: PodView): readonly Replacement[] {
  const written = listAt(mapAt(pod.spec, 'securityContext'), 'sysctls')
  const kept = written.filter(entry => safeSysctls.has(textAt(entry, 'name')))
  if (kept.length === written.length) return []
  const names = written.filter(entry => !kept.includes(entry)).map(entry => textAt(entry, 'name') ?? '')
  const path = [...pod.path, 'securityContext', 'sysctls']
  const change = kept.length === 0 ? { op: 'remove' as const, path } : { op: 'set' as const, path, value: kept }
  return [{ change, was: written, lost: { code: 'sysctls', names } }]
}

function of({ container }: Setter): { readonly container?: string } {
  return container === undefined ? {} : { container }
}
