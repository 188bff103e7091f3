import { formatMode, largestMode } from '../../workload/file-mode.ts'
import type {
  Contradiction,
  ClusterRefusal,
  DropReason,
  Finding,
  FixId,
  Observation,
  UnknownField,
} from '../../workload/finding.ts'
import { type PolicyRow, rowText } from '../../workload/policy-row.ts'
import { accessWords } from '../../workload/reason/access-words.ts'
import { changeWords, missingWords } from '../../workload/reason/fix-reason-words.ts'
import { wayOutWords } from '../../workload/reason/fix-summary-words.ts'
import { startCure, startWords } from '../../workload/reason/start-words.ts'
import { volumeReasonWords } from '../../workload/reason/volume-words.ts'
import { plural } from './plural.ts'
import { someOf } from './some-of.ts'

/** What a finding says: what was found and what was expected, and beside it what to do. */
export interface Sentence {
  readonly message: string
  readonly advice?: string
}

/**
 * The words for an observation. There is deliberately no `default`: a new code does not compile without its sentence.
 * Pod Security violations are the API server's words and nothing else, so that users meet one sentence in both places.
 */
export function sentenceOf(observation: Observation): Sentence {
  switch (observation.code) {
    case 'pod-security':
      return { message: reasonAndDetail(observation) }
    case 'bad-yaml':
      return {
        message: `not readable as YAML: ${observation.detail}`,
        advice: 'the document is passed on as it is: nothing in it was checked or hardened',
      }
    case 'bad-type':
      return {
        message: `found ${observation.got} where Kubernetes wants ${observation.want}`,
        advice: 'the API server refuses this object; correct the value',
      }
    case 'unknown-field':
      return { message: `${observation.owner} has no such field`, advice: meantField(observation) }
    case 'invalid-value':
      return {
        message: `found ${observation.got} where Kubernetes wants ${observation.want}`,
        advice: observation.meant === undefined ? 'correct the value' : `did you mean ${observation.meant}?`,
      }
    case 'missing-field':
      return {
        message: `${observation.owner} needs ${orList(observation.fields)}`,
        advice: 'the API server refuses this object; add the field',
      }
    case 'conflicting-fields':
      return {
        message: `${observation.owner} allows only one of ${observation.fields.join(', ')}`,
        advice: 'the API server refuses this object; remove all but one',
      }
    case 'duplicate-item':
      return {
        message: `an earlier item has the same ${duplicateKey(observation)}`,
        advice: 'the API server refuses this object; remove or rename one of the two',
      }
    case 'bad-label':
      return {
        message: `label ${observation.label} is ${JSON.stringify(observation.got)}, want ${observation.want}`,
        advice: 'the API server refuses a new namespace with this label; correct its value',
      }
    case 'bad-annotation':
      return {
        message: `annotation ${observation.annotation} is ${JSON.stringify(observation.got)}, want ${observation.want}`,
        advice: 'an annotation that cannot be read exempts nothing; correct its value',
      }
    case 'edit-refused':
      return refusals[observation.reason]
    case 'not-hardened':
      return {
        message: `${observation.field} ${wasOrWere(observation.field)} not set: ${changeWords(observation.because)}`,
      }
    case 'hardened-in-doubt':
      return {
        message: `${observation.field} ${wasOrWere(observation.field)} set for ${observation.level}, but ${observation.because}`,
      }
    case 'replaced':
      return {
        message: `--enforce replaced ${observation.field}: ${observation.was}; lost: ${observation.lost}`,
        advice: 'omit --enforce to keep what the author wrote',
      }
    case 'immutable-on-upgrade':
      return {
        message: 'the pod of a Job or Pod cannot change: an upgrade fails where it already exists without these fields',
        advice: 'delete it before the upgrade, or give it a name that changes with the revision',
      }
    case 'exemption-unused':
      return {
        message: `the exemption "${observation.reason}" exempts nothing`,
        advice: 'remove it, or correct what it matches',
      }
    case 'exemption-expired':
      return {
        message: `the exemption "${observation.reason}" expired on ${observation.expires}`,
        advice: 'fix what it exempts or extend `expires`; until then the object stays exempt',
      }
    case 'image-fact-contradiction':
      return {
        message: `the policy says of ${observation.image}: ${observation.facts.map(({ field, policy }) => `${field} ${policy}`).join(', ')}; its files say (${observation.from}): ${observation.facts.map(({ field, locked }) => `${field} ${locked}`).join(', ')}`,
        advice: 'the policy counts; correct its row, or remove it and let the lock answer',
      }
    case 'cluster-fact-contradiction':
      return {
        message: `the policy says of ${subjectWords(observation.subject)}: ${observation.facts.map(({ field, policy }) => `${field} ${policy}`).join(', ')}; the cluster says (as locked): ${observation.facts.map(({ field, locked }) => `${field} ${locked}`).join(', ')}`,
        advice: 'the policy counts; correct it, or run `seaworthy lock --cluster` again if the cluster has changed',
      }
    case 'image-lock-stale':
      return {
        message: `the lock knows ${observation.image} at ${observation.digest} only, so nothing about this digest`,
        advice: 'run `seaworthy lock`, and review what changed',
      }
    case 'image-tag-mutable':
      return {
        message: `what is known about ${observation.image} was read at ${observation.digest}; its tag may name another image by now`,
        advice: 'pin the digest beside the tag, or run `seaworthy lock --check` in CI',
      }
    case 'volume-not-writable':
      return { message: cannot('write', observation), ...adviceOf(observation) }
    case 'volume-not-readable':
      return { message: cannot('read', observation), ...adviceOf(observation) }
    case 'will-not-start':
    case 'may-not-start':
      return { message: startMessage(observation), ...cureOf(observation) }
    case 'volume-unknown':
      return {
        message: `it is unknown whether ${observation.mountPath} (volume ${observation.volume}) is accessible: ${accessWords(observation.reason)}`,
        advice: rowWords(observation.row),
      }
    case 'storage-assumed':
      return {
        message: `storage class ${observation.storageClass} is assumed to be ${observation.profile}, which is what classes of that name usually are`,
        advice: `say it in the policy: ${rowText([{ section: 'storageClasses', name: observation.storageClass, value: `{ profile: ${observation.profile} }` }])}`,
      }
    case 'golden-missing':
      return {
        message: `there is no golden file ${observation.golden}`,
        advice: 'write it with --update, and review it like code',
      }
    case 'golden-orphan':
      return {
        message: `no golden case produces ${observation.golden}`,
        advice: 'delete the file, or add its case to `golden` in the policy file',
      }
    case 'golden-different':
      return {
        message: `the output differs from ${observation.golden}: ${observation.detail}`,
        advice: 'undo the change, or write the file with --update and review the difference',
      }
    case 'golden-skipped':
      return { message: `${observation.golden} was not compared: ${observation.detail}` }
    case 'mask-unused':
      return {
        message: `the mask of ${observation.golden} has no effect: ${observation.detail}`,
        advice: 'remove the mask, or correct its object or path',
      }
    case 'release-failed':
      return { message: `release ${observation.release} failed: ${observation.detail}` }
    case 'cluster-pod-security':
    case 'cluster-quota':
    case 'cluster-limit-range':
    case 'cluster-webhook':
    case 'cluster-policy':
    case 'cluster-immutable':
    case 'cluster-invalid':
    case 'cluster-refused':
      return {
        message: observation.of === 'pod' ? `the pod is refused: ${observation.detail}` : observation.detail,
        advice: clusterAdvice[observation.code],
      }
    case 'webhook-unreachable':
      return {
        message: `the webhook ${observation.webhook} must answer and does not: ${observation.detail}`,
        advice: 'nothing of this kind can be created until it runs again; look at its Service and pods',
      }
    case 'missing-object':
      return {
        message: `the cluster has no ${observation.kind} ${placedName(observation)}: ${observation.effect}${andMore(observation.further)}`,
        advice: 'create it, add it to these manifests, or correct the name',
      }
    case 'unknown-kind':
      return {
        message: `the cluster does not know ${observation.kind} of ${observation.apiVersion}${andMore(observation.further)}`,
        advice: 'install its CustomResourceDefinition, or correct apiVersion and kind',
      }
    case 'not-asked':
      return {
        message: `the cluster was not asked about ${plural(observation.objects, 'object')}: ${observation.because}`,
        advice: observation.cure,
      }
    case 'no-right':
      return {
        message: `you may not ${observation.right}, so ${plural(observation.objects, 'object')} could not be asked about`,
        advice: 'ask for that right; `seaworthy preflight --print-role` prints all that are needed',
      }
    case 'quota-exceeded':
      return {
        message: `quota ${observation.quota} of namespace ${observation.namespace} has ${observation.left} of ${observation.hard} ${observation.resource} left, and these manifests ask for ${observation.asked} (${observation.by.join(', ')})`,
        advice: 'lower requests, limits or replicas, or raise the quota',
      }
    case 'cluster-warning':
      return { message: `the API server warns: ${observation.detail}` }
    case 'decimal-mode':
      return { message: decimalMode(observation.mode) }
    case 'claim-shared':
      return claimShared(observation)
    case 'needless-init':
    case 'chown-drift':
    case 'claim-conflict':
    case 'rollout-deadlock':
    case 'fsgroup-noop':
    case 'capability-mismatch':
    case 'slow-recursive-chown':
    case 'lost-and-found':
    case 'fix-side-effect':
    case 'bad-volume':
      return { message: volumeReasonWords(observation.reason) }
  }
}

