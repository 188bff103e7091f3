import type { ScriptStep } from '../../../shell/steps/script-steps.ts'
import type { ContainerView } from '../../../workload/pod/pod.ts'
import type { StepLack } from '../../../workload/reason/start-reason.ts'
import { all } from '../answer.ts'
import type { Answer, Identity } from '../mount.ts'
import type { VolumeStates } from './directories.ts'
import type { RunMount } from './run-mount.ts'

/** Who runs a script, and through which mounts. */
export interface ScriptRun {
  readonly container: ContainerView
  readonly process: Identity
  readonly mounts: readonly RunMount[]
}

/** A step that fails or may fail, and what it would take. */
export interface Failing {
  readonly command: string
  readonly lacks?: StepLack
  readonly step: ScriptStep['op']
}

/** What a command leaves, and whether it ends well. */
export interface ScriptOutcome {
  readonly states: VolumeStates
  readonly succeeds: Answer
  /** Whether the step that ran last ended well, which decides about one after `&&`. */
  readonly last: Answer
  /** Whether the last `cd` led where it was to. */
  readonly entered?: Answer
  /** The script has ended, by `exit`. */
  readonly ended: Answer
  /** The last step that failed or may have. */
  readonly failed?: Failing
  /** The first step that fails or may fail, and what it would take. */
  readonly command?: string
  readonly lacks?: StepLack
  readonly step?: ScriptStep['op']
  /** Some step that is understood sets owners or modes, or makes something. */
  readonly setsOwners: boolean
  /** Every step that is understood, on each of its paths, in order: also those whose failure is forgiven. */
  readonly trace: readonly TracedStep[]
}

/** A step of a script on one path, and how it ends. */
export interface TracedStep {
  readonly op: 'chown' | 'chmod' | 'mkdir'
  readonly path: string
  /** It reaches what lies below the path, too. */
  readonly recursive: boolean
  readonly succeeds: Answer
  /** What it lacks, where it fails. */
  readonly lacks?: StepLack
}

/** What is left when a step fails or may fail. The first that will is told of before one that may. */
export function withFailed(
  after: ScriptOutcome,
  failed: Failing,
  { succeeds, mayFail }: { readonly succeeds: Answer; readonly mayFail: boolean },
): ScriptOutcome {
  if (mayFail) return { ...after, failed }
  const isTold = after.succeeds === 'yes' || (after.succeeds === 'unknown' && succeeds === 'no')
  return { ...after, succeeds: all([after.succeeds, succeeds]), failed, ...(isTold ? failed : {}) }
}
