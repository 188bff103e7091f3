import { formatMode, largestMode } from '../../workload/file-mode.ts'
import type { Observation } from '../../workload/finding/finding.ts'
import type { FixId } from '../../workload/finding/fix-id.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import { type PolicyRow, rowText } from '../../workload/settings/policy-row.ts'
import { accessWords } from './access-words.ts'
import { doubtsWords } from './doubt-words.ts'
import { missingWords } from './fix-reason-words.ts'
import { wayOutWords } from './fix-summary-words.ts'
import type { Sentence } from './message.ts'
import { someOf } from './some-of.ts'
import { startCure, startWords } from './start-words.ts'

type ObservationOf<Code extends Observation['code']> = Extract<Observation, { readonly code: Code }>

type AccessObservation = ObservationOf<'volume-not-writable' | 'volume-not-readable'>

/** A mount that does not serve its container, and the fix, or what each fix lacks. */
export function accessSentence(observation: AccessObservation): Sentence {
  const { code, mountPath, volume, reason } = observation
  const verb = code === 'volume-not-writable' ? 'write' : 'read'
  const message = `cannot ${verb} ${mountPath} (volume ${volume}): ${accessWords(reason)}`
  return { message, ...adviceOf(observation) }
}

function adviceOf({ fix, missing }: AccessObservation): { readonly advice?: string } {
  if (fix !== undefined) return { advice: `${remedies[fix]} (${fix})` }
  return missing === undefined ? {} : { advice: `no fix applies: ${missing.map(missingWords).join('; ')}` }
}

const remedies: Readonly<Record<FixId, string>> = {
  'retire-init': 'remove the init container, and prepare the volume in another way',
  'complete-init': 'give the init container what its script needs',
  'fs-group': 'set fsGroup, so that the kubelet hands the volume to the group of the process',
  'supplemental-group': 'add the group that may already write as a supplemental group',
  'chown-init': 'add an init container that chowns the volume as root',
  'owner-aligned-init': 'add an init container that runs as the owner of the volume and opens it to the group',
  'final-user': 'start the container as the user that its image switches to',
  'writable-path': 'mount an emptyDir where the container writes',
  'align-identity': 'run as the owner of the volume, if the program supports it',
  'volume-type': 'use a volume that the process can own',
}

/** A mount of which too little is known, and the row of the policy that would tell. */
export function unknownSentence({ mountPath, volume, reason, row }: ObservationOf<'volume-unknown'>): Sentence {
  const message = `it is unknown whether ${mountPath} (volume ${volume}) is accessible: ${whyUnknown(reason)}`
  return { message, advice: rowWords(row ?? 'none') }
}

/** The mount is named already, so that its doubts alone are told. */
function whyUnknown(reason: AccessReason): string {
  const [only, ...others] = reason.code === 'inode' && reason.changers.length === 0 ? reason.cases : []
  return only?.code === 'owner-unknown' && others.length === 0 ? doubtsWords(only.doubts) : accessWords(reason)
}

/** What to put into the policy, and what of it is an example. */
export function rowWords(row: PolicyRow | 'none'): string {
  if (row === 'none') return 'no row of the policy can tell: it depends on the node, the server or the pod'
  const introduction = rowIntroductions[row.about]
  return row.entries.length === 0 ? introduction : `${introduction}: ${rowText(row.entries)}`
}

const rowIntroductions: Readonly<Record<PolicyRow['about'], string>> = {
  class: 'say in the policy what the class makes (here, what EBS does)',
  'default-class': "say in the policy what the cluster's default class is (here, one like EBS)",
  claim: 'say in the policy what the claim is (here, a new disk)',
  user: 'say in the policy which user the image runs as (here, 1000), or run `seaworthy lock`',
  group: 'say in the policy which group the image gives its user (here, 1000), or run `seaworthy lock`',
  groups: 'list in the policy the groups that the image gives its user (here, none), or run `seaworthy lock`',
  'image-volume': 'run `seaworthy lock`, which reads them in the image',
  directories: 'list in the policy the directories that the entrypoint chowns (here, this one)',
}

/** A storage class that is taken for what its name says, and the row of the policy that would say it. */
export function assumedSentence({ storageClass, profile }: ObservationOf<'storage-assumed'>): Sentence {
  const row = rowText([{ section: 'storageClasses', name: storageClass, value: `{ profile: ${profile} }` }])
  return {
    message: `storage class ${storageClass} is assumed to be ${profile}, which is what classes of that name usually are`,
    advice: `say it in the policy: ${row}`,
  }
}

type StartObservation = ObservationOf<'will-not-start' | 'may-not-start'>

/** A container, or a pod, that does not start or may not, and what helps. */
export function startSentence(observation: StartObservation): Sentence {
  return { message: startMessage(observation), ...cureOf(observation) }
}

/** `will not start: …`, `will fail: …`; where others wait for it, with what that means for the pod. */
function startMessage({ code, reason, onlyLater, stopsPod }: StartObservation): string {
  const will = code === 'will-not-start' ? 'will' : 'may'
  const fails = reason.code === 'command-fails' || reason.code === 'cannot-switch-user' ? 'fail' : 'not start'
  const verb = onlyLater === true ? 'fails at every start but the first' : `${will} ${fails}`
  const rest = stopsPod === true ? `, ${will === 'will' ? 'so' : 'and then'} no container of the pod starts` : ''
  return `${verb}: ${startWords(reason)}${rest}`
}

function cureOf({ fix, cure, reason }: StartObservation): { readonly advice?: string } {
  const way = cure && wayOutWords(cure)
  if (fix !== undefined) return { advice: `${way ?? remedies[fix]} (${fix})` }
  const advice = way ?? startCure(reason)
  return advice === undefined ? {} : { advice }
}

/** A claim that more pods need at once than may hold it. */
export function sharedSentence({ claim, holder, by }: ObservationOf<'claim-shared'>): Sentence {
  const mounting = someOf(by.map(({ workload, pods }) => (pods === 1 ? workload : `${workload} (${pods} pods)`)))
  const message = `claim ${claim} can be held by one ${holder} at a time, and it is mounted by ${mounting}`
  const advice = {
    node: 'keep their pods on one node, by `podAffinity` or `nodeName`, or make the claim ReadWriteMany',
    pod: 'every other pod waits until the first one ends: make the claim ReadWriteOnce or ReadWriteMany, or give each its own',
  }
  return { message, advice: advice[holder] }
}

/** The mode of a file that was written as decimal digits. */
export function decimalMode(mode: number): string {
  const what =
    mode > largestMode ? 'is not a mode between 0 and 0777 (511)' : `is decimal and means ${formatMode(mode)}`
  return `${mode} ${what}; 0${mode} was probably meant`
}
