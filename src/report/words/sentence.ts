import type { ClusterRefusal, Contradiction, DropReason, Finding, Observation } from '../../workload/finding/finding.ts'
import { changeWords } from './change-words.ts'
import { askWords, missingEffectWords, notAskedAdvice, notAskedWords } from './cluster-words.ts'
import { duplicateKey, holderRow, meantField, orList } from './field-words.ts'
import { kindWords } from './kind-words.ts'
import { lossWords } from './loss-words.ts'
import type { Sentence } from './message.ts'
import { otherFileWords } from './other-file-words.ts'
import { andMore, plural } from './plural.ts'
import { someOf } from './some-of.ts'
import {
  accessSentence,
  assumedSentence,
  decimalMode,
  sharedSentence,
  startSentence,
  unknownSentence,
} from './volume-sentence.ts'
import { volumeReasonWords } from './volume-words.ts'

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
        advice:
          observation.looksLike === 'template'
            ? 'it looks like a template, which Helm renders: name the folder that holds Chart.yaml'
            : 'the document is passed on as it is: nothing in it was checked or hardened',
      }
    case 'no-object':
      return otherFileWords(observation.is)
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
        message: `${observation.field} ${wasOrWere(observation.field)} not set: ${changeWords(observation.reason)}`,
      }
    case 'hardened-in-doubt':
      return {
        message: `${observation.field} ${wasOrWere(observation.field)} set for ${observation.level}, but ${changeWords(observation.reason)}`,
      }
    case 'replaced':
      return {
        message: `--enforce replaced ${observation.field}: ${observation.was}; lost: ${lossWords(observation.reason.lost)}`,
        advice: 'omit --enforce to keep what the author wrote',
      }
    case 'working-directory':
      return {
        message: `--enforce set workingDir: ${changeWords(observation.reason)}`,
        advice: 'omit --enforce to leave the container where it starts, as root',
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
    case 'duplicate-key':
      return {
        message: `the key ${JSON.stringify(observation.key)} appears twice; the value in line ${observation.lost} is lost`,
        advice: 'Kubernetes takes the last one; remove one of the two',
      }
    case 'unknown-pod-holder':
      return {
        message: `looks like a pod, but ${observation.kind.kind} is not known to hold any, so nothing in it was checked`,
        advice: `teach it in the policy: workloads: [${holderRow(observation)}]`,
      }
    case 'policy-row-unused':
      return unusedRow(observation)
    case 'image-fact-contradiction':
      return {
        message: contradictionWords(observation.image, observation.facts, `its files say (${observation.from})`),
        advice: 'the policy counts; correct its row, or remove it and let the lock answer',
      }
    case 'cluster-fact-contradiction':
      return {
        message: contradictionWords(
          subjectWords(observation.subject),
          observation.facts,
          'the cluster says (as locked)',
        ),
        advice: 'the policy counts; correct it, or run `seaworthy lock --cluster` again if the cluster has changed',
      }
    case 'image-platforms-differ':
      return {
        message: `the platforms of ${observation.image} differ, so these facts count as unknown: ${disputeWords(observation.facts)}`,
        advice:
          'lock only the platform of your nodes (`seaworthy lock --update --platform linux/amd64`), or say it in the policy',
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
    case 'volume-not-readable':
      return accessSentence(observation)
    case 'will-not-start':
    case 'may-not-start':
      return startSentence(observation)
    case 'volume-unknown':
      return unknownSentence(observation)
    case 'storage-assumed':
      return assumedSentence(observation)
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
        message:
          observation.of === 'object' ? observation.detail : `the ${observation.of} is refused: ${observation.detail}`,
        advice: clusterAdvice[observation.code],
      }
    case 'webhook-unreachable':
      return {
        message: `the required webhook ${observation.webhook} does not answer: ${observation.detail}`,
        advice: 'nothing of this kind can be created until it runs again; look at its Service and pods',
      }
    case 'missing-object':
      return {
        message: `the cluster has no ${observation.kind} ${placedName(observation)}: ${missingEffectWords[observation.effect]}${andMore(observation.further)}`,
        advice: 'create it, add it to these manifests, or correct the name',
      }
    case 'unknown-kind':
      return kindWords(observation)
    case 'not-asked':
      return {
        message: `the cluster was not asked about ${plural(observation.objects, 'object')}: ${notAskedWords(observation.reason)}`,
        advice: notAskedAdvice[observation.reason.code],
      }
    case 'no-right':
      return {
        message: `you may not ${observation.right}, so ${plural(observation.objects, 'object')} could not be asked about`,
        advice: 'ask for that right; `seaworthy preflight --print-role` prints all that are needed',
      }
    case 'quota-exceeded':
      return {
        message: `quota ${observation.quota} of namespace ${observation.namespace} has ${observation.left} of ${observation.hard} ${observation.resource} left, and these manifests ask for ${observation.asked} (${someOf(observation.by.map(askWords))})`,
        advice: 'lower requests, limits or replicas, or raise the quota',
      }
    case 'cluster-warning':
      return { message: `the API server warns: ${observation.detail}` }
    case 'decimal-mode':
      return { message: decimalMode(observation.mode) }
    case 'claim-shared':
      return sharedSentence(observation)
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

function unusedRow({ section, names, leadsNowhere }: Extract<Observation, { code: 'policy-row-unused' }>): Sentence {
  const shown = someOf(names.map(name => JSON.stringify(name)))
  if (leadsNowhere === true)
    return { message: `the path of ${shown} in ${section} leads to no pod`, advice: 'correct the path' }
  const [matches, them] = names.length === 1 ? ['matches', 'it'] : ['match', 'them']
  return {
    message: `${plural(names.length, 'row')} of ${section} ${matches} nothing here: ${shown}`,
    advice: `correct or remove ${them}`,
  }
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

/** `capabilities was`, `seccompProfile and capabilities were`. */
function wasOrWere(fields: string): string {
  return fields.includes(' and ') ? 'were' : 'was'
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
  parts: {
    message: 'not hardened: this pod is put together from several fields, and is only checked',
    advice: 'set the fields that the findings name by hand',
  },
  text: {
    message: 'not hardened: this pod is written as text, which is checked and never edited',
    advice: 'set the fields that the findings name in the text, or in what writes it',
  },
  tag: {
    message: 'not hardened: the value has a YAML tag, and an edit would change what the tag means',
    advice: 'remove the tag',
  },
}

/** `the policy says of web: user 0; its files say (…): user 1000`. */
function contradictionWords(subject: string, facts: Contradiction['facts'], source: string): string {
  const said = (by: 'policy' | 'locked') => facts.map(fact => `${fact.field} ${fact[by]}`).join(', ')
  return `the policy says of ${subject}: ${said('policy')}; ${source}: ${said('locked')}`
}

/** `user (linux/amd64 999:999, linux/arm64 1000:1000)`. */
function disputeWords(facts: Extract<Observation, { readonly code: 'image-platforms-differ' }>['facts']): string {
  const saidWords = (said: Readonly<Record<string, string>>) =>
    Object.entries(said)
      .map(([platform, value]) => `${platform} ${value}`)
      .join(', ')
  return facts.map(({ field, said }) => `${field} (${saidWords(said)})`).join(', ')
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
