import type { V1Container } from '@kubernetes/client-node'
import * as assert from 'uvu/assert'
import type { ValueMap } from '../../src/manifest/value.ts'
import { chownCommand, chownOnMismatchScript } from '../../src/security/chown.ts'
import { type ChownInitOptions, chownInitProblem, rootChownInitContainer } from '../../src/security/chown-init.ts'
import type { InitContainer } from '../../src/security/container.ts'
import { copyableEnv } from '../../src/security/env.ts'
import type { WorkloadMount } from '../../src/security/mounts.ts'
import { isSameChownInit } from '../../src/security/same-init.ts'
import { situation, table } from '../table.ts'

const data = { name: 'data', mountPath: '/data' }
const state = { name: 'state', mountPath: '/state' }
const build = (mounts: readonly WorkloadMount[] = [data], options: ChownInitOptions = {}) =>
  rootChownInitContainer('init', 'busybox:1.37', 10000, 10000, mounts, options)

situation('a container is a manifest value and a client-node container at once', () => {
  const asContainer = (container: InitContainer): V1Container => container
  const asValue = (container: InitContainer): ValueMap => container
  assert.is(asContainer(build()).name, asValue(build()).name)
})

situation('the smallest chown init container', () => {
  const want = {
    name: 'init',
    image: 'busybox:1.37',
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    command: ['sh', '-ec', 'chown -R 10000:10000 /data'],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  }
  assert.is(JSON.stringify(build()), JSON.stringify(want)) // JSON, because the order of the fields counts
})

const byName = { name: 'data', mountPath: '/data', subPathExpr: 'x-$(POD)' }
const pod = { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }

table<{ got: Partial<InitContainer>; want: Partial<InitContainer> }>(
  'what options change',
  {
    'two mounts': {
      got: build([data, state]),
      want: { command: ['sh', '-ec', chownCommand(10000, 10000, ['/data', '/state'])], volumeMounts: [data, state] },
    },
    OnRootMismatch: {
      got: build([data, state], { policy: 'OnRootMismatch' }),
      want: { command: ['sh', '-ec', chownOnMismatchScript(10000, 10000, ['/data', '/state'])] },
    },
    'one mount given twice': { got: build([data, data]), want: { volumeMounts: [data] } },
    'a subPath is mounted as the workload does': {
      got: build([{ ...data, subPath: 'a' }]),
      want: { volumeMounts: [{ ...data, subPath: 'a' }] },
    },
    'readOnly: false is not written': {
      got: build([{ ...data, readOnly: false }]),
      want: { volumeMounts: [data] },
    },
    'the variables of a subPathExpr come along, and theirs, in order': {
      got: build([byName], {
        env: [
          { name: 'UNUSED', value: '1' },
          { name: 'ZONE', value: 'a' },
          { name: 'POD', value: 'pod-$(ZONE)' },
          { name: 'LATER', value: '$(POD)' },
        ],
      }),
      want: {
        env: [
          { name: 'ZONE', value: 'a' },
          { name: 'POD', value: 'pod-$(ZONE)' },
        ],
      },
    },
    'a variable from a field of the pod': { got: build([byName], { env: [pod] }), want: { env: [pod] } },
    'an escaped dollar needs no variable': {
      got: build([{ ...byName, subPathExpr: '$$(POD)' }]),
      want: { volumeMounts: [{ ...byName, subPathExpr: '$$(POD)' }] },
    },
    'resources in a fixed order': {
      got: build([data], { resources: { requests: { memory: '16Mi', cpu: '10m' }, limits: { memory: '32Mi' } } }),
      want: { resources: { limits: { memory: '32Mi' }, requests: { cpu: '10m', memory: '16Mi' } } },
    },
    imagePullPolicy: { got: build([data], { imagePullPolicy: 'Always' }), want: { imagePullPolicy: 'Always' } },
  },
  ({ got, want }) => assert.is(JSON.stringify({ ...got, ...want }), JSON.stringify(got)),
)

const valid = { name: 'init', image: 'busybox', uid: 1, gid: 1, mounts: [data], options: {} }

