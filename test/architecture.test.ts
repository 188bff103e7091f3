import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { proseOf } from './support/prose.ts'
import { codeOf, type Import, importsOf, layerOf, sourceFiles } from './support/sources.ts'
import { situation, table } from './table.ts'

const files = sourceFiles('src')
const imports = files.flatMap(importsOf)
const root = resolve(import.meta.dirname, '..')

const L1 = ['error.ts', 'manifest', 'config', 'shell', 'knowledge']
const L2 = [...L1, 'workload']
const L3 = [...L2, 'security', 'schema']
const L4 = [
  'helm',
  'registry',
  'cluster',
  'lock',
  'fleet',
  'pss',
  'volumes',
  'failure',
  'harden',
  'render',
  'export',
  'golden',
  'policy',
  'report',
]
const L5 = [...L3, ...L4, 'run']

interface Layer {
  readonly values: readonly string[]
  /** Beside those, imported for their types alone. */
  readonly types?: readonly string[]
}

/** What each folder of `src` may import from, beside itself. Listing a folder here is an architectural decision. */
const layers: Readonly<Record<string, Layer>> = {
  'error.ts': { values: [] },
  manifest: { values: ['error.ts'] },
  config: { values: ['error.ts', 'manifest'] },
  shell: { values: [] },
  knowledge: { values: ['error.ts', 'manifest'] },
  workload: { values: L1 },
  security: { values: L2 },
  schema: { values: L2 },
  pss: { values: L3 },
  volumes: { values: L3 },
  failure: { values: [...L3, 'volumes'] },
  harden: { values: [...L3, 'volumes'] },
  render: { values: [...L3, 'volumes'] },
  export: { values: L2 },
  golden: { values: L3 },
  policy: { values: L3 },
  helm: { values: [] },
  registry: { values: ['shell'] },
  cluster: { values: L3 },
  lock: { values: [...L2, 'registry'] },
  fleet: { values: [...L3, 'report'], types: L4 },
  report: { values: L3, types: L4 },
  run: { values: [...L3, ...L4] },
  cli: { values: L5 },
  'index.ts': { values: L5 },
}

table('a layer imports from below', layers, ({ values, types = [] }, layer) => {
  const upward = imports
    .filter(({ file, from }) => from === 'source' && layerOf(file) === layer)
    .filter(({ to, typeOnly }) => !isAllowed(layerOf(to), layer, typeOnly ? [...values, ...types] : values))
  assert.equal(upward.map(spelled), [])
})

/** `cli/version.ts` reads package.json, which is above `src`. */
function isAllowed(target: string, layer: string, allowed: readonly string[]): boolean {
  return target === layer || allowed.includes(target) || (layer === 'cli' && target === '..')
}

