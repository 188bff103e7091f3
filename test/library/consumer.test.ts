import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import * as assert from 'uvu/assert'
import manifest from '../../package.json' with { type: 'json' }
import { renderWorkerJob, type ValuesInput } from '../../src/index.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, skipped } from '../table.ts'
import { publintProblems, typeProblems } from './package-lint.ts'
import { install, installInto, packInto } from './packed.ts'

const root = resolve(import.meta.dirname, '../..')
const { version } = manifest
const compiler = join(root, 'node_modules/typescript/bin/tsc')
const source = readFileSync(join(root, 'test/fixtures/library/consumer.ts.txt'), 'utf8')
const names = 'V1Job as Job, V1Deployment as Deployment, V1Container as Container'

/** What the consumer says of itself when it runs: every export did its work. */
const want = {
  job: 'task-fix-42-f716ac31',
  kinds: ['Job'],
  init: ['sh', '-ec', 'chown -R 10000:10000 /data'],
  user: 10000,
  command: ['sh', '-ec', 'chown -R 10000:10000 /data'],
  violations: true,
  mounts: 3,
  documents: 1,
  edited: true,
  refusal: 'BAD_VALUES',
  wrong: 'function',
}

/** A user downloads it for each CI run. */
const largest = 6_000_000

/** A consumer without any types but ours and those of the language. */
const plain =
  "import { check, goldenFile } from 'seaworthy'\nexport const count: number = check('').findings.length\ngoldenFile({ href: 'file:///golden.yaml' })\n"

/** What the schema of values takes and gives, by zod's own types, the published types take. */
const schema = `import type { TaskInput, ValidValues, ValuesInput } from 'seaworthy'
import type { TaskInput as Task } from '${root}/src/render/values/task.ts'
import type { Values, ValuesInput as Input } from '${root}/src/render/values/values.ts'
export const give = (task: Task, input: Input, values: Values): [TaskInput, ValuesInput, ValidValues['values']] => [task, input, values]
`

/** A CommonJS file must say how it means a package that is a module only (TypeScript 5.3, "resolution-mode"). */
const files = {
  'consumer.mts': `import type { ${names} } from '@kubernetes/client-node'\n${source}`,
  'consumer.cts': `import type { ${names} } from '@kubernetes/client-node' with { 'resolution-mode': 'import' }\n${source}`,
}

/** What is published, by its first folder. */
const published = [
  'CHANGELOG.md',
  'CHECKS.md',
  'FINDINGS.md',
  'LICENSE',
  'README.md',
  'charts',
  'dist',
  'docs',
  'helm-plugin',
  'package.json',
  'presets',
  'templates',
]

/** The README's matcher in runners that know nothing of it: each runs a file, and one that has drifted. */
const runners = {
  'node:test': { install: undefined, args: ['--test'] },
  vitest: { install: 'vitest@4.1.12', args: ['node_modules/vitest/vitest.mjs', 'run'] },
  uvu: { install: 'uvu@0.5.6', args: ['node_modules/uvu/bin.js', '.'] },
} as const
type Runner = keyof typeof runners

function goldenTests(runner: Runner): Readonly<Record<string, string>> {
  return {
    'web.golden.yaml': 'replicas: 1\n',
    'same.test.mjs': goldenTest(runner, 'replicas: 1\\n'),
    'drifted.test.mjs': goldenTest(runner, 'replicas: 2\\n'),
  }
}

function goldenTest(runner: Runner, rendered: string): string {
  return `import { test } from '${runner}'
import { goldenFile } from 'seaworthy'
test('the chart renders what was reviewed', () => goldenFile(new URL('web.golden.yaml', import.meta.url))('${rendered}'))
${runner === 'uvu' ? 'test.run()\n' : ''}`
}

situation('the packed library is installed, compiled against and run, as a module and as CommonJS', () =>
  withFolder({}, async folder => {
    const packed = await packInto(folder)
    assert.equal([...new Set(packed.files.map(file => file.split('/')[0]))], published)
    assert.ok(packed.unpackedSize <= largest, `it unpacks to ${packed.unpackedSize} bytes, expected at most ${largest}`)
    assert.equal(await typeProblems(packed.tarball), [])
    const project = join(folder, 'project')
    await installInto(project, packed)
    assert.equal(readdirSync(join(project, 'node_modules')), ['.bin', '.package-lock.json', 'seaworthy'])
    assert.equal(await publintProblems(join(project, 'node_modules/seaworthy')), [])
    assert.is(await versionIn(project), `${version}\n`)
    writeFileSync(join(project, 'job.golden.yaml'), golden())
    assert.equal(await compileAll(project), [])
    for (const file of ['consumer.mjs', 'consumer.cjs']) assert.equal(await said(project, file), want)
    for (const runner of Object.keys(runners)) if (isRunner(runner)) await goldenIn(runner, project)
  }),
)