function claimShared({ claim, holder, by }: Observation & { readonly code: 'claim-shared' }): Sentence {
  const mounting = someOf(by.map(({ workload, pods }) => (pods === 1 ? workload : `${workload} (${pods} pods)`)))
  const message = `claim ${claim} can be held by one ${holder} at a time, and it is mounted by ${mounting}`
  const advice = {
    node: 'keep their pods on one node, by `podAffinity` or `nodeName`, or make the claim ReadWriteMany',
    pod: 'every other pod waits until the first one ends: make the claim ReadWriteOnce or ReadWriteMany, or give each its own',
  }
  return { message, advice: advice[holder] }
}

function decimalMode(mode: number): string {
  const what =
    mode > largestMode ? 'is not a mode between 0 and 0777 (511)' : `is decimal and means ${formatMode(mode)}`
  return `${mode} ${what}; 0${mode} was probably meant`
}

/** What to put into the policy, and what of it is an example. */
function rowWords(row: PolicyRow | undefined): string {
  if (row === undefined) return 'no row of the policy can tell: it depends on the node, the server or the pod'
  return `${rowIntroductions[row.about]}: ${rowText(row.entries)}`
}

const rowIntroductions: Readonly<Record<PolicyRow['about'], string>> = {
  class: 'say in the policy what the class makes (here, what EBS does)',
  'default-class': "say in the policy what the cluster's default class is (here, one like EBS)",
  claim: 'say in the policy what the claim is (here, a new disk)',
  user: 'say in the policy which user the image runs as (here, 1000), or run `seaworthy lock`',
  group: 'say in the policy which group the image gives its user (here, 1000), or run `seaworthy lock`',
  groups: 'list in the policy the groups that the image gives its user (here, none), or run `seaworthy lock`',
  directories: 'list in the policy the directories that the entrypoint chowns (here, this one)',
}

