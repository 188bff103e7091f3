import type { OwnershipStep } from '../../security/ownership-step.ts'
import type { VolumeState } from './directories.ts'
import type { Runner } from './step-run.ts'

/** What a step that fails would take, in one clause; undefined where only the modes that it meets say no. */
export function whyStepFails(
  { op }: OwnershipStep,
  { volume }: VolumeState,
  { process, way }: Runner,
): string | undefined {
  if (way.readOnly) return 'its mount is read-only'
  if (op !== 'chown' && op !== 'chmod') return undefined
  if (op === 'chown' && volume.facts.chownable === false) return `the owner of ${volume.facts.source} cannot be changed`
  const capability = op === 'chown' ? 'CHOWN' : 'FOWNER'
  if (process.uid === undefined || process.capabilities.includes(capability)) return undefined
  const who = process.uid === 0 ? 'this container drops' : `uid ${process.uid} cannot have`
  return `it needs ${capability}, which ${who}`
}
