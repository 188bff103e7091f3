import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv } from 'ajv'
import * as assert from 'uvu/assert'
import { readValues } from '../../src/render/values/read.ts'
import { validateTask, validateValues, valuesJsonSchema } from '../../src/render/values/validate.ts'
import { situation, table } from '../table.ts'
import { refusal, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

table(
  'values files merge',
  {
    'a later map into an earlier one': { files: ['a: { b: 1, c: 2 }', 'a: { b: 3 }'], want: { a: { b: 3, c: 2 } } },
    'a later list over an earlier one': { files: ['a: [1, 2]', 'a: [3]'], want: { a: [3] } },
    'null takes a key back': { files: ['a: { b: 1, c: 2 }', 'a: { b: null }'], want: { a: { c: 2 } } },
    'a scalar over a map': { files: ['a: { b: 1 }', 'a: x'], want: { a: 'x' } },
    'an empty file': { files: ['a: 1', '# nothing\n'], want: { a: 1 } },
  },
  ({ files, want }) =>
    assert.equal(
      readValues(
        files.map((text, index) => ({ file: `${index}.yaml`, text })),
        [],
      ).value,
      want,
    ),
)

table(
  'a values file is refused',
  {
    'that is broken': { text: 'a: [', want: /^v\.yaml:1:/ },
    'that is a list': { text: '- a', want: /^v\.yaml:1:1: expected a map of values/ },
    'that has a key twice': { text: 'a: 1\nb: [{ c: 1, c: 2 }]\n', want: /^v\.yaml:2:13: the key "c" appears twice$/ },
    'that has one key by a merge, too': {
      text: 'a: &a { b: 1 }\nc: { <<: *a, b: 2 }\na: 1\n',
      want: /^v\.yaml:3:1: the key "a" appears twice$/,
    },
    'that is deeper than a limit': { text: `a: ${'['.repeat(1500)}`, want: /^v\.yaml: line 1: / },
    'that holds two documents': { text: 'a: 1\n---\nb: 1\n', want: /^v\.yaml:3:1: found a second document/ },
  },
  ({ text, want }) => {
    const { code, message } = refusal(() => readValues([{ file: 'v.yaml', text }], []))
    assert.is(code, 'BAD_VALUES')
    assert.match(message, want)
  },
)

const text = `name: Web
levle: baseline
agent:
  image: { repository: x, tag: 1.10 }
  replicas: "2"
worker:
  steps:
    - type: clonee
`

situation('every problem is listed, with its place, what was found and what was expected', () => {
  const read = readValues([{ file: 'v.yaml', text }], [{ flag: '--set', text: 'worker.image.tag=x y' }])
  const { message } = refusal(() => validateValues(read.value, read.placeOf))
  assert.equal(message.split('\n').toSorted(), [
    '--set worker.image.tag=x y: worker.image.repository: found nothing, expected text',
    '--set worker.image.tag=x y: worker.image.tag: found string "x y", expected a tag such as "1.2"',
    'v.yaml:1:1: name: found string "Web", expected a DNS label such as "web-1"',
    'v.yaml:1:1: namespace: found nothing, expected the namespace of the ServiceAccount, which its RoleBinding must name (or agent.rbac.create: false)',
    'v.yaml:2:1: levle: found a key that the schema of values does not have; did you mean level?',
    'v.yaml:4:27: agent.image.tag: found number 1.1, expected text',
    'v.yaml:5:3: agent.replicas: found string "2", expected a number',
    'v.yaml:8:7: worker.steps[0].type: found string "clonee", expected one of clone, remotes, branch, files, setup, run',
  ])
})

const data = { name: 'data', claim: { name: 'd' } }
const agent = (more: object) => ({ agent: { ...smallestAgent, ...more } })
const worker = (more: object) => ({ worker: { ...smallestWorker, ...more } })

table(
  'values are refused',
  {
    'a mount without a volume': {
      values: { volumes: [data], ...agent({ volumeMounts: [{ name: 'dta', mountPath: '/d' }] }) },
      want: 'agent.volumeMounts[0].name: found volume "dta", expected a volume; did you mean data?',
    },
    'two mounts at one place': {
      values: {
        volumes: [data],
        ...agent({
          volumeMounts: [
            { name: 'data', mountPath: '/d' },
            { name: 'data', mountPath: '/d', subPath: 'x' },
          ],
        }),
      },
      want: 'agent.volumeMounts[1]: found duplicate mount at "/d"',
    },
    'a mount at the workspace': {
      values: { volumes: [data], ...worker({ volumeMounts: [{ name: 'data', mountPath: '/workspace' }] }) },
      want: 'worker.volumeMounts[0]: found duplicate mount at "/workspace"',
    },
    'a volume called like the workspace': {
      values: { volumes: [{ name: 'workspace', emptyDir: {} }], ...worker({}) },
      want: 'worker.workspace.name: found duplicate volume "workspace"',
    },
    "an override's volume called like the workspace": {
      values: worker({ podOverrides: { volumes: [{ name: 'workspace' }] } }),
      want: 'worker.podOverrides.volumes[0].name: found duplicate volume "workspace"',
    },
    'a container name twice across lists': {
      values: worker({
        podOverrides: {
          extraContainers: [{ name: 'x', image: 'i' }],
          extraInitContainers: [{ name: 'x', image: 'i' }],
        },
      }),
      want: 'worker.podOverrides.extraContainers[0].name: found duplicate container "x"',
    },
    'a container called like a step': {
      values: worker({
        steps: [{ type: 'setup', script: 'x' }],
        podOverrides: { extraContainers: [{ name: 'setup', image: 'i' }] },
      }),
      want: 'worker.podOverrides.extraContainers[0].name: found duplicate container "setup"',
    },
    'a reserved prefix': {
      values: worker({
        reserved: { prefixes: ['kelos-'] },
        podOverrides: { extraContainers: [{ name: 'kelos-x', image: 'i' }] },
      }),
      want: 'worker.podOverrides.extraContainers[0].name: found "kelos-x", expected a name that does not begin with the reserved "kelos-"',
    },
    'a template and overrides': {
      values: worker({ podTemplate: {}, podOverrides: {} }),
      want: 'worker.podOverrides: found podOverrides beside podTemplate, expected only one of them',
    },
    'a template and overrides of the master': {
      values: agent({ podTemplate: {}, podOverrides: {} }),
      want: 'agent.podOverrides: found podOverrides beside podTemplate, expected only one of them',
    },
    'a reserved prefix in the overrides of the master': {
      values: agent({ reserved: { prefixes: ['kelos-'] }, podOverrides: { volumes: [{ name: 'kelos-x' }] } }),
      want: 'agent.podOverrides.volumes[0].name: found "kelos-x", expected a name that does not begin with the reserved "kelos-"',
    },
    'a mount of an override without a volume': {
      values: agent({ podOverrides: { volumeMounts: [{ name: 'd', mountPath: '/d' }] } }),
      want: 'agent.podOverrides.volumeMounts[0].name: found volume "d", expected one of the volumes (none)',
    },
    "a mount of a template where the master's is": {
      values: {
        volumes: [data],
        ...agent({
          volumeMounts: [{ name: 'data', mountPath: '/d' }],
          podTemplate: { containers: [{ name: 'web', volumeMounts: [{ name: 'data', mountPath: '/d/' }] }] },
        }),
      },
      want: 'agent.podTemplate.containers[0].volumeMounts[0]: found duplicate mount at "/d"',
    },
    'a second main container in a template': {
      values: agent({ podTemplate: { containers: [{ name: 'web' }, { name: 'web', image: 'i' }] } }),
      want: 'agent.podTemplate.containers[1].name: found duplicate container "web"',
    },
    'the ServiceAccount of somebody else in an override': {
      values: agent({ podOverrides: { serviceAccountName: 'other' } }),
      want: 'agent.podOverrides.serviceAccountName: found "other", expected web, which the RoleBinding names (agent.serviceAccount.name says another)',
    },
    'the ServiceAccount of somebody else in a template': {
      values: agent({ serviceAccount: { name: 'mine' }, podTemplate: { serviceAccountName: 'other' } }),
      want: 'agent.podTemplate.serviceAccountName: found "other", expected mine, which the RoleBinding names (agent.serviceAccount.name says another)',
    },
    'a deadline of a Deployment': {
      values: agent({ podTemplate: { activeDeadlineSeconds: 5 } }),
      want: 'agent.podTemplate.activeDeadlineSeconds: found activeDeadlineSeconds, expected no deadline: a Deployment runs until it is deleted',
    },
    'a container of a template without an image': {
      values: worker({
        podTemplate: { initContainers: [{ name: 'a' }], containers: [{ name: 'worker' }, { name: 'b' }] },
      }),
      want: [
        'worker.podTemplate.initContainers[0].image: found nothing, expected an image, which only the main container has from elsewhere',
        'worker.podTemplate.containers[1].image: found nothing, expected an image, which only the main container has from elsewhere',
      ].join('\n'),
    },
    'ephemeral containers in a template': {
      values: worker({ podTemplate: { ephemeralContainers: [] } }),
      want: 'worker.podTemplate.ephemeralContainers: found ephemeralContainers, expected containers that the pod begins with: others are added to a pod that runs',
    },
    'several pods of an exclusive claim that an override mounts': {
      values: {
        volumes: [data],
        ...agent({ replicas: 2, podOverrides: { volumeMounts: [{ name: 'data', mountPath: '/d' }] } }),
      },
      want: 'agent.replicas: found 2, expected at most 1, because volume data can be attached only once',
    },
    "a secret as a literal of the master's": {
      values: agent({ env: [{ name: 'API_KEY', value: 'x' }] }),
      want: 'agent.env[0]: found a literal for API_KEY, expected valueFrom.secretKeyRef, with agent.secrets for the Secret (or agent.allowInlineSecrets)',
    },
    "a secret as a literal of the master's template": {
      values: agent({
        podTemplate: { initContainers: [{ name: 'x', image: 'i', env: [{ name: 'DB_PASSWORD', value: 'x' }] }] },
      }),
      want: 'agent.podTemplate.initContainers[0].env[0]: found a literal for DB_PASSWORD, expected valueFrom.secretKeyRef, with agent.secrets for the Secret (or agent.allowInlineSecrets)',
    },
    'a mechanism for a claim, which is decided now': {
      values: { volumes: [{ name: 'data', claim: { name: 'd', permissions: 'chownInit' } }], ...agent({}) },
      want: 'volumes[0].claim.permissions: was removed; what makes a claim writable is decided from its profile or storage',
    },
    'the chown policy under its old name': {
      values: agent({ chownInit: { policy: 'Always' } }),
      want: 'agent.chownInit: moved to repair at the top of the values (its policy is ownershipPolicy there)',
    },
    'a claim that is made twice': {
      values: {
        volumes: [
          { name: 'a', claim: { name: 'd' } },
          { name: 'b', claim: { name: 'd' } },
        ],
        ...agent({}),
      },
      want: 'volumes[1].claim.name: found duplicate claim "d"',
    },
    'a writable image volume': {
      values: worker({ tools: { images: [{ image: 'i', mountPath: '/t', readWrite: true }] } }),
      want: 'worker.tools.images[0].readWrite: found true, expected false: image volumes are read-only',
    },
    'a secret as a literal': {
      values: worker({ env: [{ name: 'API_KEY', value: 'x' }] }),
      want: 'worker.env[0]: found a literal for API_KEY, expected valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
    },
    'a secret as a literal in an override': {
      values: worker({ podOverrides: { env: [{ name: 'MY_TOKEN', value: 'x' }] } }),
      want: 'worker.podOverrides.env[0]: found a literal for MY_TOKEN, expected valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
    },
    'a secret as a literal in a template': {
      values: worker({ podTemplate: { containers: [{ name: 'worker', env: [{ name: 'MY_TOKEN', value: 'x' }] }] } }),
      want: 'worker.podTemplate.containers[0].env[0]: found a literal for MY_TOKEN, expected valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
    },
    'a secret as a literal in a step': {
      values: worker({ steps: [{ type: 'run', name: 'x', env: [{ name: 'MY_TOKEN', value: 'x' }] }] }),
      want: 'worker.steps[0].env[0]: found a literal for MY_TOKEN, expected valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
    },
    'a rolling update of an exclusive claim': {
      values: {
        volumes: [data],
        ...agent({ strategy: 'RollingUpdate', volumeMounts: [{ name: 'data', mountPath: '/d' }] }),
      },
      want: 'agent.strategy: found RollingUpdate, expected Recreate, because volume data can be attached only once',
    },
    'two volumes sources': {
      values: { volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }], ...agent({}) },
      want: 'volumes[0]: found a map, expected exactly one of claim, emptyDir, configMap, secret, projected, downwardAPI, csi, ephemeral, image, hostPath, nfs',
    },
    'a path that leaves the repository': {
      values: worker({ steps: [{ type: 'files', files: [{ path: '../x', content: '' }] }] }),
      want: 'worker.steps[0].files[0].path: found string "../x", expected a relative path without "." or ".." segments',
    },
    'an empty text': {
      values: worker({ workspace: { subPath: '' } }),
      want: 'worker.workspace.subPath: found string "", expected at least 1 character',
    },
    'more containers than overrides may add': {
      values: agent({
        podOverrides: { extraContainers: Array.from({ length: 9 }, (_, index) => ({ name: `c${index}` })) },
      }),
      want: 'agent.podOverrides.extraContainers: found a list, expected at most 8 items',
    },
    'attachable without a command': {
      values: worker({ attachable: { enabled: true, image: 'i' } }),
      want: 'worker.command: found nothing, expected the command that attachable wraps, because the entrypoint of an image is not known',
    },
    'a socket path that no kernel takes': {
      values: worker({
        command: ['x'],
        attachable: { enabled: true, image: 'i', ttyDirectory: `/${'d'.repeat(100)}` },
      }),
      want: 'worker.attachable.ttyDirectory: found a socket path of 108 bytes, expected at most 107',
    },
    FailIndex: {
      values: worker({ job: { podFailurePolicy: { rules: [{ action: 'FailIndex', onPodConditions: [] }] } } }),
      want: 'worker.job.podFailurePolicy.rules[0].action: found FailIndex, expected FailJob, Ignore or Count: a Job of one pod has no index',
    },
    'two tasks with one Job': {
      values: { ...worker({}), tasks: [{ id: 'a' }, { id: 'a' }] },
      want: 'tasks[1].id: found duplicate Job "a"',
    },
    "a name that cannot be a Job's": {
      values: { ...worker({ job: { nameForm: 'verbatim' } }), tasks: [{ id: 'A b' }] },
      want: 'tasks[0].id: found "A b", expected a DNS label of at most 63 characters, because worker.job.nameForm is verbatim',
    },
    'a binding without a namespace': {
      values: { namespace: undefined, ...agent({}) },
      want: 'namespace: found nothing, expected the namespace of the ServiceAccount, which its RoleBinding must name (or agent.rbac.create: false)',
    },
  },
  ({ values, want }) => {
    const { code, message } = refusal(() => validateValues(valuesOf(values)))
    assert.is(code, 'BAD_VALUES')
    assert.is(message.replace(/Job "task-a-[0-9a-f]{8}"/, 'Job "a"'), want)
  },
)

