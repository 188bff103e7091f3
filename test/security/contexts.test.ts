import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import {
  type ContainerIdentity,
  type PodIdentity,
  restrictedContainerSecurityContext,
  restrictedPodSecurityContext,
} from '../../src/security/contexts.ts'
import { labels, labelValue, selectorLabels } from '../../src/security/labels.ts'
import { table } from '../table.ts'

const seccompProfile = { type: 'RuntimeDefault' }
const container = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile,
}
const pod = { runAsNonRoot: true, seccompProfile }

table<{ got: object; want: object }>(
  'contexts that restricted admits',
  {
    'the least of a container': { got: restrictedContainerSecurityContext(), want: container },
    'a container with an identity': {
      got: restrictedContainerSecurityContext({ user: 10000, group: 0, readOnlyRootFilesystem: false }),
      want: { runAsUser: 10000, runAsGroup: 0, readOnlyRootFilesystem: false, ...container },
    },
    'the least of a pod': { got: restrictedPodSecurityContext(), want: pod },
    'a pod that gives its volumes to a group': {
      got: restrictedPodSecurityContext({
        user: 1,
        group: 2,
        fsGroup: 3,
        fsGroupChangePolicy: 'OnRootMismatch',
        supplementalGroups: [5, 4],
      }),
      want: {
        runAsUser: 1,
        runAsGroup: 2,
        fsGroup: 3,
        fsGroupChangePolicy: 'OnRootMismatch',
        supplementalGroups: [5, 4],
        ...pod,
      },
    },
  },
  ({ got, want }) => assert.is(JSON.stringify(got), JSON.stringify(want)),
)

table<{ build: () => unknown; want: string }>(
  'identities that no non-root process has',
  {
    'root in a container': {
      build: () => asContainer({ user: 0 }),
      want: 'user: found 0, expected a user who is not root',
    },
    'root in a pod': { build: () => asPod({ user: 0 }), want: 'user: found 0, expected a user who is not root' },
    'a negative group': {
      build: () => asContainer({ group: -1 }),
      want: 'group: found -1, expected an integer from 0 to 2147483647',
    },
    'an fsGroup above the range': {
      build: () => asPod({ fsGroup: 2147483648 }),
      want: 'fsGroup: found 2147483648, expected an integer from 0 to 2147483647',
    },
    'half a group': {
      build: () => asPod({ supplementalGroups: [1, 0.5] }),
      want: 'supplementalGroups[1]: found 0.5, expected an integer from 0 to 2147483647',
    },
  },
  ({ build, want }) => assert.throws(build, (error: unknown) => error instanceof InputError && error.message === want),
)

function asContainer(identity: ContainerIdentity) {
  return restrictedContainerSecurityContext(identity)
}

function asPod(identity: PodIdentity) {
  return restrictedPodSecurityContext(identity)
}

const least = { name: 'agent', instance: 'prod' }

table<{ got: Readonly<Record<string, string>>; want: Readonly<Record<string, string>> }>(
  'labels',
  {
    'the least': {
      got: labels(least),
      want: { 'app.kubernetes.io/name': 'agent', 'app.kubernetes.io/instance': 'prod' },
    },
    'all of them': {
      got: labels({ managedBy: 'Helm', partOf: 'fleet', version: '1.2.3+build', component: 'worker', ...least }),
      want: {
        'app.kubernetes.io/name': 'agent',
        'app.kubernetes.io/instance': 'prod',
        'app.kubernetes.io/component': 'worker',
        'app.kubernetes.io/version': '1.2.3-build',
        'app.kubernetes.io/part-of': 'fleet',
        'app.kubernetes.io/managed-by': 'Helm',
      },
    },
    'a selector leaves out what a new version changes': {
      got: selectorLabels({ managedBy: 'Helm', version: '1', component: 'worker', ...least }),
      want: {
        'app.kubernetes.io/name': 'agent',
        'app.kubernetes.io/instance': 'prod',
        'app.kubernetes.io/component': 'worker',
      },
    },
    'a fact that is left with nothing is left out': { got: labels({ ...least, version: '…' }), want: labels(least) },
  },
  ({ got, want }) => assert.is(JSON.stringify(got), JSON.stringify(want)),
)

table(
  'labelValue',
  {
    'as it is': { text: 'a.B_c-1', want: 'a.B_c-1' },
    'other characters': { text: 'feature/x y', want: 'feature-x-y' },
    'an emoji is one character': { text: 'a😀b', want: 'a-b' },
    ends: { text: '-_.a.b._-', want: 'a.b' },
    'too long': { text: 'x'.repeat(70), want: 'x'.repeat(63) },
    'an end that the cut leaves': { text: `${'x'.repeat(62)}-${'y'.repeat(9)}`, want: 'x'.repeat(62) },
    nothing: { text: '', want: '' },
  },
  ({ text, want }) => assert.is(labelValue(text), want),
)
