import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import type { Observation } from '../../src/workload/finding/finding.ts'
import { table } from '../table.ts'

/** One observation for every code: a new code does not compile without its row. */
const observations: { readonly [Code in Observation['code']]: Observation & { readonly code: Code } } = {
  'pod-security': { code: 'pod-security', check: 'hostPorts', reason: 'REASON', detail: 'DETAIL', level: 'baseline' },
  'bad-yaml': { code: 'bad-yaml', detail: 'DETAIL' },
  'no-object': { code: 'no-object', is: 'helm-values' },
  'duplicate-key': { code: 'duplicate-key', key: 'KEY', lost: 7 },
  'bad-type': { code: 'bad-type', want: 'WANT', got: 'GOT' },
  'unknown-field': { code: 'unknown-field', owner: 'OWNER', meant: 'MEANT', known: [] },
  'invalid-value': { code: 'invalid-value', want: 'WANT', got: 'GOT' },
  'missing-field': { code: 'missing-field', owner: 'OWNER', fields: ['FIELD'] },
  'conflicting-fields': { code: 'conflicting-fields', owner: 'OWNER', fields: ['FIELD', 'OTHER'] },
  'duplicate-item': { code: 'duplicate-item', keys: ['KEY'], values: ['VALUE'] },
  'bad-label': { code: 'bad-label', label: 'LABEL', want: 'WANT', got: 'GOT' },
  'bad-annotation': { code: 'bad-annotation', annotation: 'ANNOTATION', want: 'WANT', got: 'GOT' },
  'edit-refused': { code: 'edit-refused', reason: 'alias' },
  'not-hardened': { code: 'not-hardened', field: 'FIELD', reason: { code: 'image-risk', risk: 'RISK' } },
  'hardened-in-doubt': {
    code: 'hardened-in-doubt',
    field: 'FIELD',
    level: 'LEVEL',
    reason: { code: 'image-risk', risk: 'RISK' },
  },
  'image-fact-contradiction': {
    code: 'image-fact-contradiction',
    image: 'IMAGE',
    from: 'FROM',
    facts: [{ field: 'FIELD', policy: 'POLICY', locked: 'LOCKED' }],
  },
  'cluster-fact-contradiction': {
    code: 'cluster-fact-contradiction',
    subject: { of: 'class', name: 'SUBJECT' },
    facts: [{ field: 'FIELD', policy: 'POLICY', locked: 'LOCKED' }],
  },
  'image-platforms-differ': {
    code: 'image-platforms-differ',
    image: 'IMAGE',
    facts: [{ field: 'FIELD', said: { PLATFORM: 'SAID' } }],
  },
  'image-lock-stale': { code: 'image-lock-stale', image: 'IMAGE', digest: 'DIGEST' },
  'image-tag-mutable': { code: 'image-tag-mutable', image: 'IMAGE', digest: 'DIGEST' },
  replaced: {
    code: 'replaced',
    field: 'FIELD',
    was: 'WAS',
    reason: { code: 'enforced', lost: { code: 'capabilities', capabilities: ['LOST'] } },
  },
  'working-directory': {
    code: 'working-directory',
    reason: { code: 'starts-elsewhere', user: 65532, moves: { program: 'wget', from: 'FROM', to: 'TO' } },
  },
  'immutable-on-upgrade': { code: 'immutable-on-upgrade' },
  'unknown-pod-holder': {
    code: 'unknown-pod-holder',
    kind: { apiVersion: 'x.io/v1', kind: 'WIDGET' },
    row: { path: ['spec', 'STEPS'], holds: 'containers' },
  },
  'policy-row-unused': { code: 'policy-row-unused', section: 'images', names: ['NAME'] },
  'exemption-unused': { code: 'exemption-unused', reason: 'REASON' },
  'exemption-expired': { code: 'exemption-expired', reason: 'REASON', expires: '2027-06-30' },
  'volume-not-writable': {
    code: 'volume-not-writable',
    mountPath: 'PATH',
    volume: 'VOLUME',
    reason: { code: 'access-point' },
    missing: [{ fix: 'fs-group', lack: { code: 'fs-group-set' } }],
  },
  'volume-not-readable': {
    code: 'volume-not-readable',
    mountPath: 'PATH',
    volume: 'VOLUME',
    reason: { code: 'access-point' },
    fix: 'fs-group',
  },
  'volume-unknown': { code: 'volume-unknown', mountPath: 'PATH', volume: 'VOLUME', reason: { code: 'access-point' } },
  'storage-assumed': { code: 'storage-assumed', storageClass: 'CLASS', profile: 'PROFILE' },
  'golden-missing': { code: 'golden-missing', golden: 'GOLDEN', detail: '' },
  'golden-orphan': { code: 'golden-orphan', golden: 'GOLDEN', detail: '' },
  'golden-different': { code: 'golden-different', golden: 'GOLDEN', detail: 'DETAIL' },
  'golden-skipped': { code: 'golden-skipped', golden: 'GOLDEN', detail: 'DETAIL' },
  'release-failed': { code: 'release-failed', release: 'RELEASE', detail: 'DETAIL' },
  'mask-unused': { code: 'mask-unused', golden: 'GOLDEN', detail: 'DETAIL' },
  'chown-drift': { code: 'chown-drift', reason: { code: 'no-name' } },
  'claim-conflict': { code: 'claim-conflict', reason: { code: 'no-name' } },
  'claim-shared': {
    code: 'claim-shared',
    claim: 'CLAIM',
    holder: 'node',
    by: [
      { workload: 'WORKLOAD', pods: 3 },
      { workload: 'OTHER', pods: 1 },
    ],
  },
  'rollout-deadlock': { code: 'rollout-deadlock', reason: { code: 'no-name' } },
  'fsgroup-noop': { code: 'fsgroup-noop', reason: { code: 'no-name' } },
  'will-not-start': {
    code: 'will-not-start',
    reason: { code: 'runs-as-root' },
    cure: { complete: { by: { container: 'CONTAINER', fields: [], capabilities: ['CHOWN'] }, admitted: true } },
  },
  'cluster-pod-security': { code: 'cluster-pod-security', of: 'pod', detail: 'DETAIL' },
  'cluster-quota': { code: 'cluster-quota', of: 'pod', detail: 'DETAIL' },
  'cluster-limit-range': { code: 'cluster-limit-range', of: 'pod', detail: 'DETAIL' },
  'cluster-webhook': { code: 'cluster-webhook', of: 'pod', detail: 'DETAIL' },
  'cluster-policy': { code: 'cluster-policy', of: 'pod', detail: 'DETAIL' },
  'cluster-immutable': { code: 'cluster-immutable', of: 'pod', detail: 'DETAIL' },
  'cluster-invalid': { code: 'cluster-invalid', of: 'pod', detail: 'DETAIL' },
  'cluster-refused': { code: 'cluster-refused', of: 'pod', detail: 'DETAIL' },
  'cluster-warning': { code: 'cluster-warning', detail: 'DETAIL' },
  'webhook-unreachable': { code: 'webhook-unreachable', webhook: 'WEBHOOK', detail: 'DETAIL' },
  'missing-object': { code: 'missing-object', kind: 'KIND', name: 'NAME', effect: 'pods-pending', further: 0 },
  'unknown-kind': { code: 'unknown-kind', by: 'cluster', apiVersion: 'VERSION', kind: 'KIND', further: 2 },
  'not-asked': { code: 'not-asked', reason: { code: 'kind-absent', kind: 'KIND' }, objects: 3 },
  'no-right': { code: 'no-right', right: 'RIGHT', objects: 1 },
  'quota-exceeded': {
    code: 'quota-exceeded',
    quota: 'QUOTA',
    namespace: 'NAMESPACE',
    resource: 'RESOURCE',
    hard: 'HARD',
    left: 'LEFT',
    asked: 'ASKED',
    by: [
      { object: 'OBJECT', times: 2, each: 'EACH' },
      { object: 'OTHER', times: 1, each: 'EACH', during: 'rollout' },
    ],
  },
  'needless-init': { code: 'needless-init', reason: { code: 'no-name' } },
  'may-not-start': { code: 'may-not-start', reason: { code: 'runs-as-root' } },
  'capability-mismatch': { code: 'capability-mismatch', reason: { code: 'no-name' } },
  'slow-recursive-chown': { code: 'slow-recursive-chown', reason: { code: 'no-name' } },
  'lost-and-found': { code: 'lost-and-found', reason: { code: 'no-name' } },
  'decimal-mode': { code: 'decimal-mode', mode: 400 },
  'fix-side-effect': { code: 'fix-side-effect', reason: { code: 'no-name' } },
  'bad-volume': { code: 'bad-volume', reason: { code: 'no-name' } },
}

