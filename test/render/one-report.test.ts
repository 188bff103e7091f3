import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isList, isMap, type Value } from '../../src/manifest/value.ts'
import { readPartly } from '../../src/render/values/partly.ts'
import { readValues } from '../../src/render/values/read.ts'
import { validateTask, validateValues } from '../../src/render/values/validate.ts'
import { values as valuesSchema } from '../../src/render/values/values.ts'
import { agentValues } from '../charts/agent-values.ts'
import { situation, table } from '../table.ts'
import { refusal, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

/** Values whose fields, one by one, have the wrong type, beside mistakes that no schema can see. */
const mistaken: Readonly<Record<string, { readonly text: string; readonly want: readonly string[] }>> = {
  'a number of replicas, and everything else of an agent': {
    text: `name: web
namespace: 7
volumes: [{ name: data, claim: { name: d } }]
agent:
  image: { repository: x, tag: "1" }
  replicas: many
  env: [{ name: API_KEY, value: secret }]
  volumeMounts:
    - { name: dta, mountPath: /d }
    - { name: data, mountPath: /e, readOnly: "yes" }
    - { name: data, mountPath: /e }
  podDisruptionBudget: { enabled: true }
  reserved: { prefixes: [own-] }
  podOverrides: { volumes: [{ name: own-x }] }
  podTemplate: {}
`,
    want: [
      'v.yaml:2:1: namespace: found number 7, expected text',
      'v.yaml:6:3: agent.replicas: found string "many", expected a number',
      'v.yaml:10:36: agent.volumeMounts[1].readOnly: found string "yes", expected true or false',
      'v.yaml:12:3: agent.podDisruptionBudget: found neither, expected one of minAvailable and maxUnavailable',
      'v.yaml:14:3: agent.podOverrides: found podOverrides beside podTemplate, expected only one of them',
      'v.yaml:14:31: agent.podOverrides.volumes[0].name: found "own-x", expected a name that does not begin with the reserved "own-"',
      'v.yaml:7:9: agent.env[0]: found a literal for API_KEY, expected valueFrom.secretKeyRef, with agent.secrets for the Secret (or agent.allowInlineSecrets)',
      'v.yaml:11:7: agent.volumeMounts[2]: found duplicate mount at "/e"',
      'v.yaml:9:9: agent.volumeMounts[0].name: found volume "dta", expected a volume; did you mean data?',
    ],
  },
  'parts of a pod as Kubernetes spells them, beside what the schema refuses': {
    text: `name: web
namespace: 7
volumes: [{ name: data, configMap: { name: [c] } }]
agent:
  image: { repository: x, tag: "1" }
  livenessProbe: { httpGet: { path: [/], port: 80 } }
  extraContainers: [{ name: side, lifecycle: { preStop: { exec: { command: sync } } } }]
  podTemplate: { hostPID: "yes", containers: [5, { name: web, ports: [{ containerPort: "80" }] }] }
`,
    want: [
      'v.yaml:2:1: namespace: found number 7, expected text',
      'v.yaml:8:47: agent.podTemplate.containers[0]: found number 5, expected a map',
      'v.yaml:3:38: volumes[0].configMap.name: found a list, expected a string',
      'v.yaml:6:31: agent.livenessProbe.httpGet.path: found a list, expected a string',
      'v.yaml:7:67: agent.extraContainers[0].lifecycle.preStop.exec.command: found string "sync", expected a list',
      'v.yaml:8:73: agent.podTemplate.containers[1].ports[0].containerPort: found string "80", expected an integer',
      'v.yaml:8:18: agent.podTemplate.hostPID: found string "yes", expected true or false',
    ],
  },
  'a step that nobody knows, and steps that clash': {
    text: `name: web
worker:
  image: { repository: x, tag: "1" }
  steps:
    - { type: setpu, name: setup, script: x }
    - { type: setup, script: x }
    - { type: run, name: setup }
tasks: [{ id: a }, { id: a, prompt: 5 }, { id: a }]
`,
    want: [
      'v.yaml:5:9: worker.steps[0].type: found string "setpu", expected one of clone, remotes, branch, files, setup, run',
      'v.yaml:8:29: tasks[1].prompt: found number 5, expected text',
      'v.yaml:8:22: tasks[1].id: found duplicate Job "task-a-HASH"',
      'v.yaml:8:44: tasks[2].id: found duplicate Job "task-a-HASH"',
      'v.yaml:7:20: worker.steps[2].name: found duplicate container "setup"',
    ],
  },
  'a template and overrides that are wrong in themselves, and are too many': {
    text: `name: web
worker:
  image: { repository: x, tag: "1" }
  podTemplate: {}
  podOverrides:
    env: [{ name: A TOKEN }]
    extraContainers: [{ name: a }, { name: b }, { name: c }, { name: d }, { name: e }, { name: f }, { name: g }, { name: h }, { name: i }]
    tolerations: none
`,
    want: [
      'v.yaml:6:13: worker.podOverrides.env[0].name: found string "A TOKEN", expected a name such as "HOME"',
      'v.yaml:8:5: worker.podOverrides.tolerations: found string "none", expected a list',
      'v.yaml:7:5: worker.podOverrides.extraContainers: found a list, expected at most 8 items',
      'v.yaml:5:3: worker.podOverrides: found podOverrides beside podTemplate, expected only one of them',
    ],
  },
}

table('one report holds wrong types and clashes:', mistaken, ({ text, want }) => {
  const read = readValues([{ file: 'v.yaml', text }], [])
  const { message } = refusal(() => validateValues(read.value, read.placeOf))
  assert.equal(message.replaceAll(/-[0-9a-f]{8}"/g, '-HASH"').split('\n'), want)
})

const image = { image: smallestAgent.image }

/** Something has the wrong type, and a rule would go on about it: one line is all. */
table(
  'what was refused is not also missing:',
  {
    'the command that attachable wraps': {
      agent: { ...image, command: 'x', attachable: { enabled: true, image: 'i' } },
    },
    'the namespace of a binding': { namespace: [], agent: image },
    'the volumes that mounts name': {
      volumes: 'none',
      agent: { ...image, volumeMounts: [{ name: 'a', mountPath: '/a' }] },
    },
    'the name of a volume': {
      volumes: [{ name: 1, emptyDir: {} }],
      agent: { ...image, volumeMounts: [{ name: 'a', mountPath: '/a' }] },
    },
    'overrides that bring a volume': {
      agent: { ...image, podOverrides: [], volumeMounts: [{ name: 'a', mountPath: '/a' }] },
    },
    'the port that is scraped': {
      agent: { ...image, ports: [{ name: 5, containerPort: 1 }], podMonitor: { enabled: true } },
    },
    'half of a disruption budget': { agent: { ...image, podDisruptionBudget: { enabled: true, minAvailable: [] } } },
    'the name of an account': { agent: { ...image, serviceAccount: { create: false, name: {} } } },
    'the worker of a task': { worker: 'x', tasks: [{ id: 'a' }] },
    'where a volume of files is mounted': {
      worker: { ...image, steps: [{ type: 'files', volume: 'v', mountPath: 5, files: [{ path: 'a', content: '' }] }] },
    },
    'what makes a claim writable': {
      volumes: [{ name: 'a', claim: { name: 'a', storage: { fsGroup: 'never', root: { owner: 5, mode: '0755' } } } }],
    },
    'the level that admits a volume': { level: 'low', volumes: [{ name: 'a', nfs: { server: 's', path: '/' } }] },
    'the file that a command starts with': { worker: { ...image, environmentFile: '/e', command: {} } },
  },
  values => {
    const { code, message } = refusal(() => validateValues(valuesOf({ ...values })))
    assert.is(code, 'BAD_VALUES')
    assert.is(message.split('\n').length, 1, message)
  },
)

situation('a key that a step does not have is held against those of every step', () => {
  const steps = [{ type: 'clone', repository: 'r', direktory: 'x' }]
  const { message } = refusal(() => validateValues(valuesOf({ worker: { ...smallestWorker, steps } })))
  assert.match(message, 'found a key that the schema of values does not have; did you mean directory?')
})

situation('what a schema lets through has its defaults, and a gap where an item was refused', () => {
  const given = { name: 'web', volumes: [5, { name: 'data', emptyDir: {} }], agent: { ...image, replicas: 'x' } }
  const issues = valuesSchema.safeParse(given).error?.issues ?? []
  const { value, refused } = readPartly(valuesSchema, given, issues)
  assert.equal(value?.volumes, [undefined, { name: 'data', emptyDir: {} }])
  assert.is(value?.managedBy, 'seaworthy')
  assert.is(value?.agent?.service?.type, 'ClusterIP')
  assert.is(value?.agent?.replicas, undefined)
  assert.equal(refused, [
    ['volumes', 0],
    ['agent', 'replicas'],
  ])
})

const steps = [
  { type: 'clone', repository: 'r', token: { secretName: 's' } },
  { type: 'remotes', remotes: [{ name: 'a', url: 'b' }] },
  { type: 'branch' },
  { type: 'files', volume: 'v', mountPath: '/v', files: [{ path: 'a', content: 'b' }] },
  { type: 'setup', script: 'x' },
  { type: 'run', name: 'r', env: [{ name: 'A', value: 'b' }], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
]
const richWorker = {
  ...smallestWorker,
  command: ['x'],
  environmentFile: '/e',
  steps,
  tools: { mode: 'copy', images: [{ image: 'i', mountPath: '/t' }] },
  taskLabels: [{ key: 'k', fromTask: 'id' }],
  attachable: { enabled: true, image: 'i' },
  job: { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [] }] } },
  podOverrides: { env: [{ name: 'B', value: 'c' }], volumes: [{ name: 'w' }], extraContainers: [{ name: 'c' }] },
}
const wrong = fc.constantFrom<Value>(
  null,
  true,
  0,
  -1,
  1.5,
  10n ** 20n,
  '',
  'x',
  '\u0000',
  [],
  [[]],
  {},
  { '': [] },
  'é😀',
)
const keys = fc.constantFrom('__proto__', 'constructor', 'name', 'a b', '', 'toString')
const mutation = fc.record({ place: fc.nat(), how: fc.constantFrom('replace', 'remove', 'add', 'twice'), wrong, keys })
type Mutation = typeof mutation extends fc.Arbitrary<infer Shape> ? Shape : never

/** Every place of a value, as paths. */
function placesIn(value: Value, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const entries: [string | number, Value][] = isList(value)
    ? value.map((item, index) => [index, item])
    : isMap(value)
      ? Object.entries(value)
      : []
  return [path, ...entries.flatMap(([step, below]) => placesIn(below, [...path, step]))]
}

function mutated(value: Value, change: Mutation): Value {
  const places = placesIn(value)
  return changedAt(value, places[change.place % places.length] ?? [], change)
}

function changedAt(value: Value, [step, ...rest]: readonly (string | number)[], change: Mutation): Value {
  if (step === undefined) return changedHere(value, change)
  if (isList(value)) return value.map((item, index) => (index === step ? changedAt(item, rest, change) : item))
  if (!isMap(value)) return value
  return entriesOf(value, (key, entry) => [[key, key === step ? changedAt(entry, rest, change) : entry]])
}

function changedHere(value: Value, { how, wrong: other, keys: key }: Mutation): Value {
  if (how === 'replace') return other
  if (isList(value)) return how === 'remove' ? value.slice(1) : [...value, how === 'twice' ? (value[0] ?? null) : other]
  if (!isMap(value)) return how === 'twice' ? [value, value] : other
  const [first] = Object.keys(value)
  if (how === 'remove') return entriesOf(value, (name, entry) => (name === first ? [] : [[name, entry]]))
  return Object.fromEntries([...Object.entries(value), [key, other]])
}

function entriesOf(map: Value, change: (key: string, value: Value) => [string, Value][]): Value {
  return isMap(map) ? Object.fromEntries(Object.entries(map).flatMap(([key, value]) => change(key, value))) : map
}

/** Values that are mutated a few times are refused with a report, or are accepted; nothing else ever happens. */
situation('no rule crashes on values of wrong types', () => {
  const codes = new Set<string>()
  const changes = fc.array(mutation, { maxLength: 6 })
  fc.assert(
    fc.property(agentValues, changes, (base, mutations) => {
      const whole = JSON.parse(JSON.stringify({ ...base, worker: richWorker, tasks: [{ id: 'a', env: { A: 'b' } }] }))
      const { code, message } = refusal(() => validateValues(mutations.reduce<Value>(mutated, whole)))
      codes.add(code)
      return message.length > 0
    }),
    { numRuns: 400, seed: 20261121 },
  )
  assert.equal([...codes].toSorted(), ['BAD_VALUES', 'none'])
})

situation('no rule crashes on a task of wrong types', () => {
  const { worker } = validateValues(valuesOf({ worker: smallestWorker }))
  if (worker === undefined) throw new Error('no worker')
  const task = { id: 'a', env: { A: 'b', TOKEN: 'c' }, labels: { a: 'b' }, resources: { limits: { cpu: '1' } } }
  fc.assert(
    fc.property(fc.array(mutation, { maxLength: 4 }), mutations => {
      refusal(() => validateTask(mutations.reduce<Value>(mutated, task), worker))
    }),
    { numRuns: 500, seed: 20261121 },
  )
})
