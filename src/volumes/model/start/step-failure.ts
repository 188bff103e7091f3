import type { OwnershipStep } from '../../../security/ownership-step.ts'
import { all } from '../answer.ts'
import { isOwner } from '../process/access.ts'
import { directoryAt, type VolumeState } from './directories.ts'
import type { StepRunner } from './step-run.ts'

/** What stops a step, in one clause, and the capability that it would take, where one would do. */
export interface Lack {
  readonly because: string
  readonly capability?: string
}

/** What a step that fails lacks; undefined where only the modes that it meets say no. */
export function whatStepLacks(
  step: OwnershipStep,
  path: string,
  state: VolumeState,
  runner: StepRunner,
): Lack | undefined {
  const { process, way } = runner
  if (way.readOnly) return { because: 'its mount is read-only' }
  if (step.op === 'mkdir' && !step.parents && state.directories.has(path))
    return { because: 'the directory exists already' }
  if (step.op !== 'mkdir' && directoryAt(state, path) === undefined) return { because: 'it does not exist' }
  const { facts } = state.volume
  if (step.op === 'chown' && facts.chownable === false)
    return { because: `the owner of ${facts.source} cannot be changed` }
  const capability = capabilityFor(step, path, state, runner)
  if (capability === undefined || process.uid === undefined || process.capabilities.includes(capability))
    return undefined
  const who = process.uid === 0 ? 'this container drops' : `uid ${process.uid} cannot have`
  return { because: `it needs ${capability}, which ${who}`, capability }
}

/** Whoever owns a directory needs none for its mode: what stops him then lies below, and so does what stops root. */
function capabilityFor(
  step: OwnershipStep,
  path: string,
  state: VolumeState,
  { process }: StepRunner,
): string | undefined {
  const owns = all((directoryAt(state, path)?.worlds ?? []).map(inode => isOwner(process, inode)))
  switch (step.op) {
    case 'chown':
      return process.capabilities.includes('CHOWN') ? 'DAC_OVERRIDE' : 'CHOWN'
    case 'chmod':
      if (process.capabilities.includes('FOWNER')) return 'DAC_OVERRIDE'
      return owns === 'yes' && process.uid !== 0 ? undefined : 'FOWNER'
    case 'mkdir':
      if (step.uid !== undefined && step.uid !== process.uid && !process.capabilities.includes('CHOWN')) return 'CHOWN'
      return process.uid === 0 ? 'DAC_OVERRIDE' : undefined
    case 'none':
    case 'unknown':
      return undefined
  }
}