/** What to do about a refusal whose sentence is the API server's. */
const clusterAdvice: Readonly<Record<ClusterRefusal, string>> = {
  'cluster-pod-security': 'let `seaworthy fix` or post-render add the fields, or give the namespace another level',
  'cluster-quota': 'lower requests, limits or replicas, or raise the quota',
  'cluster-limit-range': 'correct the resources, or the LimitRange of the namespace',
  'cluster-webhook': 'do what the webhook asks for, or ask those who run it for an exception',
  'cluster-policy': "do what the cluster's policy asks for, or ask its owners for an exception",
  'cluster-immutable': 'delete the object before the change, or give it another name',
  'cluster-invalid': 'correct the field',
  'cluster-refused': 'the words are those of the API server',
}

function placedName({ name, namespace }: { readonly name: string; readonly namespace?: string }): string {
  return namespace === undefined ? name : `${name} in namespace ${namespace}`
}

function andMore(further: number): string {
  return further === 0 ? '' : ` (and ${plural(further, 'further object')})`
}

/** `capabilities was`, `seccompProfile and capabilities were`. */
function wasOrWere(fields: string): string {
  return fields.includes(' and ') ? 'were' : 'was'
}

/** What to do about a field that is not there: its own name, its own place, or a newer Kubernetes. */
function meantField({ meant, belongs, versions, known }: UnknownField): string {
  if (versions !== undefined) return versionAdvice(versions)
  if (belongs !== undefined) return `it belongs to ${ownerAt(belongs)} (${belongs.place})`
  if (meant !== undefined) return `did you mean ${meant}?`
  if (known.length === 0) return 'remove it'
  return known.length > 12 ? 'the API server refuses it, or drops it' : `it has ${known.join(', ')}`
}

