import type { ScriptStep } from '../../../shell/steps/script-steps.ts'
import { all } from '../answer.ts'
import { cleanPath, perhaps, type VolumeState, withState } from './directories.ts'
import { comesTo } from './lookup.ts'
import { mountOf, mountsBelow, pathInVolume, wayThrough } from './run-mount.ts'
import { type ScriptOutcome, type ScriptRun, type TracedStep, withFailed } from './script-outcome.ts'
import { whatStepLacks } from './step-failure.ts'
import { runStep, type StepOutcome, type StepRunner } from './step-run.ts'
import { afterUnknown } from './unknown-command.ts'

type PathStep = Extract<ScriptStep, { op: TracedStep['op'] | 'enter' }>

/** What a step leaves. A recursive one goes on into what is mounted below its path, and fails where that is read-only. */
export function afterTree(before: ScriptOutcome, step: PathStep, path: string, run: ScriptRun): ScriptOutcome {
  const after = afterPath(before, step, path, run)
  if (step.op === 'mkdir' || step.op === 'enter' || !step.recursive) return after
  return mountsBelow(run.mounts, path).reduce(
    (outcome, { mountPath }) => afterPath(outcome, ofFound(step), mountPath, run),
    after,
  )
}

/** What a step does to a directory that it has come to: that one is no longer where it began. */
function ofFound(step: RecursiveStep): RecursiveStep {
  if (step.op === 'chmod') return step
  const { contentsOnly: _, failsOnNothing: __, sparesLostAndFound: ___, ...whole } = step
  return whole
}

type RecursiveStep = Extract<ScriptStep, { op: 'chown' | 'chmod' }>

function afterPath(before: ScriptOutcome, step: PathStep, path: string, run: ScriptRun): ScriptOutcome {
  const inside = cleanPath(path)
  // Where a relative path leads, only the image or an earlier `cd` knows.
  const isLost = step.relative === true && before.entered !== 'yes'
  if (!path.startsWith('/') || inside === undefined || isLost)
    return afterUnknown(before, { op: 'unknown', words: [step.op, path], mayFail: step.mayFail }, run)
  const mount = mountOf(run.mounts, inside)
  const state = mount && before.states.get(mount.volume)
  if (mount === undefined || state === undefined) return before
  const comes = comesTo(inside, before.states, run.mounts, run.process)
  const runner = { name: run.container.name, process: run.process, way: wayThrough(mount, state), comes }
  const { state: left, ...end } = inVolume(state, step, pathInVolume(mount, inside) ?? '', runner)
  return withEnd({ ...before, states: withState(before.states, mount.volume, left) }, step, path, end)
}

type StepEnd = Pick<TracedStep, 'succeeds' | 'lacks'>

/** How a step on one path of a volume ends, and what it leaves of the volume. */
function inVolume(
  state: VolumeState,
  step: PathStep,
  path: string,
  runner: StepRunner,
): StepEnd & { readonly state: VolumeState } {
  if (runner.comes === 'no') return { succeeds: 'no', state }
  const outcome = runStep(state, path, step, runner)
  const lacks = outcome.succeeds === 'no' ? whatStepLacks(step, path, state, runner) : undefined
  return { succeeds: outcome.succeeds, state: settled(state, outcome), ...(lacks && { lacks }) }
}

/** A step that fails changes nothing; one that may fail may have changed everything it would. */
function settled(before: VolumeState, { succeeds, state }: StepOutcome): VolumeState {
  if (succeeds === 'unknown') return perhaps(before, state)
  return succeeds === 'yes' ? state : before
}

function withEnd(before: ScriptOutcome, step: PathStep, path: string, end: StepEnd): ScriptOutcome {
  const { succeeds, lacks } = end
  const trace = step.op === 'enter' ? before.trace : [...before.trace, tracedAt(step, path, end)]
  const after = { ...before, last: all([before.last, succeeds]), trace }
  if (succeeds === 'yes') return after
  const failed = { step: step.op, command: `${step.op === 'enter' ? 'cd' : step.op} ${path}`, ...(lacks && { lacks }) }
  return withFailed(after, failed, { succeeds, mayFail: step.mayFail })
}

function tracedAt(step: Exclude<PathStep, { op: 'enter' }>, path: string, end: StepEnd): TracedStep {
  const recursive = step.op === 'mkdir' ? step.parents : step.recursive
  return { op: step.op, path, recursive, ...end }
}
