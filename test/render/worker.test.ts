import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt, textAt, type ValueMap, valueAt } from '../../src/manifest/value.ts'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { streamOf } from '../../src/render/render.ts'
import { cleanLabel, jobName, shortHash } from '../../src/render/worker/name.ts'
import { literal } from '../../src/render/worker/task-fact.ts'
import { renderNamed } from '../../src/run/render/render-named.ts'
import { situation, table } from '../table.ts'
import { objectsIn, podsIn, smallestWorker, valuesOf } from './smallest.ts'

const job = { prefix: 'task', nameForm: 'hash', backoffLimit: 0, ttlSecondsAfterFinished: 0, cleanup: true } as const

/** Hashes: `printf '["id","execution"]' | sha256sum`. Vectors of the `execution` form: spec of oz-agent-worker, K01 to K04. */
table(
  'the name of a Job',
  {
    hash: { form: 'hash', task: { id: 'Fix login!' }, want: 'task-fix-login-3b553cab' },
    'hash of another attempt': {
      form: 'hash',
      task: { id: 'Fix login!', executionId: '2' },
      want: 'task-fix-login-8299411f',
    },
    'hash of text without a letter': { form: 'hash', task: { id: '☃' }, want: 'task-1d5e99f3' },
    'hash of a long id': { form: 'hash', task: { id: 'a'.repeat(100) }, want: `task-${'a'.repeat(43)}-e678eeaa` },
    'execution: the whole run id and the end of the other': {
      form: 'execution',
      task: { id: '019f5de4-bfd1-762e-92ed-199c971abcba', executionId: '019f5df0-aaaa-bbbb-cccc-abcdef012345' },
      want: 'task-019f5de4-bfd1-762e-92ed-199c971abcba-exec-ef012345',
    },
    'execution: cleaned up': {
      form: 'execution',
      task: { id: 'RUN_1', executionId: 'exec.2' },
      want: 'task-run-1-exec-exec-2',
    },
    'execution: nothing left': { form: 'execution', task: { id: '__', executionId: '..' }, want: 'task-run-exec-exec' },
    verbatim: { form: 'verbatim', task: { id: 'fix-login' }, want: 'fix-login' },
  } as const,
  ({ form, task, want }) => {
    const name = jobName({ ...job, nameForm: form }, task)
    assert.is(name, want)
    assert.ok(name.length <= 63)
  },
)

table(
  'a hash label',
  {
    'worker-123': { want: '18093e768f0e7bed' },
    'task-1': { want: '7afaa346b4bf92bf' },
    'execution-1': { want: '63093cff69b83efb' },
    'Worker A': { want: 'ae4d8c9fec4b7d2c' },
    '': { want: 'e3b0c44298fc1c14' },
  },
  ({ want }, text) => assert.is(shortHash(text), want),
)

table(
  'a readable label',
  {
    'Worker A': { want: 'worker-a' },
    __: { want: 'unknown' },
    ['a'.repeat(70)]: { want: 'a'.repeat(63) },
  },
  ({ want }, text) => assert.is(cleanLabel(text), want),
)

/** What the kubelet makes of it (third_party/forked/golang/expansion): `$$` is a dollar, `$(X)` stays where X is unknown. */
table(
  'text arrives at the worker as it was',
  {
    plain: { text: 'costs $5', want: 'costs $5' },
    'a reference': { text: 'echo $(HOME)', want: 'echo $$(HOME)' },
    'two dollars': { text: '$$5', want: '$$$5' },
    'an escaped reference': { text: '$$(HOME)', want: '$$$$(HOME)' },
  },
  ({ text, want }) => assert.is(literal(text), want),
)

function rendered(worker: object, task: object = {}, values: object = {}): string {
  const given = valuesOf({ worker: { ...smallestWorker, ...worker }, tasks: [{ id: 'one', ...task }], ...values })
  return streamOf(renderNamed('worker-job', { value: JSON.parse(JSON.stringify(given)), placeOf: () => '' }))
}

function podOf(text: string): ValueMap {
  const [pod] = podsIn(text)
  if (pod === undefined) throw new Error('no pod')
  return pod.spec
}

function mainOf(text: string, name = 'worker'): ValueMap {
  const found = listAt(podOf(text), 'containers').find(container => textAt(container, 'name') === name)
  return isMap(found) ? found : {}
}

function envOf(text: string): string[] {
  return listAt(mainOf(text), 'env').map(entry => `${textAt(entry, 'name')}=${textAt(entry, 'value') ?? 'ref'}`)
}

const layered = {
  env: [
    { name: 'A', value: 'worker' },
    { name: 'B', value: 'worker' },
    { name: 'ID', fromTask: 'id' },
    { name: 'NONE', fromTask: 'missing' },
  ],
  ownedEnv: [{ name: 'OWN', value: 'platform' }],
}

