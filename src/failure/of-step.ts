import type { FailedAction } from '../knowledge/messages/wording.ts'
import { compact } from '../manifest/compact.ts'
import { mountHolding } from '../volumes/findings/container-steps.ts'
import type { Answer, MountVerdict } from '../volumes/model/mount.ts'
import { trimmed } from '../volumes/model/start/path-text.ts'
import type { TracedStep } from '../volumes/model/start/script-outcome.ts'
import type { ContainerView } from '../workload/pod/pod.ts'
import { type Diagnosis, likelihood } from './diagnosis.ts'
import type { Cure, StepEnd } from './diagnosis-reason.ts'
import type { FailedCall } from './failed-call.ts'
import { type Suspect, type SuspectContainer, suspectProblems } from './suspect.ts'

const stepOf: Partial<Readonly<Record<FailedAction, TracedStep['op']>>> = {
  chown: 'chown',
  chmod: 'chmod',
  create: 'mkdir',
}

/** The steps of containers' own scripts that say a message of this kind at this path, judged where they stand. */
export function ofSteps(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  const { path } = call
  const op = stepOf[call.action]
  if (path === undefined || op === undefined) return []
  return suspect.containers.flatMap(one => {
    const found = one.traces.flatMap(({ steps, later }) =>
      steps
        .filter(step => step.op === op && reaches(step, path))
        .map(step => diagnosed(call, suspect, one, { step, steps, isLater: later === true })),
    )
    return likeliest(found)
  })
}

/** The start at which it fails: the first if it does so then, else one after it. */
function likeliest(found: readonly Diagnosis[]): readonly Diagnosis[] {
  return found.toSorted((a, b) => likelihood[a.predicted] - likelihood[b.predicted]).slice(0, 1)
}

interface Place {
  readonly step: TracedStep
  readonly steps: readonly TracedStep[]
  readonly isLater: boolean
}

function reaches({ op, path, recursive }: TracedStep, failed: string): boolean {
  const [named, wanted] = [`${trimmed(path)}/`, `${trimmed(failed)}/`]
  if (named === wanted) return true
  return recursive && (op === 'mkdir' ? named.startsWith(wanted) : wanted.startsWith(named))
}

function diagnosed(call: FailedCall, suspect: Suspect, one: SuspectContainer, place: Place): Diagnosis {
  const { step, steps, isLater } = place
  const { container, process } = one
  const { op, path } = step
  const predicted = answerOf(step, call)
  const fails: StepEnd = {
    code: 'fails',
    ...(isLater && { onlyLater: true }),
    ...compact({ lack: step.lacks, given: givenBefore(steps, step) }),
  }
  const outcome = { no: fails, yes: { code: 'succeeds' }, unknown: { code: 'depends' } } as const
  const reason = { code: 'script-step', container: container.name, step: { op, path } } as const
  return {
    call,
    pod: suspect.pod,
    containers: [container.name],
    step: `${op} ${path}`,
    reason: { ...reason, ...compact({ uid: process.uid }), outcome: outcome[predicted] },
    predicted,
    ...compact({
      mount: mountHolding(mountsOf(suspect, container), path),
      cure:
        predicted === 'no'
          ? cureOf(suspect, one, step)
          : predicted === 'unknown'
            ? mayCure(call, one, step)
            : undefined,
    }),
  }
}

function mountsOf({ verdicts }: Suspect, { list, index }: ContainerView): readonly MountVerdict[] {
  return verdicts.filter(({ container }) => container.list === list && container.index === index)
}

/** What the script has given to another user by then: it is no owner of that any more. */
function givenBefore(steps: readonly TracedStep[], step: TracedStep): string | undefined {
  const earlier = steps
    .slice(0, steps.indexOf(step))
    .findLast(({ op, succeeds }) => op === 'chown' && succeeds !== 'no')
  const given = step.op === 'chmod' && earlier !== undefined && reaches({ ...earlier, recursive: true }, step.path)
  return given ? earlier.path : undefined
}

/** Of what a recursive step meets below its path, the manifests say nothing. */
function answerOf({ succeeds, path }: TracedStep, call: FailedCall): Answer {
  const isBelow = trimmed(path) !== trimmed(call.path ?? '')
  return succeeds === 'yes' && isBelow ? 'unknown' : succeeds
}

/** What the message itself says of a step of which the manifests say too little: whoever may not enter lacks another thing. */
function mayCure(
  { errno }: FailedCall,
  { container, process }: SuspectContainer,
  { op }: TracedStep,
): Cure | undefined {
  const { uid, capabilities } = process
  if (uid === undefined || op === 'mkdir') return undefined
  const owning = op === 'chown' ? 'CHOWN' : 'FOWNER'
  const capability = uid === 0 && errno === 'EACCES' ? 'DAC_OVERRIDE' : owning
  if (capabilities.includes(capability)) return undefined
  return { code: 'complete-script', container: container.name, op, capability, isRoot: uid === 0 }
}

function cureOf(
  suspect: Suspect,
  { container, process }: SuspectContainer,
  { op, lacks }: TracedStep,
): Cure | undefined {
  if (lacks?.code === 'capability') {
    const isRoot = process.uid === 0
    return { code: 'complete-script', container: container.name, op, capability: lacks.capability, isRoot }
  }
  const told = suspectProblems(suspect, container).find(({ obstacle }) => obstacle.reason.code === 'cannot-switch-user')
  return told && { code: 'start', reason: told.obstacle.reason }
}
