import type { ValueMap } from '../manifest/value.ts'
import type { Finding, Observation } from '../workload/finding.ts'
import { ruleOf } from './place.ts'

/** What a code is about, in a few words, for formats that list their rules. */
const summaries: Readonly<Record<Observation['code'], string>> = {
  'pod-security': 'A pod breaks its Pod Security level',
  'bad-yaml': 'A document is not readable as YAML',
  'bad-type': 'A field of a pod has a type that the API server refuses',
  'bad-label': 'A Pod Security label of a namespace is invalid',
  'bad-annotation': 'An exemption annotation is invalid',
  'edit-refused': 'A field cannot be hardened without touching more than it',
  'not-hardened': 'A field was left out because it might break the container',
  replaced: 'A value that the author wrote was replaced or removed',
  'immutable-on-upgrade': 'A pod that cannot change was hardened',
  'exemption-unused': 'An exemption exempts nothing',
  'exemption-expired': 'An exemption has expired',
  'volume-not-writable': 'A container cannot write a volume',
  'volume-not-readable': 'A container cannot read a volume',
  'volume-unknown': 'It is unknown whether a container can access a volume',
  'golden-missing': 'A golden file is missing',
  'golden-orphan': 'A golden file belongs to no case',
  'golden-different': 'The output differs from its golden file',
  'golden-skipped': 'A golden case was not compared',
  'mask-unused': 'A mask of a golden case has no effect',
  'chown-drift': 'A hand-written chown does not do what the pod needs',
  'claim-conflict': 'Workloads that share a claim do not agree on its owner',
  'rollout-deadlock': 'A rollout waits for a claim that the old pod holds',
  'fsgroup-noop': 'fsGroup does nothing for this volume',
  'capability-mismatch': 'A command needs a capability that its container drops',
  'slow-recursive-chown': 'A recursive change of ownership delays every start',
  'lost-and-found': 'A program refuses its data directory for what a new file system has in it',
  'decimal-mode': 'A file mode was written in decimal',
  'fix-side-effect': 'A fix of a volume has a side effect',
  'bad-volume': 'A volume or mount is invalid',
}

const podSecurityStandards = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/'

/** The SARIF rules that the findings refer to, by id. */
export function rulesOf(findings: readonly Finding[]): ValueMap[] {
  const byId = new Map(findings.map(finding => [ruleOf(finding), ruleJson(finding)]))
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}

function ruleJson(finding: Finding): ValueMap {
  const id = ruleOf(finding)
  if (finding.code !== 'pod-security') return { id, shortDescription: { text: summaries[finding.code] } }
  return {
    id,
    shortDescription: { text: `${summaries[finding.code]}: ${id}` },
    helpUri: podSecurityStandards,
    properties: { tags: ['security'] },
  }
}