table('a sentence holds every fact of its observation', observations, observation => {
  const { message, advice = '' } = sentenceOf(observation)
  const texts = Object.values(observation).filter(fact => typeof fact === 'string')
  const facts = texts.filter(text => /^[A-Z]+$|^\d/.test(text))
  assert.equal(
    facts.filter(fact => !`${message} ${advice}`.includes(fact)),
    [],
  )
})

table<{ readonly observation: Observation; readonly want: string }>(
  'the words of a sentence',
  {
    "a violation is the API server's sentence": {
      observation: {
        code: 'pod-security',
        check: 'allowPrivilegeEscalation',
        reason: 'allowPrivilegeEscalation != false',
        detail: 'container "web" must set securityContext.allowPrivilegeEscalation=false',
        level: 'restricted',
      },
      want: 'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
    },
    'a violation without detail has no parentheses': {
      observation: { ...observations['pod-security'], detail: '' },
      want: 'REASON',
    },
    'a mount says path, volume and reason': {
      observation: observations['volume-not-writable'],
      want: 'cannot write PATH (volume VOLUME): the access point makes every client its owner',
    },
    'a decimal mode that Kubernetes takes': {
      observation: { code: 'decimal-mode', mode: 400 },
      want: '400 is decimal and means 0620; 0400 was probably meant',
    },
    'the largest decimal mode that Kubernetes takes': {
      observation: { code: 'decimal-mode', mode: 511 },
      want: '511 is decimal and means 0777; 0511 was probably meant',
    },
    'a decimal mode that it refuses': {
      observation: { code: 'decimal-mode', mode: 644 },
      want: '644 is not a mode between 0 and 0777 (511); 0644 was probably meant',
    },
  },
  ({ observation, want }) => assert.is(sentenceOf(observation).message, want),
)

table<{ readonly observation: Observation; readonly want: string | undefined }>(
  'the advice of a sentence',
  {
    'a volume with a fix': {
      observation: observations['volume-not-readable'],
      want: 'set fsGroup, so that the kubelet hands the volume to the group of the process (fs-group)',
    },
    'a volume without a fix says what is missing': {
      observation: observations['volume-not-writable'],
      want: 'no fix applies: fs-group: fsGroup is set already',
    },
    'a violation speaks for itself': { observation: observations['pod-security'], want: undefined },
  },
  ({ observation, want }) => assert.is(sentenceOf(observation).advice, want),
)
