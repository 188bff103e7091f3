import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { listAt, valueAt } from '../../src/manifest/value.ts'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { checksumOf, sha256 } from '../../src/render/checksum.ts'
import { compileTemplates } from '../../src/render/engine.ts'
import { streamOf } from '../../src/render/render.ts'
import { renderAgent, renderWorkerJob, validValues } from '../../src/run/render/render-library.ts'
import { noTemplates, renderNamed, type UserTemplates } from '../../src/run/render/render-named.ts'
import { rootChownInitContainer } from '../../src/security/chown-init.ts'
import { restrictedContainerSecurityContext, restrictedPodSecurityContext } from '../../src/security/contexts.ts'
import { situation, table } from '../table.ts'
import { objectsIn, podsIn, refusal, smallestAgent, smallestWorker, valueIn, valuesOf } from './smallest.ts'

function rendered(agent: object, values: object = {}, user: UserTemplates = noTemplates): string {
  const given = valuesOf({ agent: { ...smallestAgent, ...agent }, ...values })
  return streamOf(renderNamed('agent', { value: JSON.parse(JSON.stringify(given)), placeOf: () => 'v.yaml' }, user))
}

const claim = { volumes: [{ name: 'data', claim: { name: 'data' } }] }
const mounted = { volumeMounts: [{ name: 'data', mountPath: '/data' }] }

table(
  'the objects of an agent',
  {
    'the smallest': { agent: {}, values: {}, want: 'ServiceAccount Role RoleBinding Deployment' },
    'that spawns nothing': { agent: { rbac: { create: false } }, values: {}, want: 'ServiceAccount Deployment' },
    'that has an account': {
      agent: { rbac: { create: false }, serviceAccount: { create: false, name: 'mine' } },
      values: {},
      want: 'Deployment',
    },
    'that serves': {
      agent: { ports: [{ name: 'http', containerPort: 80 }] },
      values: {},
      want: 'ServiceAccount Role RoleBinding Deployment Service',
    },
    'that stores': {
      agent: mounted,
      values: claim,
      want: 'ServiceAccount Role RoleBinding PersistentVolumeClaim Deployment',
    },
    'that uses a claim of others': {
      agent: mounted,
      values: { volumes: [{ name: 'data', claim: { name: 'data', create: false } }] },
      want: 'ServiceAccount Role RoleBinding Deployment',
    },
    'with everything': {
      agent: {
        ...mounted,
        ports: [{ name: 'metrics', containerPort: 80 }],
        configMaps: [{ name: 'c', data: { a: 'b' } }],
        secrets: [{ name: 's', stringData: { a: 'b' } }],
        networkPolicy: { enabled: true },
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        podMonitor: { enabled: true },
      },
      values: claim,
      want: 'ServiceAccount Role RoleBinding Secret ConfigMap PersistentVolumeClaim Deployment Service NetworkPolicy PodDisruptionBudget PodMonitor',
    },
  },
  ({ agent, values, want }) =>
    assert.is(
      objectsIn(rendered(agent, values))
        .map(({ ref }) => ref.kind)
        .join(' '),
      want,
    ),
)

function objectOf(text: string, kind: string) {
  return objectsIn(text).find(({ ref }) => ref.kind === kind)?.value ?? null
}

table(
  'the strategy',
  {
    'without a claim': { values: {}, agent: {}, want: 'RollingUpdate' },
    'with an exclusive claim': { values: claim, agent: mounted, want: 'Recreate' },
    'with a claim that nobody mounts': { values: claim, agent: {}, want: 'RollingUpdate' },
    'with a claim that many can mount': {
      values: { volumes: [{ name: 'data', claim: { name: 'data', accessModes: ['ReadWriteMany'] } }] },
      agent: mounted,
      want: 'RollingUpdate',
    },
  },
  ({ values, agent, want }) =>
    assert.is(valueAt(objectOf(rendered(agent, values), 'Deployment'), ['spec', 'strategy', 'type']), want),
)