table(
  'what no init container can be made of',
  {
    'a name with capitals': { name: 'Init', want: 'name: found "Init", expected a DNS label of at most 63 characters' },
    'no name': { name: undefined, want: 'name: found null, expected a DNS label of at most 63 characters' },
    'a name of 64 characters': {
      name: 'a'.repeat(64),
      want: `name: found "${'a'.repeat(64)}", expected a DNS label of at most 63 characters`,
    },
    'a blank image': { image: ' ', want: 'image: found " ", expected an image reference' },
    'an id given as text': { uid: '1000', want: 'uid: found "1000", expected an integer from 0 to 2147483647' },
    'no mounts': { mounts: [], want: 'mounts: found [], expected at least one mount' },
    'a mount of the root directory': {
      mounts: [{ ...data, mountPath: '/' }],
      want: 'mountPaths[0]: found "/", expected an absolute path below / without empty, "." or ".." segments',
    },
    'a read-only mount': {
      mounts: [data, { ...state, readOnly: true }],
      want: 'mounts[1].readOnly: found true, expected a mount that can be written',
    },
    'two volumes at one path': {
      mounts: [data, { ...data, name: 'other' }],
      want: 'mounts[1].mountPath: found "/data", expected each path once',
    },
    'subPath beside subPathExpr': {
      mounts: [{ ...byName, subPath: 'a' }],
      want: 'mounts[0].subPathExpr: found "x-$(POD)", expected either subPath or subPathExpr',
    },
    'a subPathExpr whose variable is unknown': {
      mounts: [byName],
      options: { env: [{ name: 'OTHER', value: '' }] },
      want: 'env: found [], expected an entry for $(POD)',
    },
    'a variable that leads to an unknown one': {
      mounts: [byName],
      options: { env: [{ name: 'POD', value: '$(ZONE)' }] },
      want: 'env: found ["POD"], expected an entry for $(ZONE)',
    },
    'a variable that is defined too late': {
      mounts: [byName],
      options: {
        env: [
          { name: 'POD', value: '$(ZONE)' },
          { name: 'ZONE', value: 'a' },
        ],
      },
      want: 'env: found ["POD"], expected an entry for $(ZONE)',
    },
    'a misspelt policy': {
      options: { policy: 'onRootMismatch' as 'OnRootMismatch' },
      want: 'policy: found "onRootMismatch", expected Always or OnRootMismatch',
    },
  },
  ({ want, ...given }) => {
    const { name, image, uid, gid, mounts, options } = { ...valid, ...given }
    assert.is(chownInitProblem(name, image, uid, gid, mounts, options), want)
  },
)

situation('variables that mean something else in another container are not copied', () => {
  const limit = { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }
  const secret = { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } }
  assert.equal(copyableEnv([limit, secret, pod, { name: 'BARE' }, 'text', { value: 'nameless' }]), [
    secret,
    pod,
    { name: 'BARE', value: '' },
  ])
})

const wanted = build([data, state])

table<{ existing: ValueMap; want: boolean }>(
  'isSameChownInit',
  {
    itself: { existing: wanted, want: true },
    'another name and image': { existing: { ...wanted, name: 'other', image: 'alpine' }, want: true },
    'the same work under OnRootMismatch': { existing: build([data, state], { policy: 'OnRootMismatch' }), want: true },
    'without a shell, and other words for it': {
      existing: { command: ['chown', '--recursive', '10000:10000', '/state', '/data/'], volumeMounts: [state, data] },
      want: true,
    },
    'in two commands, with more besides': {
      existing: {
        command: ['/bin/sh', '-c'],
        args: ['set -e; mkdir -p /data/x; chown -R 10000:10000 /data\nchown -R 10000:10000 /state; echo done'],
        volumeMounts: [data, state],
      },
      want: true,
    },
    'another owner': { existing: { ...wanted, command: ['chown', '-R', '1:1', '/data', '/state'] }, want: false },
    'one of two volumes': { existing: build([data]), want: false },
    'another volume at the same path': {
      existing: { ...wanted, volumeMounts: [data, { ...state, name: 'x' }] },
      want: false,
    },
    'another directory of the volume': {
      existing: { ...wanted, volumeMounts: [data, { ...state, subPath: 'x' }] },
      want: false,
    },
    'only the roots': { existing: { ...wanted, command: ['chown', '10000:10000', '/data', '/state'] }, want: false },
    'a failure that is forgiven': {
      existing: { ...wanted, command: ['sh', '-c', 'chown -R 10000:10000 /data /state || true'] },
      want: false,
    },
    'a malformed container': { existing: { command: 'chown', volumeMounts: { data: '/data' } }, want: false },
  },
  ({ existing, want }) => assert.is(isSameChownInit(existing, wanted), want),
)
