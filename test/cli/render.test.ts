import * as assert from 'uvu/assert'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call, callWith } from './call.ts'

/** The fewest values that the agent's template accepts. */
const agent = {
  'v.yaml': 'name: a1\nnamespace: agents\nagent: { image: { repository: registry.example.com/agent, tag: "1.0" } }\n',
}

/** A template of the caller's own, which shows what its values became. */
const probe = { 'mine/probe.hbs': 'name: {{quote name}}\n' }

situation('a template of the program, to the standard output', async () => {
  const { code, stdout, stderr } = await call('render agent -f v.yaml', { files: agent })
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, 'kind: Deployment')
})

interface Row {
  readonly argv: readonly string[]
  readonly files?: World['files']
  readonly want: string
}

/** Values win in this order: files as given, then every --set, then every --set-string. */
const order: Readonly<Record<string, Row>> = {
  'a file': { argv: ['-f', 'a.yaml'], want: 'name: "a"\n' },
  'the later file': { argv: ['-f', 'a.yaml', '-f', 'b.yaml'], want: 'name: "b"\n' },
  'the earlier file, where the later one says nothing': { argv: ['-f', 'a.yaml', '-f', 'c.yaml'], want: 'name: "a"\n' },
  'set over files': { argv: ['--set', 'name=s', '-f', 'a.yaml'], want: 'name: "s"\n' },
  'the later set': { argv: ['-f', 'a.yaml', '--set', 'name=s', '--set', 'name=t'], want: 'name: "t"\n' },
  'set-string over set': { argv: ['-f', 'a.yaml', '--set-string', 'name=s', '--set', 'name=t'], want: 'name: "s"\n' },
  'a text that looks like a number': { argv: ['-f', 'a.yaml', '--set-string', 'name=12'], want: 'name: "12"\n' },
}

const values = { 'a.yaml': 'name: a\n', 'b.yaml': 'name: b\n', 'c.yaml': 'labels: {}\n' }

table('values', order, async ({ argv, want }) => {
  const { code, stdout, stderr } = await callWith(['render', 'probe', '--templates', 'mine', ...argv], {
    files: { ...probe, ...values },
  })
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, want)
})

situation('an output folder gets one file an object, and together they are the stream', async () => {
  const files = agent
  const stream = await call('render agent -f v.yaml', { files })
  const { code, stdout, files: after } = await call('render agent -f v.yaml --output-dir out/deep', { files })
  assert.is(code, 0)
  const written = Object.keys(after).filter(path => path !== 'v.yaml')
  assert.ok(written.length > 1)
  assert.equal(
    written.filter(path => !/^out\/deep\/.*\.yaml$/.test(path)),
    [],
  )
  assert.is(stdout, written.map(path => `wrote ${path}\n`).join(''))
  assert.is((await call('render agent -f v.yaml --output-dir out/deep --quiet', { files })).stdout, '')
  const objects = (text: string) => [...text.matchAll(/^kind: .*$/gm)].map(([kind]) => kind).toSorted()
  assert.equal(written.flatMap(path => objects(after[path] ?? '')).toSorted(), objects(stream.stdout))
})

situation('what is rendered passes what it is for', async () => {
  const { code, stdout } = await call('render agent -f v.yaml', { files: agent })
  assert.is(code, 0)
  const { stdout: hardened } = await call('post-render', { stdin: stdout })
  assert.is(hardened, stdout)
})

situation(
  'a volume that is left as it is, since an image is unknown, is told of with the row that settles it',
  async () => {
    const values = `name: web
namespace: ns1
level: baseline
identity: { user: 10000, group: 10000 }
volumes: [{ name: d, claim: { name: d, storage: { fsGroup: never, root: { owner: "1000:1000", mode: "2775" } } } }]
agent: { image: { repository: r.example/a, tag: "1" }, volumeMounts: [{ name: d, mountPath: /d }] }
`
    const { code, stderr } = await call('render agent -f v.yaml', { files: { 'v.yaml': values } })
    assert.is(code, 0)
    assert.match(stderr, 'images: { r.example/a: { user: 10000, groups: [] } }')
    assert.is((await call('render agent -q -f v.yaml', { files: { 'v.yaml': values } })).stderr, '')
  },
)

interface Wrong {
  readonly argv: readonly string[]
  readonly files?: World['files']
  readonly says: string
}

const wrong: Readonly<Record<string, Wrong>> = {
  'no template': { argv: [], says: 'render: name a template, as in `seaworthy render agent -f values.yaml`' },
  'a misspelt template': { argv: ['agnet'], says: 'template: found "agnet", expected a template; did you mean agent?' },
  'a folder of templates that is not there': {
    argv: ['agent', '--templates', 'nowhere', '-f', 'v.yaml'],
    files: agent,
    says: '--templates nowhere: expected a folder that holds NAME/*.hbs, NAME.hbs or partials/*.hbs',
  },
  'a template twice': {
    argv: ['agent', 'worker-job', 'agent', '-f', 'v.yaml'],
    says: 'render: given agent twice, expected once; leave one out',
  },
  'no values': {
    argv: ['worker-job'],
    says: 'render worker-job: found no values, expected -f FILE or --set KEY=VALUE',
  },
  'a folder without templates': {
    argv: ['probe', '--templates', 'mine', '-f', 'v.yaml'],
    files: { ...agent, 'mine/README.md': '' },
    says: '--templates mine: expected a folder that holds NAME/*.hbs, NAME.hbs or partials/*.hbs',
  },
  'values that are not there': {
    argv: ['agent', '-f', 'nope.yaml'],
    says: 'nope.yaml: cannot be read (no such file or folder)',
  },
  'values of no YAML': {
    argv: ['agent', '-f', 'v.yaml'],
    files: { 'v.yaml': 'a: [1\n' },
    says: 'v.yaml:1:6: Flow sequence',
  },
  'values that are a list': {
    argv: ['agent', '-f', 'v.yaml'],
    files: { 'v.yaml': '- 1\n' },
    says: 'v.yaml:1:1: expected a map of values',
  },
  'a misspelt value': {
    argv: ['agent', '-f', 'v.yaml'],
    files: { 'v.yaml': 'name: a\nlabls: {}\n' },
    says: 'v.yaml:2:1: labls: found a key that the schema of values does not have; did you mean labels?',
  },
  'a value of a wrong type': {
    argv: ['agent', '--set', 'name='],
    says: '--set name=: name: found string "", expected a DNS label such as "web-1"',
  },
  'a set that cannot be read': {
    argv: ['agent', '--set', 'a[=1'],
    says: '--set: character 3: found index "=1", expected an integer from 0 to 65536 and "]"',
  },
  'a template that asks for what is not there': {
    argv: ['probe', '--templates', 'mine', '-f', 'v.yaml'],
    files: { 'mine/probe.hbs': 'x: {{nmae}}\n', 'v.yaml': 'name: a\n' },
    says: 'probe/probe.hbs:1: {{nmae}}: a value is missing',
  },
}

