import type { ChangeReason } from '../../workload/reason/change-reason.ts'
import type { VolumeChangeReason } from '../../workload/reason/fix-reason.ts'
import { volumeChangeWords } from './fix-reason-words.ts'
import { hardenWords } from './harden-words.ts'

/** Why a change is made to a pod, or is not, in one clause. */
export function changeWords(reason: ChangeReason): string {
  return isForVolumes(reason) ? volumeChangeWords(reason) : hardenWords(reason)
}

const volumeCodes: Readonly<Record<VolumeChangeReason['code'], true>> = {
  'group-may-write': true,
  'fs-group-honoured': true,
  'mounts-fail': true,
  'script-needs-root': true,
  'script-needs': true,
  'switches-user': true,
  needless: true,
  'all-needless': true,
  'final-user-fails': true,
}

function isForVolumes(reason: ChangeReason): reason is VolumeChangeReason {
  return Object.hasOwn(volumeCodes, reason.code)
}