table(
  'variables',
  {
    'of the worker and of the task': {
      worker: layered,
      task: {},
      want: ['A=worker', 'B=worker', 'ID=one', 'OWN=platform'],
    },
    'of the task win, at the first place, the others sorted': {
      worker: layered,
      task: { env: { Z: '1', A: 'task', C: '2' } },
      want: ['A=task', 'B=worker', 'ID=one', 'C=2', 'Z=1', 'OWN=platform'],
    },
    'of the platform win over all': {
      worker: layered,
      task: { env: { OWN: 'task' } },
      want: ['A=worker', 'B=worker', 'ID=one', 'OWN=platform'],
    },
    'that are secret are references': {
      worker: layered,
      task: { secrets: { B: 'x' } },
      want: ['A=worker', 'B=ref', 'ID=one', 'OWN=platform'],
    },
    'with the prompt': { worker: { prompt: { as: 'env' } }, task: { prompt: 'do $(it)' }, want: ['PROMPT=do $$(it)'] },
    'of overrides never win': {
      worker: {
        ...layered,
        podOverrides: {
          env: [
            { name: 'A', value: 'user' },
            { name: 'U', value: 'user' },
          ],
        },
      },
      task: {},
      want: ['A=worker', 'B=worker', 'ID=one', 'OWN=platform', 'U=user'],
    },
    'that are reserved are dropped': {
      worker: { reserved: { env: ['U'] }, podOverrides: { env: [{ name: 'U', value: 'user' }] } },
      task: {},
      want: [],
    },
    'of a template come first and lose': {
      worker: {
        ...layered,
        podTemplate: {
          containers: [
            {
              name: 'worker',
              env: [
                { name: 'T', value: 't' },
                { name: 'B', value: 't' },
              ],
            },
          ],
        },
      },
      task: {},
      want: ['T=t', 'B=worker', 'A=worker', 'ID=one', 'OWN=platform'],
    },
  },
  ({ worker, task, want }) => assert.equal(envOf(rendered(worker, task)), want),
)

/** kelos: an override's podSecurityContext replaces, but the fsGroup stays where it has none (an explicit 0 is one). */
table(
  'the fsGroup under an override',
  {
    'no override': { context: undefined, want: 65532 },
    'an override without one': { context: { runAsNonRoot: true }, want: 65532 },
    'an override with one': { context: { fsGroup: 2000 }, want: 2000 },
    'an override with zero': { context: { fsGroup: 0 }, want: 0 },
  },
  ({ context, want }) => {
    const overrides = context === undefined ? {} : { podOverrides: { podSecurityContext: context } }
    assert.is(valueAt(podOf(rendered(overrides)), ['securityContext', 'fsGroup']), want)
  },
)

const template = {
  restartPolicy: 'Always',
  serviceAccountName: 'sa',
  nodeSelector: { pool: 'x' },
  volumes: [{ name: 'mine', emptyDir: {} }],
  initContainers: [{ name: 'mine', image: 'i' }],
  containers: [
    { name: 'first', image: 'i' },
    {
      name: 'worker',
      image: 'old',
      imagePullPolicy: 'Always',
      workingDir: '/old',
      volumeMounts: [{ name: 'mine', mountPath: '/mine' }],
      resources: { requests: { cpu: '1', memory: '1Gi' } },
      lifecycle: { postStart: { exec: { command: ['x'] } } },
    },
  ],
}

/** oz-agent-worker §1.4. */
table(
  'over a pod template',
  {
    "the restart policy is the worker's": { worker: {}, path: ['restartPolicy'], want: 'Never' },
    "other pod fields are the template's": { worker: {}, path: ['serviceAccountName'], want: 'sa' },
    'containers keep their places': { worker: {}, path: ['containers', 1, 'name'], want: 'worker' },
    "the image is the worker's": { worker: {}, path: ['containers', 1, 'image'], want: 'example/worker:1' },
    "the pull policy is the template's": { worker: {}, path: ['containers', 1, 'imagePullPolicy'], want: 'Always' },
    "the directory is the worker's": { worker: {}, path: ['containers', 1, 'workingDir'], want: '/workspace' },
    'mounts are appended': { worker: {}, path: ['containers', 1, 'volumeMounts', 1, 'name'], want: 'workspace' },
    "init containers come before the template's": {
      worker: { steps: [{ type: 'setup', script: 'x' }] },
      path: ['initContainers', 0, 'name'],
      want: 'setup',
    },
    "volumes come after the template's": { worker: {}, path: ['volumes', 0, 'name'], want: 'mine' },
    "the lifecycle is the template's": {
      worker: {},
      path: ['containers', 1, 'lifecycle', 'postStart', 'exec', 'command', 0],
      want: 'x',
    },
    'a teardown replaces the lifecycle': {
      worker: { teardown: 'x' },
      path: ['containers', 1, 'lifecycle', 'postStart'],
      want: undefined,
    },
    'amounts are merged by name': {
      worker: { resources: { requests: { cpu: '4' } } },
      path: ['containers', 1, 'resources', 'requests'],
      want: { cpu: '4', memory: '1Gi' },
    },
  },
  ({ worker, path, want }) => assert.equal(valueAt(podOf(rendered({ ...worker, podTemplate: template })), path), want),
)

