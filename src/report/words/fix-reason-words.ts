import type { FixLack, MissingFix, VolumeChangeReason } from '../../workload/reason/fix-reason.ts'
import { accessWords } from './access-words.ts'
import { summaryWords, withoutWords } from './fix-summary-words.ts'
import { volumeReasonWords } from './volume-words.ts'

/** What a fix lacks, in one clause. */
function lackOfFix(lack: FixLack): string {
  switch (lack.code) {
    case 'no-volume-named':
      return 'the mount names no volume of the pod'
    case 'volume-read-only':
      return `${lack.source} is read-only`
    case 'node-directory':
      return lack.would === 'chown'
        ? 'a chown of a directory on the node affects everything else that uses it'
        : 'sharing a directory of the node changes it for everything else there'
    case 'owner-kept':
      return lack.certain
        ? `the owner of ${lack.source} cannot be changed`
        : `it is unknown whether the owner of ${lack.source} can be changed`
    case 'uid-unknown':
      return 'the uid of the process is unknown'
    case 'gid-unknown':
      return 'the gid of the process is unknown: set runAsGroup or fsGroup, or name the image in the policy'
    case 'ids-unknown':
      return 'neither the uid nor the gid of the process is known'
    case 'chowned-already':
      return `init container ${lack.container} already chowns it`
    case 'refused':
      return lack.problem
    case 'bad-type':
      return `${lack.field} is not a ${lack.want}`
    case 'fs-group-ignored':
      return lack.certain
        ? `${lack.source} never honours fsGroup`
        : `it is unknown whether ${lack.source} honours fsGroup`
    case 'fs-group-set':
      return 'fsGroup is set already'
    case 'opens-private-files':
      return `not set, because ${lack.container} reads ${lack.source} as its owner, and fsGroup opens such files to the group, which ssh refuses for a key of its own user; set it yourself if no key is among them`
    case 'owner-unknown':
      return `the owner of ${lack.source} is unknown`
    case 'owned-by-root':
      return `${lack.source} belongs to root`
    case 'keeps-no-group':
      return `${lack.source} is not known to keep a group and a mode`
    case 'sub-path-expression':
      return 'a subPathExpr is known to the kubelet only'
    case 'no-image':
      return 'the container names no image'
    case 'group-unknown':
      return `the group of ${lack.source} is unknown`
    case 'group-cannot-write':
      return `the group ${lack.group} of ${lack.source} may not write it either (${lack.mode})`
    case 'shuts-out':
      return `${lack.workload} writes ${lack.source} as uid ${lack.uid}, and would lose access`
    case 'not-admitted':
      return `${lack.level} does not admit it`
    case 'would-not-help':
      return `it would not help: ${lack.reason === undefined ? 'the mount is gone' : accessWords(lack.reason)}`
    case 'command-fails-still':
      return 'its command would fail all the same'
    case 'other-container-loses':
      return 'another container would lose the volume'
    case 'must-own-itself':
      return `the program must own ${lack.mountPath} itself (group access is not enough); put its data in a sub-directory`
    case 'text-refuses':
      return 'the text does not take all its changes (edit-refused)'
  }
}

/** `fs-group: … never honours fsGroup`. */
export function missingWords(missing: MissingFix): string {
  const { fix = 'the others' } = missing
  if ('lack' in missing) return `${fix}: ${lackOfFix(missing.lack)}`
  return `${fix}: ${'does' in missing ? summaryWords(missing.does) : `mount an emptyDir at ${missing.mount}`}`
}

/** Why a change is made to a pod for its volumes, or is not. */
export function volumeChangeWords(reason: VolumeChangeReason): string {
  switch (reason.code) {
    case 'group-may-write':
      return `group ${reason.group} may write ${reason.source}, and ${accessWords(reason.reason)}`
    case 'fs-group-honoured':
      return `${reason.source} honours fsGroup, and ${accessWords(reason.reason)}`
    case 'mounts-fail':
      return [...new Set(reason.mounts.map(mount => `${mount.source}: ${accessWords(mount.reason)}`))].join('; ')
    case 'script-needs-root':
      return `its script needs root, and it would run as ${reason.uid === undefined ? 'an unknown user' : `uid ${reason.uid}`}`
    case 'script-needs':
      return `its script fails without ${reason.capabilities.join(', ')}`
    case 'switches-user':
      return `the image starts as root and switches to ${reason.becomes} (${reason.from}), so it can run as that user from the start`
    case 'needless':
      return withoutWords(reason.without)
    case 'all-needless':
      return reason.retired.map(({ container, without }) => `${container}: ${withoutWords(without)}`).join('; ')
    case 'final-user-fails': {
      const { becomes, mountPath, why, unmounted } = reason
      const words = why.code === 'must-own' ? volumeReasonWords(why) : accessWords(why)
      const cure = unmounted === true ? `; mount a volume at ${mountPath}` : ''
      return `the image starts as root and switches to ${becomes}, which cannot use ${mountPath} from the start: ${words}${cure}`
    }
  }
}
