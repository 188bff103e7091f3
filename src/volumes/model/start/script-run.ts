import { listAt, type Value } from '../../../manifest/value.ts'
import { scriptSteps } from '../../../security/chown-script.ts'
import { shells } from '../../../shell/call.ts'
import type { ScriptStep } from '../../../shell/steps/script-steps.ts'
import type { ContainerView } from '../../../workload/pod/pod.ts'
import { all, any, everywhere, opposite } from '../answer.ts'
import type { Answer, Identity } from '../mount.ts'
import { perhaps, type VolumeStates } from './directories.ts'
import { afterTree } from './path-step.ts'
import type { RunMount } from './run-mount.ts'
import type { ScriptOutcome, ScriptRun } from './script-outcome.ts'
import { afterEntrypoint, afterUnknown } from './unknown-command.ts'
import { expanded, variablesOf } from './variables.ts'

/** What the command of an init container does to owners and modes of the volumes that it mounts. */
export function runScript(
  container: ContainerView,
  process: Identity,
  mounts: readonly RunMount[],
  states: VolumeStates,
): ScriptOutcome {
  const run = { container, process, mounts }
  const steps = stepsOf(container)
  const start: ScriptOutcome = { states, succeeds: 'yes', last: 'yes', ended: 'no', setsOwners: false, trace: [] }
  if (steps === undefined) return { ...start, states: afterEntrypoint(states, run) }
  const setsOwners = steps.some(({ op }) => op !== 'none' && op !== 'enter' && op !== 'unknown')
  return steps.reduce<ScriptOutcome>((before, step) => afterScriptStep(before, step, run), { ...start, setsOwners })
}

/** Whether the manifest says what the container runs. */
export function hasOwnArgv(container: ContainerView): boolean {
  return argvOf(container) !== undefined
}

/**
 * Whether a script says all that its container does, and that is to set owners and modes: then nothing else has to be
 * possible on its mounts.
 */
export function onlySetsOwners(container: ContainerView): boolean {
  const known = simple.get(container.spec)
  if (known !== undefined) return known
  const steps = stepsOf(container) ?? []
  const isSimple = steps.some(({ op }) => op !== 'none' && op !== 'enter') && steps.every(({ op }) => op !== 'unknown')
  simple.set(container.spec, isSimple)
  return isSimple
}

/** Every outcome that a search tries asks again. */
const simple = new WeakMap<ContainerView['spec'], boolean>()

/** The steps of what the manifest runs; undefined where the image's entrypoint runs. */
function stepsOf(container: ContainerView): readonly ScriptStep[] | undefined {
  const variables = variablesOf(container.spec)
  const argv = argvOf(container)?.map(word => expanded(word, variables))
  return argv && scriptSteps(argv, variables)
}

/** Undefined where the image's entrypoint runs. Arguments alone are a command for images that have none. */
function argvOf({ spec }: ContainerView): readonly Value[] | undefined {
  const [command, args] = [listAt(spec, 'command'), listAt(spec, 'args')]
  if (command.length > 0) return [...command, ...args]
  const [first] = args
  return typeof first === 'string' && (shells.test(first) || ownershipProgram.test(first)) ? args : undefined
}

const ownershipProgram = /^(.*\/)?(chown|chmod|mkdir)$/

/** Of `a && b`, b does not run once a failed. Under `-e` the script may go on after them all the same. */
function afterScriptStep(before: ScriptOutcome, step: ScriptStep, run: ScriptRun): ScriptOutcome {
  const runs = all([runsAfter(before, step), step.ifRoot === true ? isRoot(run.process) : 'yes'])
  if (runs === 'no') return before
  const after = leftBy(step, afterRun(before, step, run))
  return runs === 'yes' ? after : perhapsRun(before, after)
}

/** `exec` leaves nothing to come; under `trap 'exit 0' EXIT` a failure does the same. */
function leftBy({ leaves }: ScriptStep, after: ScriptOutcome): ScriptOutcome {
  if (leaves === undefined) return after
  if (leaves === 'always') return { ...after, ended: 'yes' }
  const ended = any([after.ended, opposite[after.last]])
  return { ...after, ended }
}

function runsAfter({ last, ended }: ScriptOutcome, step: ScriptStep): Answer {
  const open: Answer = step.perhaps === true ? 'unknown' : 'yes'
  const follows = step.ifSucceeded === true ? last : step.ifFailed === true ? opposite[last] : 'yes'
  return all([opposite[ended], open, follows])
}

function isRoot({ uid }: Identity): Answer {
  return uid === undefined ? 'unknown' : uid === 0 ? 'yes' : 'no'
}

function perhapsRun(before: ScriptOutcome, after: ScriptOutcome): ScriptOutcome {
  const states = new Map([...after.states].map(([name, now]) => [name, perhaps(before.states.get(name) ?? now, now)]))
  const succeeds = before.succeeds === 'no' ? 'no' : everywhere([after.succeeds, before.succeeds])
  return {
    ...after,
    states,
    succeeds,
    last: everywhere([before.last, after.last]),
    entered: everywhere([before.entered ?? 'yes', after.entered ?? 'yes']),
    ended: everywhere([before.ended, after.ended]),
  }
}

function afterRun(before: ScriptOutcome, step: ScriptStep, run: ScriptRun): ScriptOutcome {
  const start: ScriptOutcome = { ...before, last: 'yes' }
  switch (step.op) {
    case 'unknown':
      return afterUnknown(start, step, run)
    case 'exit':
      return isGuard(before, step) ? before : { ...endedWith(before, step, `exit ${step.status}`), ended: 'yes' }
    case 'none':
      return step.ends === 'unknown' ? afterTest(before) : endedWith(before, step, 'false')
    case 'enter':
      return afterEnter(start, step, run)
    default:
      return step.paths.reduce<ScriptOutcome>((outcome, path) => afterTree(outcome, step, path, run), start)
  }
}

/** Of a folder outside of the volumes only the image knows. */
function afterEnter(before: ScriptOutcome, step: Extract<ScriptStep, { op: 'enter' }>, run: ScriptRun): ScriptOutcome {
  const outcome = step.paths.reduce<ScriptOutcome>((all, path) => afterTree(all, step, path, run), before)
  return { ...outcome, entered: outcome.last }
}

function afterTest({ failed: _, ...before }: ScriptOutcome): ScriptOutcome {
  return { ...before, last: 'unknown' }
}

/** `[ -n "$A" ] || exit 1`: nobody writes a test that will fail. */
function isGuard({ last, failed }: ScriptOutcome, step: Ending): boolean {
  if (step.ends !== 'no' || failed !== undefined) return false
  return step.perhaps === true || (step.ifFailed === true && last === 'unknown')
}

/** A status that the script gives itself; behind `||` it is that of the step which failed. */
function endedWith(before: ScriptOutcome, step: Ending, own: string): ScriptOutcome {
  if (step.ends !== 'no') return { ...before, last: 'yes' }
  if (step.op === 'none' && step.mayFail) return { ...before, last: 'no' }
  if (before.succeeds === 'no') return before
  const failing = (step.ifFailed === true ? before.failed : undefined) ?? { command: own, step: step.op }
  return { ...before, ...failing, succeeds: 'no', last: 'no' }
}

type Ending = Extract<ScriptStep, { op: 'none' | 'exit' }>
