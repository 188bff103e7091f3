import { compact } from '../manifest/compact.ts'
import { listAt, textAt } from '../manifest/value.ts'
import { containerSteps } from '../volumes/findings/container-steps.ts'
import { grouped } from '../volumes/model/grouped.ts'
import { capabilitiesOf } from '../workload/pod/effective.ts'
import type { ContainerView } from '../workload/pod/pod.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { toldOf } from './of-start.ts'
import { type Suspect, type SuspectContainer, suspectProblems } from './suspect.ts'

type Judged = Pick<Diagnosis, 'reason' | 'predicted' | 'cure'>

/** What a process may not do for want of a capability, whatever its volumes are. */
export function ofProcess(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  const judged = suspect.containers.flatMap(one => {
    const said = judgedOf(call, suspect, one)
    return said === undefined ? [] : [{ name: one.container.name, said }]
  })
  return grouped(judged, ({ said }) => JSON.stringify(said)).flatMap(same =>
    same.slice(0, 1).map(({ said }) => {
      const containers = same.map(({ name }) => name)
      return { call, pod: suspect.pod, containers, ...said }
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
  const lacks = ['SETUID', 'SETGID'].filter(name => !process.capabilities.includes(name))
  if (lacks.length === 0) return undefined
  const { uid } = process
  const program = switcherOf(container)
  return {
    predicted: program === undefined || uid === undefined ? 'unknown' : 'no',
    reason: { code: 'cannot-switch', lacks, ...compact({ program, uid }) },
    cure: { code: 'switch-earlier' },
  }
}

/** The program by which the container's own command switches to another user. */
function switcherOf(container: ContainerView): string | undefined {
  const own = containerSteps(container).find(
    step => step.op === 'unknown' && switchers.has((step.words[0] ?? '').replace(/^.*\//, '')),
  )
  return own?.op === 'unknown' ? own.words[0] : undefined
}

/** A non-root process has NET_BIND_SERVICE from no field of the pod: no runtime gives it ambient capabilities (KEP-2763). */
function binding({ container, process }: SuspectContainer): Judged | undefined {
  if (process.capabilities.includes('NET_BIND_SERVICE') && process.switchesTo === undefined) return undefined
  const ports = listAt(container.spec, 'ports').flatMap(port => (isLow(mapPort(port)) ? [mapPort(port)] : []))
  const reason = { code: 'low-port', ports, ...compact({ uid: process.uid }) } as const
  return { predicted: 'unknown', reason, cure: { code: 'free-port' } }
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
  const image = textAt(container.spec, 'image')
  if (errno === 'EACCES')
    return {
      predicted: 'unknown',
      reason: { code: 'not-executable', ...compact({ file: path, image }) },
      cure: { code: 'make-executable' },
    }
  const dropped = capabilitiesOf(container).drop
  if (dropped.length === 0) return undefined
  return {
    predicted: 'unknown',
    reason: { code: 'file-capabilities', dropped, ...compact({ file: path }) },
    cure: { code: 'keep-file-capabilities' },
  }
}