table(
  'a Role grants',
  {
    'what spawning takes': {
      rbac: {},
      want: ['jobs create get list watch delete', 'pods get list watch', 'pods/log get', 'events list'],
    },
    'Secrets to make, never to read': { rbac: { allow: ['secrets'] }, want: ['secrets create delete'] },
    'rules of the values': {
      rbac: { allow: [], rules: [{ apiGroups: ['x'], resources: ['ys'], verbs: ['get'] }] },
      want: ['ys get'],
    },
  },
  ({ rbac, want }) => {
    const rules = listAt(objectOf(rendered({ rbac }), 'Role'), 'rules')
    assert.equal(
      rules.map(rule => [...listAt(rule, 'resources'), ...listAt(rule, 'verbs')].join(' ')),
      want,
    )
  },
)

situation('a Role lies where the workers are, and its subject where the master is', () => {
  const text = rendered({}, { worker: { ...smallestWorker, namespace: 'jobs' } })
  assert.is(valueAt(objectOf(text, 'RoleBinding'), ['metadata', 'namespace']), 'jobs')
  assert.is(valueAt(objectOf(text, 'RoleBinding'), ['subjects', 0, 'namespace']), 'ns1')
})

table(
  'a checksum',
  {
    'changes with a value': { a: { k: '1' }, b: { k: '2' }, same: false },
    'changes with a name': { a: { k: '1' }, b: { l: '1' }, same: false },
    'does not run name and value together': { a: { ab: 'c' }, b: { a: 'bc' }, same: false },
    'does not change with the order': { a: { k: '1', l: '2' }, b: { l: '2', k: '1' }, same: true },
  },
  ({ a, b, same }: { a: Record<string, string>; b: Record<string, string>; same: boolean }) =>
    assert.is(checksumOf(a) === checksumOf(b), same),
)