table(
  "a template without the worker's container gets it at the end",
  {
    'one other': { template: { containers: [{ name: 'first', image: 'i' }] }, want: ['first', 'worker'] },
    none: { template: {}, want: ['worker'] },
  },
  ({ template, want }) =>
    assert.equal(
      listAt(podOf(rendered({ podTemplate: template })), 'containers').map(container => textAt(container, 'name')),
      want,
    ),
)

const everything = {
  command: ['/run'],
  steps: [
    { type: 'clone', repository: 'https://example.com/r', token: { secretName: 't' } },
    { type: 'branch', token: { secretName: 't' } },
    { type: 'files', files: [{ path: 'a', content: 'b' }] },
    { type: 'setup', script: 'x' },
    { type: 'run', name: 'mine', image: 'i' },
  ],
  tools: { mode: 'copy', images: [{ image: 'tool:1', mountPath: '/tool' }] },
  attachable: { enabled: true, image: 'supervisor:1' },
  initContainers: [{ name: 'side', image: 'i', restartPolicy: 'Always' }],
  extraContainers: [{ name: 'extra', image: 'i' }],
}

table(
  'every container passes restricted',
  {
    'the smallest worker': { worker: {} },
    'with everything': { worker: everything },
    "with a template's containers": { worker: { podTemplate: template } },
    'with overrides': {
      worker: {
        podOverrides: {
          extraContainers: [{ name: 'x', image: 'i' }],
          extraInitContainers: [{ name: 'y', image: 'i', securityContext: { readOnlyRootFilesystem: true } }],
          containerSecurityContext: { readOnlyRootFilesystem: true },
          podSecurityContext: { supplementalGroups: [5] },
        },
      },
    },
    'with image volumes': {
      worker: { tools: { mode: 'imageVolume', images: [{ image: 'tool:1', mountPath: '/tool' }] } },
    },
  },
  ({ worker }) => {
    const pods = podsIn(rendered(worker, { branch: 'b' }))
    assert.is(pods.length, 1)
    assert.equal(
      pods.flatMap(pod => evaluatePod(pod, { level: 'restricted', version: 'latest' })),
      [],
    )
  },
)

table(
  'attachable',
  {
    'absent and disabled are the same bytes': {
      a: {},
      b: { attachable: { enabled: false, image: 'supervisor:1' } },
      same: true,
    },
    'enabled is not': { a: {}, b: { attachable: { enabled: true, image: 'supervisor:1' } }, same: false },
  },
  ({ a, b, same }) => assert.is(rendered({ command: ['/run'], ...a }) === rendered({ command: ['/run'], ...b }), same),
)

table(
  'a wrapped worker',
  {
    'starts the supervisor alone': { path: ['command'], want: ['/.seaworthy/bin/supervisor'] },
    'has no arguments': { path: ['args'], want: undefined },
  },
  ({ path, want }) => assert.equal(valueAt(mainOf(rendered({ ...everything, args: ['a'] })), path), want),
)

situation('wrapping adds exactly three mounts, one of them a directory that can be written', () => {
  const mounts = listAt(mainOf(rendered({ command: ['/run'], attachable: everything.attachable })), 'volumeMounts')
  const writable = mounts.map(mount => (isMap(mount) ? mount.readOnly !== true : false))
  assert.equal(writable, [true, false, true, false])
})

table(
  'a Job beside which',
  {
    'nothing is needed': { worker: {}, task: {}, want: ['Job'] },
    'a Secret is needed': { worker: {}, task: { secrets: { A_TOKEN: 'x' } }, want: ['Secret', 'Job'] },
    'files are needed': {
      worker: { steps: [{ type: 'files', files: [{ path: 'a', content: 'b' }] }] },
      task: {},
      want: ['ConfigMap', 'Job'],
    },
  },
  ({ worker, task, want }) =>
    assert.equal(
      objectsIn(rendered(worker, task)).map(({ ref }) => ref.kind),
      want,
    ),
)

table(
  'labels',
  {
    'of the platform win': {
      worker: { labels: { 'app.kubernetes.io/name': 'mine', own: 'x' } },
      key: 'app.kubernetes.io/name',
      want: 'web',
    },
    'of the user stay': { worker: { labels: { own: 'x' } }, key: 'own', want: 'x' },
    'of an override lose': {
      worker: { taskLabels: [{ key: 'k', value: 'platform' }], podOverrides: { labels: { k: 'user' } } },
      key: 'k',
      want: 'platform',
    },
    'of the task': { worker: {}, key: 'seaworthy.dev/task', want: 'one' },
  },
  ({ worker, key, want }) => {
    const [object] = objectsIn(rendered(worker))
    assert.is(textAt(mapAt(mapAt(object?.value, 'metadata'), 'labels'), key), want)
  },
)

table(
  'the same task gives the same bytes',
  { 'rendered twice': { worker: everything, task: { env: { B: '1', A: '2' } } } },
  ({ worker, task }) => assert.is(rendered(worker, task), rendered(worker, { env: { A: '2', B: '1' } })),
)
