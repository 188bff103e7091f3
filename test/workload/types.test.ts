import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { shapeSchema } from '../../src/workload/object/shape-schema.ts'
import { type scalars, templateProblems, typeProblems } from '../../src/workload/object/types.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped, table } from '../table.ts'
import { objectsIn, podIn, podsIn, podWith } from './read.ts'

const one = (container: string) => podWith(`  containers: [{name: a, ${container}}]\n`)

table(
  'typeProblems',
  {
    'a valid pod': { text: one('image: b, securityContext: {runAsUser: 1000, privileged: false}'), want: [] },
    'null is unset': { text: podWith('  containers: null\n  securityContext: null\n  hostNetwork: null\n'), want: [] },
    'text where a map belongs': {
      text: podWith('  securityContext: abc\n'),
      want: ['spec.securityContext: a map, string "abc"'],
    },
    'a map where a list belongs': {
      text: podWith('  containers: {name: a}\n'),
      want: ['spec.containers: a list, a map'],
    },
    'a container that is text': {
      text: podWith('  containers: [a]\n'),
      want: ['spec.containers[0]: a map, string "a"'],
    },
    'a container that is null': {
      text: podWith('  initContainers: [null]\n'),
      want: ['spec.initContainers[0]: a map, null'],
    },
    'an id as text': {
      text: one('securityContext: {runAsUser: "1000"}'),
      want: ['spec.containers[0].securityContext.runAsUser: an integer, string "1000"'],
    },
    'a group that is a word': {
      text: podWith('  securityContext: {fsGroup: abc, supplementalGroups: [1, x]}\n'),
      want: [
        'spec.securityContext.fsGroup: an integer, string "abc"',
        'spec.securityContext.supplementalGroups[1]: an integer, string "x"',
      ],
    },
    'a fraction': {
      text: podWith('  securityContext: {runAsUser: 1.5}\n'),
      want: ['spec.securityContext.runAsUser: an integer, number 1.5'],
    },
    'an id beyond 64 bits': {
      text: podWith('  securityContext: {runAsUser: 9223372036854775808}\n'),
      want: ['spec.securityContext.runAsUser: an integer, number 9223372036854775808'],
    },
    'an id of 64 bits decodes': { text: podWith('  securityContext: {runAsUser: 9223372036854775807}\n'), want: [] },
    'a port beyond 32 bits': {
      text: one('ports: [{containerPort: 2147483648}]'),
      want: ['spec.containers[0].ports[0].containerPort: an integer, number 2147483648'],
    },
    'a boolean as text': {
      text: podWith('  hostNetwork: "true"\n'),
      want: ['spec.hostNetwork: true or false, string "true"'],
    },
    'a boolean of YAML 1.1 is one': { text: podWith('  hostNetwork: yes\n'), want: [] },
    'an environment value that is a number': {
      text: one('env: [{name: A, value: 1}, {name: B, value: true}, {name: C, value: x}]'),
      want: [
        'spec.containers[0].env[0].value: a string, number 1',
        'spec.containers[0].env[1].value: a string, boolean true',
      ],
    },
    'a probe’s port is an integer or a string': {
      text: one(
        'livenessProbe: {httpGet: {port: http}}, readinessProbe: {httpGet: {port: 80}}, startupProbe: {httpGet: {port: 1.5}}',
      ),
      want: ['spec.containers[0].startupProbe.httpGet.port: an integer or a string, number 1.5'],
    },
    'a quantity is text or a number': {
      text: one('resources: {limits: {cpu: 1, memory: 1Gi, storage: 0.5, pods: true}}'),
      want: ['spec.containers[0].resources.limits.pods: a quantity, boolean true'],
    },
    'a quantity beyond 2^53': { text: one('resources: {limits: {memory: 9007199254740993}}'), want: [] },
    'a label that is a number': {
      text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {version: 1}}\nspec: {}\n',
      want: ['metadata.labels.version: a string, number 1'],
    },
    'a volume source that is text': {
      text: podWith('  volumes: [{name: a, emptyDir: x}, {name: b, rbd: z}, {name: c, hostPath: {path: 1}}]\n'),
      want: [
        'spec.volumes[2].hostPath.path: a string, number 1',
        'spec.volumes[0].emptyDir: a map, string "x"',
        'spec.volumes[1].rbd: a map, string "z"',
      ],
    },
    'a mount that is read-only in words': {
      text: one('volumeMounts: [{name: a, mountPath: /a, readOnly: "yes"}]'),
      want: ['spec.containers[0].volumeMounts[0].readOnly: true or false, string "yes"'],
    },
    'an unknown field is the API server’s business': { text: podWith('  unknown: [1]\n'), want: [] },
  },
  ({ text, want }) =>
    assert.equal(
      typeProblems(podIn(text))
        .map(({ path, want, got }) => `${formatPath(path)}: ${want}, ${got}`)
        .toSorted(),
      want.toSorted(),
    ),
)

table<readonly string[]>(
  'a scalar in a JSON Schema',
  {
    string: ['string'],
    boolean: ['boolean'],
    int32: ['integer'],
    int64: ['integer'],
    'int-or-string': ['integer', 'string'],
    quantity: ['string', 'number'],
    map: ['object'],
  },
  (type, name) => assert.equal(shapeSchema(name as keyof typeof scalars).schema, { type }),
)

const deployment = (rest: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n${rest}`
table(
  'templateProblems',
  {
    'a valid template': { text: deployment('spec: {template: {spec: {}}}'), want: [] },
    none: { text: deployment('spec: {template: null}'), want: [] },
    'a spec that is text': { text: deployment('spec: abc'), want: ['spec: string "abc"'] },
    'a spec that is a list': { text: deployment('spec: [a]'), want: ['spec: a list'] },
    'a template that is text': { text: deployment('spec: {template: abc}'), want: ['spec.template: string "abc"'] },
    'a pod spec that is a list': {
      text: deployment('spec: {template: {spec: [1]}}'),
      want: ['spec.template.spec: a list'],
    },
    'a pod spec that is a number': { text: 'apiVersion: v1\nkind: Pod\nspec: 5', want: ['spec: number 5'] },
    'replicated jobs that are text': {
      text: 'apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nspec: {replicatedJobs: abc}',
      want: ['spec.replicatedJobs: string "abc"'],
    },
    'metadata that is text': {
      text: deployment('spec: {template: {metadata: abc, spec: null}}'),
      want: ['spec.template.metadata: string "abc"'],
    },
    'a kind without pods': { text: 'apiVersion: v1\nkind: ConfigMap\nspec: abc', want: [] },
  },
  ({ text, want }) => {
    const objects = objectsIn(text)
    const got = objects.flatMap(object => templateProblems(object, []))
    assert.equal(
      got.map(({ path, got }) => `${formatPath(path)}: ${got}`),
      want,
    )
    if (want.length > 0) assert.is(objects.flatMap(object => podsOf(object, [])).length, 0)
  },
)

const streams = corpus().filter(({ name }) => name.startsWith('helm3/'))
if (streams.length === 0) skipped('the corpus has no pod of wrong types', 'the shared corpus is absent')
else
  situation('the corpus has no pod of wrong types', () => {
    const pods = streams.flatMap(({ name, text }) => podsIn(text).map(pod => ({ name, pod })))
    assert.ok(pods.length > 100, `want more than 100 pods, got ${pods.length}`)
    const wrong = pods.flatMap(({ name, pod }) =>
      typeProblems(pod).map(
        ({ path, want, got }) => `${name} ${pod.object.ref.name} ${formatPath(path)}: want ${want}, got ${got}`,
      ),
    )
    assert.equal(wrong, [])
  })
