import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { renderWorkerJob, type ValuesInput } from '../../src/index.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, skipped } from '../table.ts'
import { installInto, packInto } from './packed.ts'

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
  'LICENSE',
  'README.md',
  'charts',
  'dist',
  'helm-plugin',
  'package.json',
  'presets',
  'templates',
]

/** The README's matcher in a runner that knows nothing of it. */
const goldenTests = {
  'web.golden.yaml': 'replicas: 1\n',
  'same.test.mjs': goldenTest('replicas: 1\\n'),
  'drifted.test.mjs': goldenTest('replicas: 2\\n'),
}

function goldenTest(rendered: string): string {
  return `import { test } from 'node:test'
import { goldenFile } from 'seaworthy'
test('the chart renders what was reviewed', () => goldenFile(new URL('web.golden.yaml', import.meta.url))('${rendered}'))
`
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
    for (const [name, text] of Object.entries(goldenTests)) writeFileSync(join(project, name), text)
    const { status, stdout } = await ended({
      command: process.execPath,
      args: ['--test', 'same.test.mjs'],
      cwd: project,
    })
    assert.is(status, 0, stdout)
    const drifted = await ended({ command: process.execPath, args: ['--test', 'drifted.test.mjs'], cwd: project })
    assert.is(drifted.status, 1)
    for (const words of ['GoldenMismatch', '-replicas: 1', '+replicas: 2']) assert.match(drifted.stdout, words)
  }),
)

function golden(): string {
  const values: ValuesInput = {
    name: 'agents',
    namespace: 'jobs',
    level: 'baseline',
    identity: { user: 10000, group: 10000 },
    volumes: [{ name: 'data', claim: { name: 'data', permissions: 'chownInit' } }],
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
