import { listAt, mapAt, textAt } from '../manifest/value.ts'
import { containerSteps } from '../volumes/findings/container-steps.ts'
import { grouped } from '../volumes/model/grouped.ts'
import { type Diagnosis, needsOf } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { toldOf } from './of-start.ts'
import { type Suspect, type SuspectContainer, suspectProblems } from './suspect.ts'

type Judged = Pick<Diagnosis, 'because' | 'predicted' | 'cure'>

/** What a process may not do for want of a capability, whatever its volumes are. */
export function ofProcess(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  const judged = suspect.containers.flatMap(one => {
    const said = judgedOf(call, suspect, one)
    return said === undefined ? [] : [{ name: one.container.name, said }]
  })
  return grouped(judged, ({ said }) => JSON.stringify(said)).flatMap(same =>
    same.slice(0, 1).map(({ said }) => {
      const containers = same.map(({ name }) => name)
      return { call, pod: suspect.pod, containers, needs: needsOf(call), ...said }
    }),
  )
}

function judgedOf(call: FailedCall, suspect: Suspect, one: SuspectContainer): Judged | undefined {
  if (call.action === 'switch-user') return switching(suspect, one)
  if (call.action === 'bind') return binding(one)
  return call.action === 'execute' ? executing(call, one) : undefined
}

const switchers: ReadonlySet<string> = new Set([
  'gosu',
  'su-exec',
  'setpriv',
  'runuser',
  'su',
  'sudo',
  's6-setuidgid',
  'chpst',
])

function switching(suspect: Suspect, one: SuspectContainer): Judged | undefined {
  const { container, process } = one
  const stuck = suspectProblems(suspect, container).find(
    ({ obstacle }) => obstacle.reason.code === 'cannot-switch-user',
  )
  if (stuck !== undefined) return { predicted: stuck.starts, ...toldOf(stuck.obstacle.reason) }
  const missing = ['SETUID', 'SETGID'].filter(name => !process.capabilities.includes(name))
  if (missing.length === 0) return undefined
  const own = containerSteps(container).find(
    step => step.op === 'unknown' && switchers.has((step.words[0] ?? '').replace(/^.*\//, '')),
  )
  const program = own?.op === 'unknown' ? own.words[0] : undefined
  const lacks = `${missing.map(name => `CAP_${name}`).join(' and ')}`
  const who =
    process.uid === 0
      ? `root has no ${lacks} here`
      : process.uid === undefined
        ? `who runs here is unknown, and only root can hold ${lacks}`
        : `uid ${process.uid} cannot hold ${lacks}`
  const what =
    program === undefined ? 'an entrypoint that switches to another user needs it' : `its command runs ${program}`
  const cure = 'run it as that user from the start, or add SETUID and SETGID to root, which restricted does not admit'
  return {
    predicted: program === undefined || process.uid === undefined ? 'unknown' : 'no',
    because: `${what}: ${who}`,
    cure,
  }
}

/** A non-root process has NET_BIND_SERVICE from no field of the pod: no runtime gives it ambient capabilities (KEP-2763). */
function binding({ container, process }: SuspectContainer): Judged | undefined {
  if (process.capabilities.includes('NET_BIND_SERVICE') && process.switchesTo === undefined) return undefined
  const ports = listAt(container.spec, 'ports').flatMap(port => (isLow(mapPort(port)) ? [mapPort(port)] : []))
  const where = ports.length === 0 ? 'the manifests name no port below 1024' : `it has port ${ports.join(', ')}`
  const who =
    process.uid === undefined
      ? 'a user that is unknown'
      : process.uid === 0
        ? 'root without NET_BIND_SERVICE'
        : `uid ${process.uid}`
  return {
    predicted: 'unknown',
    because: `${where}, and ${who} may open one only where the node's net.ipv4.ip_unprivileged_port_start allows it (containerd 2 and CRI-O set 0)`,
    cure: 'let the program listen on a port from 1024 on, or set the sysctl net.ipv4.ip_unprivileged_port_start to 0 in the pod, which every level admits',
  }
}

function mapPort(port: unknown): number {
  const value = typeof port === 'object' && port !== null && 'containerPort' in port ? port.containerPort : undefined
  return typeof value === 'number' ? value : Number.NaN
}

function isLow(port: number): boolean {
  return port > 0 && port < 1024
}

/** execve(2): EPERM for a file capability outside the bounding set, EACCES for a file without x. */
function executing({ errno, path }: FailedCall, { container }: SuspectContainer): Judged | undefined {
  const command = textAt(container.spec, 'image') ?? 'the image'
  const file = path ?? 'its program'
  if (errno === 'EACCES')
    return {
      predicted: 'unknown',
      because: `${file} lies in ${command} or on a mount, and this user may not execute it`,
      cure: 'set x for others on it in the image; a file of a ConfigMap or Secret needs defaultMode: 0555',
    }
  const context = mapAt(container.spec, 'securityContext')
  const dropped = listAt(mapAt(context, 'capabilities'), 'drop')
  if (dropped.length === 0) return undefined
  return {
    predicted: 'unknown',
    because: `${file} carries file capabilities (setcap) that ${dropped.join(', ')} under capabilities.drop takes out of the container's bounding set, and the kernel refuses to start it`,
    cure: 'add what getcap shows for it; restricted admits NET_BIND_SERVICE, the usual one. Set fileCapabilities for the image in the policy, so that hardening knows',
  }
}