table(
  'values are accepted',
  {
    'the smallest agent': { values: agent({}) },
    'the smallest worker': { values: worker({}) },
    'explicit undefined, as code has it': {
      values: agent({ command: undefined, ports: [{ name: 'http', containerPort: 80, protocol: undefined }] }),
    },
    'a literal secret of the master that was asked for': {
      values: agent({ allowInlineSecrets: true, env: [{ name: 'API_KEY', value: 'x' }] }),
    },
    'a volume that only an override mounts': {
      values: { volumes: [data], ...agent({ podOverrides: { volumeMounts: [{ name: 'data', mountPath: '/d' }] } }) },
    },
    'a literal secret that was asked for': {
      values: worker({ allowInlineSecrets: true, env: [{ name: 'API_KEY', value: 'x' }] }),
    },
    'a file that holds a secret': { values: worker({ env: [{ name: 'TOKEN_FILE', value: '/x' }] }) },
    'a mount below another': {
      values: {
        volumes: [data],
        ...agent({
          volumeMounts: [
            { name: 'data', mountPath: '/d' },
            { name: 'data', mountPath: '/d/e', subPath: 'e' },
          ],
        }),
      },
    },
  },
  ({ values }) => assert.type(validateValues(valuesOf(values)), 'object'),
)

table(
  'a task is refused',
  {
    'without an id': { task: {}, want: 'id: found nothing, expected text' },
    'with a misspelt key': {
      task: { id: 'a', promt: 'x' },
      want: 'promt: found a key that a task does not have; did you mean prompt?',
    },
    'with a secret among its variables': {
      task: { id: 'a', env: { GH_TOKEN: 'x' } },
      want: 'env.GH_TOKEN: found a literal for GH_TOKEN, expected valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
    },
  },
  ({ task, want }) => {
    const { worker: valid } = validateValues(valuesOf(worker({})))
    if (valid === undefined) throw new Error('no worker')
    assert.is(refusal(() => validateTask(task, valid)).message, want)
  },
)

