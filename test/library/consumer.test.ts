import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import * as assert from 'uvu/assert'
import { renderWorkerJob, type ValuesInput } from '../../src/index.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, skipped } from '../table.ts'
import { install, installInto, packInto } from './packed.ts'

const root = resolve(import.meta.dirname, '../..')
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

/** A CommonJS file must say how it means a package that is a module only (TypeScript 5.3, "resolution-mode"). */
const files = {
  'consumer.mts': `import type { ${names} } from '@kubernetes/client-node'\n${source}`,
  'consumer.cts': `import type { ${names} } from '@kubernetes/client-node' with { 'resolution-mode': 'import' }\n${source}`,
}

/** What is published, by its first folder. */
const published = [
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CHECKS.md',
  'FINDINGS.md',
  'LICENSE',
  'README.md',
  'charts',
  'dist',
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
    const project = join(folder, 'project')
    const obstacle = await installInto(project, packed)
    if (obstacle !== undefined) return skipped('the library of an installed package', obstacle)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)
    writeFileSync(join(project, 'job.golden.yaml'), golden())
    for (const resolution of ['node16', 'nodenext']) assert.equal(await compileErrors(project, resolution), [])
    for (const file of ['consumer.mjs', 'consumer.cjs']) assert.equal(await said(project, file), want)
    for (const runner of Object.keys(runners)) if (isRunner(runner)) await goldenIn(runner, project)
  }),
)

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

/**
 * What the compiler says of the consumer and of our declarations, those checked too. client-node's own lead to `ws`, whose
 * types it does not bring (1.4.0).
 */
async function compileErrors(project: string, resolution: string): Promise<string[]> {
  const options = `--module ${resolution} --target es2022 --strict --skipLibCheck false --types node`.split(' ')
  const { stdout } = await ended({
    command: process.execPath,
    args: [compiler, ...options, 'consumer.mts', 'consumer.cts'],
    cwd: project,
    seconds: 120,
  })
  return stdout.split('\n').filter(line => /^\S/.test(line) && !line.startsWith('node_modules/isomorphic-ws/'))
}

async function said(project: string, file: string): Promise<unknown> {
  const { stdout, stderr } = await ended({ command: process.execPath, args: [file], cwd: project })
  assert.is(stderr, '')
  const { hardened, ...rest } = JSON.parse(stdout)
  assert.not.equal(hardened, false)
  return rest
}
