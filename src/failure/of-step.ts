import type { FailedAction } from '../knowledge/messages/wording.ts'
import { mountHolding } from '../volumes/findings/container-steps.ts'
import type { Answer } from '../volumes/model/mount.ts'
import { trimmed } from '../volumes/model/start/path-text.ts'
import type { TracedStep } from '../volumes/model/start/script-run.ts'
import { userWords } from '../workload/reason/ids-words.ts'
import { lackWords, startCure } from '../workload/reason/start-words.ts'
import { type Diagnosis, likelihood, needsOf } from './diagnosis.ts'
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
  const { pod } = suspect
  const own = suspect.verdicts.filter(
    verdict => verdict.container.list === container.list && verdict.container.index === container.index,
  )
  const mount = mountHolding(own, step.path)
  const predicted = answerOf(step, call)
  const who = userWords(process)
  const lack = step.lacks === undefined ? `${who} may not` : lackWords(step.lacks)
  const why = predicted === 'no' ? `${lack}${behind(steps, step)}` : whyNot[predicted]
  const cure = predicted === 'no' ? cureOf(suspect, one, step) : undefined
  return {
    call,
    pod,
    containers: [container.name],
    ...(mount === undefined ? {} : { mount }),
    step: `${step.op} ${step.path}`,
    needs: needsOf(call),
    because: `${isLater && predicted === 'no' ? 'at every start but the first, ' : ''}the command of ${container.name} runs \`${step.op} ${step.path}\` as ${who}: ${why}`,
    predicted,
    ...(cure === undefined ? {} : { cure }),
  }
}

/** A script that gives a directory away is no owner of it any more. */
function behind(steps: readonly TracedStep[], step: TracedStep): string {
  const earlier = steps
    .slice(0, steps.indexOf(step))
    .findLast(({ op, succeeds }) => op === 'chown' && succeeds !== 'no')
  const given = step.op === 'chmod' && earlier !== undefined && reaches({ ...earlier, recursive: true }, step.path)
  return given ? `, and its own \`chown ${earlier.path}\` has given it to another user by then` : ''
}

/** Of what a recursive step meets below its path, the manifests say nothing. */
function answerOf({ succeeds, path }: TracedStep, call: FailedCall): Answer {
  const isBelow = trimmed(path) !== trimmed(call.path ?? '')
  return succeeds === 'yes' && isBelow ? 'unknown' : succeeds
}

const whyNot = {
  yes: 'which succeeds on the volume as described',
  unknown: 'whether it succeeds depends on what the volume contains',
} as const

function cureOf(
  suspect: Suspect,
  { container, process }: SuspectContainer,
  { op, lacks }: TracedStep,
): string | undefined {
  const told = suspectProblems(suspect, container).find(({ obstacle }) => obstacle.reason.code === 'cannot-switch-user')
  const takes = lacks?.code === 'capability' ? lacks.capability : undefined
  if (takes !== undefined && process.uid === 0)
    return `add ${takes} to the capabilities of ${container.name}, which restricted does not admit, or remove the ${op} from its command`
  if (takes !== undefined)
    return `run ${container.name} as root with ${takes}, which restricted does not admit, or remove the ${op} from its command`
  return told && startCure(told.obstacle.reason)
}