situation('sha256 is that of coreutils: printf a | sha256sum', () =>
  assert.is(sha256('a'), 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'),
)

table(
  'an agent passes restricted',
  {
    'the smallest': { agent: {} },
    'with containers beside': {
      agent: {
        initContainers: [{ name: 'i' }],
        extraContainers: [{ name: 'e', securityContext: { readOnlyRootFilesystem: true } }],
      },
    },
    attachable: { agent: { command: ['/run'], attachable: { enabled: true, image: 'supervisor:1' } } },
  },
  ({ agent }) =>
    assert.equal(
      podsIn(rendered(agent)).flatMap(pod => evaluatePod(pod, { level: 'restricted', version: 'latest' })),
      [],
    ),
)

table(
  'attachable agents',
  {
    'disabled are the same bytes as absent': {
      agent: { command: ['/run'], attachable: { enabled: false, image: 'x' } },
      same: true,
    },
    'enabled have a ConfigMap and a supervisor': {
      agent: { command: ['/run'], attachable: { enabled: true, image: 'x' } },
      same: false,
    },
  },
  ({ agent, same }) => assert.is(rendered(agent) === rendered({ command: ['/run'] }), same),
)

table(
  "a user's templates",
  {
    'of the same name get the same view': {
      user: { templates: { agent: { only: 'kind: {{deployment.metadata.name}}\n' } }, partials: {} },
      want: 'kind: web\n',
    },
    'may replace a partial': {
      user: {
        templates: { agent: { only: '{{> metadata deployment.metadata}}' } },
        partials: { metadata: 'mine: {{name}}\n' },
      },
      want: 'mine: web\n',
    },
  },
  ({ user, want }: { user: UserTemplates; want: string }) =>
    assert.is(rendered({}, {}, user), `---\n# Source: agent/only.yaml\n${want}`),
)

table(
  "a template of a user's own",
  {
    'gets the values as they are': { templates: { mine: { a: 'x: {{deep.value}}\n' } }, want: 'x: 1\n' },
    'can use the shipped helpers': {
      templates: { mine: { a: 'x: {{chownCommand 1 2 "/a b"}}\n' } },
      want: "x: chown -R 1:2 '/a b'\n",
    },
  },
  ({ templates, want }) => {
    const [file] = renderNamed(
      'mine',
      { value: { deep: { value: 1 } }, placeOf: () => '' },
      { templates, partials: {} },
    )
    assert.is(file?.text, want)
  },
)

table(
  'a template that is not there',
  {
    'near another': { name: 'agnet', want: 'template: found "agnet", expected a template; did you mean agent?' },
    'of a prototype': { name: 'constructor', want: 'template: found "constructor", expected one of agent, worker-job' },
  },
  ({ name, want }) =>
    assert.equal(
      refusal(() => renderNamed(name, { value: {}, placeOf: () => '' })),
      { code: 'NO_SUCH_TEMPLATE', message: want },
    ),
)

const ids = fc.integer({ min: 0, max: 2147483647 })
const paths = fc
  .array(
    fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter(part => !/^\.\.?$|\/|\0/.test(part)),
    { minLength: 1, maxLength: 3 },
  )
  .map(parts => `/${parts.join('/')}`)
const mounts = fc.uniqueArray(fc.record({ name: fc.constant('data'), mountPath: paths }), {
  minLength: 1,
  maxLength: 3,
  selector: mount => mount.mountPath,
})

/** One source: a helper prints the object of security/, and nothing else. */
situation('the helpers are the functions of security/', () => {
  const compiled = compileTemplates(
    {
      chown: '- {{chownInit "chown-volumes" image uid gid mounts policy=policy}}\n',
      pod: 'x:\n  {{podSecurityContext user=uid group=gid fsGroup=gid fsGroupChangePolicy=policy}}\n',
      container: '{{containerSecurityContext user=uid group=gid readOnlyRootFilesystem=true}}\n',
    },
    {},
  )
  fc.assert(
    fc.property(
      ids.filter(id => id > 0),
      ids,
      mounts,
      fc.constantFrom('Always', 'OnRootMismatch'),
      (uid, gid, given, policy) => {
        const view = { image: 'i', uid, gid, mounts: given, policy }
        const read = (name: string) => valueIn(compiled[name]?.(view) ?? '')
        assert.equal(read('chown'), [rootChownInitContainer('chown-volumes', 'i', uid, gid, given, { policy })])
        assert.equal(read('pod'), {
          x: restrictedPodSecurityContext({ user: uid, group: gid, fsGroup: gid, fsGroupChangePolicy: policy }),
        })
        assert.equal(
          read('container'),
          restrictedContainerSecurityContext({ user: uid, group: gid, readOnlyRootFilesystem: true }),
        )
      },
    ),
    { numRuns: 100 },
  )
})

situation("the library gives objects in client-node's spelling and text in the API's", () => {
  const { objects, text } = renderAgent({
    name: 'web',
    namespace: 'ns1',
    agent: { ...smallestAgent, networkPolicy: { enabled: true, ingress: [{ from: [{ podSelector: {} }] }] } },
  })
  const policy = objects.find(({ kind }) => kind === 'NetworkPolicy')
  assert.equal(Object.keys(Object.entries(policy ?? {}).find(([key]) => key === 'spec')?.[1].ingress[0]), ['_from'])
  assert.equal(valueAt(objectOf(text, 'NetworkPolicy'), ['spec', 'ingress', 0, 'from', 0, 'podSelector']), {})
})

situation('a Job from the library is the one that the template prints', () => {
  const values = validValues({ name: 'web', namespace: 'ns1', worker: smallestWorker })
  const job = renderWorkerJob(values, { id: 'one', prompt: 'go' })
  const read = {
    value: JSON.parse(JSON.stringify(valuesOf({ worker: smallestWorker, tasks: [{ id: 'one', prompt: 'go' }] }))),
    placeOf: () => '',
  }
  assert.is(job.text, streamOf(renderNamed('worker-job', read)))
  assert.equal(
    job.objects.map(({ kind, metadata }) => [kind, metadata?.name]),
    [['Job', job.name]],
  )
  assert.is(job.job.metadata?.name, job.name)
  assert.is(renderAgent({ name: 'web', namespace: 'ns1', agent: smallestAgent }).deployment.metadata?.name, 'web')
})