situation('every folder of src is a layer, and ARCHITECTURE.md knows it', () => {
  const found = [...new Set(files.map(({ path }) => layerOf(path.replace(/^src\//, ''))))]
  assert.equal(found.toSorted(), Object.keys(layers).toSorted())
  const page = readFileSync(resolve(root, 'ARCHITECTURE.md'), 'utf8')
  const unnamed = found.filter(name => !page.includes(`${name.replace(/\.ts$/, '')}${name.endsWith('.ts') ? '' : '/'}`))
  assert.equal(
    unnamed.filter(name => name !== 'error.ts'),
    [],
  )
})

situation('the only path out of src is to package.json, for the version', () => {
  const out = imports.filter(({ from, to }) => from === 'source' && to.startsWith('..'))
  assert.equal(out.map(spelled), ['cli/version.ts → ../package.json'])
})

type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The files below `src` that each file imports in this manner. */
function graphOf(counts: (found: Import) => boolean): ImportGraph {
  return new Map(
    files.map(({ path }) => {
      const file = path.replace(/^src\//, '')
      const own = imports.filter(found => found.file === file && found.from === 'source' && counts(found))
      return [file, own.map(({ to }) => to)] as const
    }),
  )
}

/** What a file cannot be loaded without. */
const loads = graphOf(({ typeOnly, lazy }) => !typeOnly && !lazy)
/** What a file cannot be understood without. */
const names = graphOf(({ lazy }) => !lazy)

/** Whether imports lead from `from` to `wanted`, over as many files as it may be. */
function reaches(from: string, wanted: string, graph: ImportGraph): boolean {
  const seen = new Set<string>()
  const next = [...(graph.get(from) ?? [])]
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    next.push(...(graph.get(file) ?? []))
  }
  return seen.has(wanted)
}

/**
 * How many sentences and clauses may be made where things are decided, and not where they are worded: at most so many,
 * never more. What is left is a value of a field, a name of a table, or what is wrong with an argument or a file.
 */
const proseBounds: Readonly<Record<string, number>> = {
  volumes: 8,
  failure: 0,
  harden: 0,
  workload: 34,
  security: 14,
  shell: 0,
  schema: 16,
  export: 7,
  golden: 18,
  'run/explain': 8,
  'run/findings': 2,
  'run/harden': 0,
  'cluster/facts': 1,
  'cluster/preflight': 2,
  'cluster/worker': 17,
}

/** Folders whose words are their own, and why. */
const wordy: Readonly<Record<string, string>> = {
  'error.ts': 'what is wrong with the program itself',
  'index.ts': 'it only hands on',
  cli: 'help texts, and what is wrong with a call',
  config: 'what is wrong with a file that people write',
  report: 'the words',
  knowledge: 'tables: what is known in the words of its source',
  pss: "upstream's words",
  render: 'what is wrong with values',
  run: 'beside the folders above, files for people: a policy, values, patches; and what is wrong with a call',
  manifest: 'what is wrong with YAML',
  helm: 'what is wrong with a call of Helm',
  registry: 'errors of registries and archives',
  cluster: 'errors of API servers and kubeconfigs',
  policy: 'descriptions in its schema, and what is wrong with a policy',
  lock: 'descriptions in its schema, and what is wrong with a lock',
  fleet: 'descriptions in its schema, and what is wrong with a fleet',
}

table('reasons are data, and their words are made elsewhere', proseBounds, (bound, folder) => {
  const prose = files.filter(({ path }) => path.startsWith(`src/${folder}/`)).flatMap(proseOf)
  assert.ok(prose.length <= bound, `${prose.length} of at most ${bound}:\n${prose.join('\n')}`)
})

situation('every folder words nothing, or says why it does', () => {
  const folders = [...Object.keys(proseBounds), ...Object.keys(wordy)].map(path => path.split('/')[0] ?? '')
  assert.equal([...new Set(folders)].toSorted(), Object.keys(layers).toSorted())
})

// `scripts/bundle.ts` counts on it: it copies the exports of a chunk, which a circle would not have made yet.
situation('no file loads itself over others', () => {
  assert.ok(reaches('cli/main.ts', 'error.ts', loads))
  assert.equal(
    [...loads.keys()].filter(file => reaches(file, file, loads)),
    [],
  )
})

// Every `helm template` pays for them: the rest of the program is loaded when it is used.
situation('what every call loads has neither the reader of any YAML nor zod', () => {
  const heavy = ['manifest/read/composed-document.ts', 'manifest/read/yaml-words.ts', 'policy/schema.ts']
  assert.equal(
    heavy.filter(file => ['cli/main.ts', 'cli/commands/post-render.ts'].some(root => reaches(root, file, loads))),
    [],
  )
})

/** Files that name each other's types, and why no type of theirs can live below both. */
const circles: Readonly<Record<string, readonly string[]>> = {
  'a document is read by two readers that make it': [
    'manifest/document.ts',
    'manifest/read/composed-document.ts',
    'manifest/read/plain/document.ts',
  ],
  'the reason of a volume and that of a fix hold each other': [
    'workload/reason/fix-reason.ts',
    'workload/reason/volume-reason.ts',
  ],
  'the types of a policy are made of its schema, which calls the rules': [
    'policy/cross-field-rules.ts',
    'policy/rules.ts',
    'policy/schema.ts',
  ],
}

situation('types go in no circle but in those', () => {
  const inCircle = [...names.keys()].filter(file => reaches(file, file, names))
  assert.equal(inCircle.toSorted(), Object.values(circles).flat().toSorted())
})

/** Which files may use a package. One that is not listed is used by nobody. */
const packages: Readonly<Record<string, RegExp>> = {
  yaml: /^manifest\//,
  handlebars: /^render\/engine\.ts$/,
  fzstd: /^registry\/layer\/zstd\.ts$/,
  zod: /^((policy|lock|fleet)\/schema\.ts|render\/values\/|config\/schema-problems\.ts)/,
  hpagent: /^cli\/network\/agents\.ts$/,
  '@kubernetes/client-node': /^(cluster\/client-node\.ts|render|run\/render\/render-library\.ts|security|index\.ts)/,
  '@modelcontextprotocol/sdk/server/index.js': /^cli\/mcp\/server\.ts$/,
  '@modelcontextprotocol/sdk/server/stdio.js': /^cli\/mcp\/server\.ts$/,
  '@modelcontextprotocol/sdk/types.js': /^cli\/mcp\/server\.ts$/,
  diff: /^golden\//,
  picocolors: /^(golden\/diff\.ts|report\/|fleet\/report\/)/,
}

table('a package is imported only', packages, (where, name) => {
  const users = imports.filter(({ from, to }) => from === 'package' && to === name)
  assert.ok(users.length > 0, `nobody imports ${name}: take it off the list`)
  assert.equal(users.filter(({ file }) => !where.test(file)).map(spelled), [])
})

situation('no other package is imported', () => {
  const other = imports.filter(({ from, to }) => from === 'package' && !Object.hasOwn(packages, to))
  assert.equal(other.filter(({ to }) => !to.startsWith('node:')).map(spelled), [])
})

situation('below cli, few files know files, sockets or processes', () => {
  const users = imports.filter(({ file, to }) => to.startsWith('node:') && layerOf(file) !== 'cli')
  assert.equal(users.map(spelled).toSorted(), [
    'cluster/client-node.ts → node:child_process',
    'cluster/client-node.ts → node:http',
    'cluster/client-node.ts → node:https',
    'cluster/http.ts → node:http',
    'cluster/http.ts → node:https',
    'cluster/http.ts → node:timers/promises',
    'cluster/kubeconfig-files.ts → node:fs',
    'cluster/kubeconfig-files.ts → node:path',
    'cluster/patient.ts → node:timers/promises',
    'cluster/worker/time.ts → node:timers/promises',
    'golden/file.ts → node:fs',
    'golden/file.ts → node:path',
    'golden/file.ts → node:url',
    'registry/digest.ts → node:crypto',
    'registry/http/host.ts → node:net',
    'registry/layer/decompress.ts → node:stream',
    'registry/layer/decompress.ts → node:zlib',
    'render/checksum.ts → node:crypto',
    'report/gitlab.ts → node:crypto',
  ])
})

situation('client-node is loaded when a cluster is asked, and by nothing else: it costs a third of a second', () => {
  const loaded = imports.filter(({ to, typeOnly }) => to === '@kubernetes/client-node' && !typeOnly)
  assert.equal(loaded.map(spelled), ['cluster/client-node.ts → @kubernetes/client-node'])
  const loading = imports.filter(({ to, typeOnly }) => to === 'cluster/client-node.ts' && !typeOnly)
  assert.equal(
    loading.map(one => `${spelled(one)}${one.lazy ? ', lazily' : ''}`),
    ['cluster/connect.ts → cluster/client-node.ts, lazily'],
  )
})

/** What depends on the machine or the moment. Below `cli` the same input gives the same output, always. */
const ambient =
  /\bprocess\.(arg|cwd|env|exit|getuid|hrtime|memory|nextTick|on\b|pid|platform|std)|\bnew Date\(|\bDate\.now|\bMath\.random|\bperformance\.|\bsetTimeout\(|\bfetch\(/

situation('only cli touches the process, the clock or chance, and the connection to a cluster its time limits', () => {
  const found = files.filter(({ text }) => ambient.test(codeOf(text))).map(({ path }) => path)
  assert.ok(found.includes('src/cli/process/process-io.ts'))
  assert.equal(
    found.filter(path => !path.startsWith('src/cli/')),
    ['src/cluster/http.ts', 'src/cluster/worker/time.ts'],
  )
})

function spelled({ file, to }: Import): string {
  return `${file} → ${to}`
}

table(
  'an import is read',
  {
    'of values': { text: "import { a } from '../b.ts'\n", want: ['b.ts value'] },
    'of types': { text: "import type { A } from '../b.ts'\n", want: ['b.ts type'] },
    'of types one by one': { text: "import { type A, type B } from '../b.ts'\n", want: ['b.ts type'] },
    'of both': { text: "import { type A, b } from '../b.ts'\n", want: ['b.ts value'] },
    'over several lines': { text: "import {\n  a,\n  b,\n} from '../b.ts'\n", want: ['b.ts value'] },
    'passed on': {
      text: "export { a } from '../b.ts'\nexport type { C } from './c.ts'\n",
      want: ['b.ts value', 'x/c.ts type'],
    },
    'passed on whole': { text: "export * from '../b.ts'\n", want: ['b.ts value'] },
    'for its effect': { text: "import '../b.ts'\n", want: ['b.ts value'] },
    'when it is needed': { text: "const b = () => import('../b.ts')\n", want: ['b.ts value'] },
    'of a package': { text: "import B from 'b'\n", want: ['b value'] },
    'none, in an export of its own': { text: "export const a = 'x'\nexport type B = 'y'\n", want: [] },
  },
  ({ text, want }) => {
    const got = importsOf({ path: 'src/x/a.ts', text })
    assert.equal(
      got.map(({ to, typeOnly }) => `${to} ${typeOnly ? 'type' : 'value'}`),
      want,
    )
  },
)