async function versionIn(project: string): Promise<string> {
  const { stdout } = await ended({
    command: join(project, 'node_modules/.bin/seaworthy'),
    args: ['--version'],
    cwd: project,
  })
  return stdout
}

/** What the compiler says: alone with our declarations, those checked too, and then beside client-node. */
async function compileAll(project: string): Promise<readonly string[]> {
  for (const extension of ['mts', 'cts']) writeFileSync(join(project, `plain.${extension}`), plain)
  const alone = ['--skipLibCheck', 'false', '--types', '', '--lib', 'es2022', 'plain.mts', 'plain.cts']
  const errors = [await compileErrors(project, ['--module', 'nodenext', ...alone])]
  linkPackages(project, ['@kubernetes/client-node', '@types/node'])
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)
  // client-node's own declarations lead to types of `ws` that it does not bring (1.4.0).
  const beside = ['--skipLibCheck', 'true', '--types', 'node', 'consumer.mts', 'consumer.cts']
  for (const module of ['node16', 'nodenext'])
    errors.push(await compileErrors(project, ['--module', module, ...beside]))
  writeFileSync(join(project, 'schema.mts'), schema)
  const sources = ['--module', 'nodenext', '--noEmit', '--allowImportingTsExtensions', '--types', 'node', 'schema.mts']
  errors.push(await compileErrors(project, ['--skipLibCheck', 'true', '--lib', 'es2023', ...sources]))
  return errors.flat()
}

/** Packages of the repository, as if the project had installed them. */
function linkPackages(project: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
}

function isRunner(name: string): name is Runner {
  return Object.hasOwn(runners, name)
}

/** A golden file that matches passes, and one that has drifted fails with the diff, under the runner as people install it. */
async function goldenIn(runner: Runner, project: string): Promise<void> {
  const { install: wanted, args } = runners[runner]
  const obstacle = wanted === undefined ? undefined : await install(project, wanted)
  if (obstacle !== undefined) return skipped(`a golden file under ${runner}`, obstacle)
  for (const [name, text] of Object.entries(goldenTests(runner))) writeFileSync(join(project, name), text)
  const run = async (file: string) =>
    ended({ command: process.execPath, args: [...args, file], cwd: project, seconds: 60 })
  const same = await run('same.test.mjs')
  assert.is(same.status, 0, same.stdout + same.stderr)
  const drifted = await run('drifted.test.mjs')
  assert.is(drifted.status, 1)
  const said = stripVTControlCharacters(drifted.stdout + drifted.stderr)
  for (const words of ['-replicas: 1', '+replicas: 2']) assert.match(said, words, `${runner}: ${said}`)
}

function golden(): string {
  const values: ValuesInput = {
    name: 'agents',
    namespace: 'jobs',
    level: 'baseline',
    identity: { user: 10000, group: 10000 },
    volumes: [
      {
        name: 'data',
        claim: {
          name: 'data',
          storage: { fsGroup: 'never', root: { owner: '1000:1000', mode: '0755' }, chownable: true },
        },
      },
    ],
    worker: {
      image: { repository: 'example/worker', tag: '1.10' },
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
    },
  }
  return renderWorkerJob(values, { id: 'fix-42', prompt: 'Fix issue 42' }).text
}

async function compileErrors(project: string, options: readonly string[]): Promise<string[]> {
  const args = [compiler, '--target', 'es2022', '--strict', ...options]
  const { stdout } = await ended({ command: process.execPath, args, cwd: project, seconds: 120 })
  return stdout.split('\n').filter(line => /^\S/.test(line))
}

async function said(project: string, file: string): Promise<unknown> {
  const { stdout, stderr } = await ended({ command: process.execPath, args: [file], cwd: project })
  assert.is(stderr, '')
  const { hardened, ...rest } = JSON.parse(stdout)
  assert.not.equal(hardened, false)
  return rest
}