const schema = new Ajv({ strict: false }).compile(valuesJsonSchema())
const presets = resolve(import.meta.dirname, '../../presets')
const files = readdirSync(presets, { recursive: true, encoding: 'utf8' }).filter(
  file => file.endsWith('.yaml') && !/image-volumes|seaworthy/.test(file),
)

table('the JSON Schema accepts a preset', Object.fromEntries(files.map(file => [file, file])), file => {
  const { value } = readValues([{ file, text: readFileSync(resolve(presets, file), 'utf8') }], [])
  assert.ok(schema(value), JSON.stringify(schema.errors))
})

table(
  'the JSON Schema refuses',
  {
    'a misspelt key': agent({ replica: 1 }),
    'a template and overrides': worker({ podTemplate: {}, podOverrides: {} }),
    'a template and overrides of the master': agent({ podTemplate: {}, podOverrides: {} }),
    'a deadline of a Deployment': agent({ podTemplate: { activeDeadlineSeconds: 5 } }),
    'ephemeral containers in a template': worker({ podTemplate: { ephemeralContainers: [] } }),
    'a container of a template without a name': agent({ podTemplate: { containers: [{}] } }),
    'an image without a tag': { agent: { image: { repository: 'x' } } },
    'two volume sources': { volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }] },
    'a relative mount path': { volumes: [data], ...agent({ volumeMounts: [{ name: 'data', mountPath: 'd' }] }) },
    'a mount path with dots': { volumes: [data], ...agent({ volumeMounts: [{ name: 'data', mountPath: '/d/../e' }] }) },
    'subPath and subPathExpr': agent({
      volumeMounts: [{ name: 'data', mountPath: '/d', subPath: 'a', subPathExpr: 'b' }],
    }),
    'root as the workload': { identity: { user: 0 } },
    'a list where a volume has a text': { volumes: [{ name: 'v', configMap: { name: ['c'] } }] },
    'a text where a probe has a map': agent({ livenessProbe: { httpGet: 'http://x' } }),
    'a text where a template has a boolean': worker({ podTemplate: { hostPID: 'yes' } }),
    'a number in a command of a container of overrides': worker({
      podOverrides: { extraContainers: [{ name: 'x', livenessProbe: { exec: { command: [1] } } }] },
    }),
  },
  values => assert.not.ok(schema(valuesOf(values))),
)
