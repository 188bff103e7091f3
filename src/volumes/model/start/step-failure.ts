import type { OwnershipStep } from '../../../shell/steps/ownership-step.ts'
import type { StepLack } from '../../../workload/reason/start-reason.ts'
import { all } from '../answer.ts'
import { isOwner } from '../process/access.ts'
import { directoryAt, type VolumeState } from './directories.ts'
import { findsNothing, type StepRunner } from './step-run.ts'

/** What a step that fails lacks; undefined where only the modes that it meets say no. */
export function whatStepLacks(
  step: OwnershipStep,
  path: string,
  state: VolumeState,
  runner: StepRunner,
): StepLack | undefined {
  const { process, way } = runner
  if (way.readOnly) return { code: 'read-only' }
  if (step.op === 'mkdir' && !step.parents && state.directories.has(path)) return { code: 'exists' }
  if (step.op !== 'mkdir' && directoryAt(state, path) === undefined) return { code: 'absent' }
  const { facts } = state.volume
  if (step.op === 'chown' && findsNothing(state, path, step)) return { code: 'nothing-found' }
  if (step.op === 'chown' && facts.chownable === false) return { code: 'owner-kept', source: facts.source }
  const capability = capabilityFor(step, path, state, runner)
  if (capability === undefined || process.uid === undefined || process.capabilities.includes(capability))
    return undefined
  return { code: 'capability', capability, uid: process.uid }
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
    case 'enter':
      return process.uid === 0 ? 'DAC_OVERRIDE' : undefined
    case 'none':
    case 'exit':
    case 'unknown':
      return undefined
  }
}