table('what cannot be rendered is said, and nothing is printed', wrong, async ({ argv, files, says }) => {
  const { code, stdout, stderr } = await callWith(['render', ...argv], { files })
  assert.equal({ code, stdout }, { code: 2, stdout: '' }, stderr)
  assert.ok(stderr.startsWith(`seaworthy: ${says}`), stderr)
})

situation("a template of the caller's own that prints no YAML is refused where it broke", async () => {
  const files = { 'mine/broken.hbs': 'a: b\nc: [1,\n' }
  const { code, stdout, stderr } = await call('render broken --templates mine', { files })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, /^seaworthy: broken\/broken\.yaml:\d+:\d+: the template printed no valid YAML: /)
})

situation('templates without a newline at their end stay documents of their own', async () => {
  const files = { 'mine/pair/a.hbs': 'kind: ConfigMap', 'mine/pair/b.hbs': 'kind: Secret' }
  const { stdout } = await call('render pair --templates mine', { files })
  assert.is(stdout, '---\n# Source: pair/a.yaml\nkind: ConfigMap\n---\n# Source: pair/b.yaml\nkind: Secret\n')
})

/** A volume of somebody else, at a level that admits no root: nothing makes it writable. */
const hopeless = {
  'v.yaml': `name: a1
namespace: agents
volumes: [{ name: data, claim: { name: data, storage: { fsGroup: never, root: { owner: "0:0", mode: "0755" }, chownable: true } } }]
agent: { image: { repository: r/a, tag: "1" }, volumeMounts: [{ name: data, mountPath: /data }] }
`,
}

situation('what has errors is not printed, unless somebody forces it', async () => {
  const { code, stdout, stderr } = await call('render agent -f v.yaml', { files: hopeless })
  assert.equal({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /^agent\/deployment\.yaml:\d+:\d+: Deployment\/a1 .*: cannot write \/data/)
  const forced = await call('render agent -f v.yaml --force', { files: hopeless })
  assert.is(forced.code, 1)
  assert.is(forced.stderr, stderr)
  assert.match(forced.stdout, 'kind: Deployment')
})

situation('what is done for a volume is done with a reason, which post-render gives too', async () => {
  const files = { 'v.yaml': hopeless['v.yaml'].replace('0:0', '1000:1000') }
  const { code, stdout, stderr } = await call('render agent -f v.yaml', { files })
  assert.is(code, 0)
  assert.match(stdout, 'name: share-volumes')
  assert.match(stderr, /^note: agent: inserted spec\.initContainers\[0\]: claim data: \/data is owned by /m)
  assert.is((await call('render agent -f v.yaml -q', { files })).stderr, '')
  assert.is((await call('post-render', { stdin: stdout })).stdout, stdout)
})

const policyOf = (more: string) => `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${more}\n`
const levels: Readonly<Record<string, { policy?: string; level?: string; argv?: string; code: number; says: string }>> =
  {
    'below the policy': {
      policy: 'level: restricted',
      level: 'baseline',
      code: 2,
      says: 'seaworthy: v.yaml:4:1: level: found baseline, expected at least restricted, which the policy demands; absent, it is that\n',
    },
    "below the policy's namespaces": {
      policy: 'namespaces: [{ match: agents, level: baseline }]',
      level: 'privileged',
      code: 2,
      says: 'seaworthy: v.yaml:4:1: level: found privileged, expected at least baseline, which the policy demands of namespace agents; absent, it is that\n',
    },
    'below the option': {
      level: 'baseline',
      argv: '--level restricted',
      code: 2,
      says: 'seaworthy: v.yaml:4:1: level: found baseline, expected at least restricted, which --level demands; absent, it is that\n',
    },
    'above the policy': { policy: 'level: baseline', level: 'restricted', code: 0, says: '' },
    'without a policy that says one': { policy: 'report: r.json', level: 'baseline', code: 0, says: '' },
  }

table('values with a level', levels, async ({ policy, level, argv = '', code, says }) => {
  const files = {
    'v.yaml': `${agent['v.yaml']}level: ${level}\n`,
    ...(policy === undefined ? {} : { 'seaworthy.yaml': policyOf(policy) }),
  }
  const got = await call(`render agent -f v.yaml ${argv}`.trim(), { files })
  assert.equal({ code: got.code, stderr: got.stderr }, { code, stderr: says })
})