/** There may be many of what lies in a list, and there is one of everything else. */
function ownerAt({ place, owner }: { readonly place: string; readonly owner: string }): string {
  return owner.replace(/^an? /, place.includes('[*]') ? 'each ' : 'the ')
}

function versionAdvice({ first, last }: { readonly first?: number; readonly last?: number }): string {
  const range = [first === undefined ? '' : `since 1.${first}`, last === undefined ? '' : `until 1.${last}`]
  return `Kubernetes has it ${range.filter(part => part !== '').join(' ')}; --kube-version says which one is meant`
}

function orList(fields: readonly string[]): string {
  return fields.length === 1 ? `${fields[0]}` : `one of ${fields.join(', ')}`
}

function duplicateKey({
  keys,
  values,
}: {
  readonly keys: readonly string[]
  readonly values: readonly string[]
}): string {
  const text = values.join(', ')
  return keys.length === 0 ? `value, ${text}` : `${keys.join(' and ')}: ${text}`
}

/** Message and advice in one line, for formats that have a single place for words. */
export function fullSentence(finding: Finding): string {
  const { message, advice } = sentenceOf(finding)
  return advice === undefined ? message : `${message}; ${advice}`
}

/** `reason (detail)`, as upstream joins them in ForbiddenDetail: without parentheses where there is no detail. */
function reasonAndDetail({ reason, detail }: { readonly reason: string; readonly detail: string }): string {
  return detail === '' ? reason : `${reason} (${detail})`
}

type VolumeObservation = Extract<Observation, { readonly code: 'volume-not-writable' | 'volume-not-readable' }>

function cannot(verb: 'read' | 'write', { mountPath, volume, reason }: VolumeObservation): string {
  return `cannot ${verb} ${mountPath} (volume ${volume}): ${accessWords(reason)}`
}

function adviceOf({ fix, missing }: VolumeObservation): { readonly advice?: string } {
  if (fix !== undefined) return { advice: `${remedies[fix]} (${fix})` }
  return missing === undefined ? {} : { advice: `no fix applies: ${missing.map(missingWords).join('; ')}` }
}

type StartObservation = Extract<Observation, { readonly code: 'will-not-start' | 'may-not-start' }>

/** `will not start: …`, `will fail: …`; of what the others wait for with what that means for the pod. */
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

const refusals: Readonly<Record<DropReason, Sentence>> = {
  dependent: {
    message: 'not hardened: the field needs another one that cannot be written here',
    advice: 'fix that one first; it has its own warning',
  },
  alias: {
    message: 'not hardened: the field is behind an alias, and the uses of its anchor need different values',
    advice: 'write out the value instead of the alias, or set the field at the anchor',
  },
  'merge-key': {
    message: 'not hardened: the field comes from a merge key (<<), and the uses of its anchor need different values',
    advice: 'write out the fields instead of merging them',
  },
  'duplicate-key': {
    message: 'not hardened: duplicate key; Kubernetes reads only one of the two',
    advice: 'remove one of the two keys',
  },
  'broken-document': {
    message: 'not hardened: the document is not readable as YAML',
    advice: 'correct the document',
  },
  'wrong-type': {
    message: 'not hardened: a parent of the field has the wrong type (expected a map or list)',
    advice: 'correct the type of the parent',
  },
  tag: {
    message: 'not hardened: the value has a YAML tag, and an edit would change what the tag means',
    advice: 'remove the tag',
  },
}

function subjectWords({ of, name }: Contradiction['subject']): string {
  switch (of) {
    case 'class':
      return `storage class ${name}`
    case 'default-class':
      return 'the default storage class'
    case 'claim':
    case 'namespace':
      return `${of} ${name}`
  }
}
