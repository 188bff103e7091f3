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

situation('the packed library is installed, compiled against and run, as a module and as CommonJS', () =>
  withFolder({}, async folder => {
    const packed = await packInto(folder)
    assert.not(packed.files.some(file => /^(src|test|scripts|node_modules)\/|seaworthy\.yaml$/.test(file)))
    const project = join(folder, 'project')
    const obstacle = await installInto(project, packed)
    if (obstacle !== undefined) return skipped('the library of an installed package', obstacle)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)
    writeFileSync(join(project, 'job.golden.yaml'), golden())
    assert.is(await compiled(project), '')
    for (const file of ['consumer.mjs', 'consumer.cjs']) assert.equal(await said(project, file), want)
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

async function compiled(project: string): Promise<string> {
  const options = '--module nodenext --target es2022 --strict --skipLibCheck --types node'.split(' ')
  const types = ['--typeRoots', join(root, 'node_modules/@types')]
  const { stdout } = await ended({
    command: process.execPath,
    args: [compiler, ...options, ...types, 'consumer.mts', 'consumer.cts'],
    cwd: project,
    seconds: 120,
  })
  return stdout
}

async function said(project: string, file: string): Promise<unknown> {
  const { stdout, stderr } = await ended({ command: process.execPath, args: [file], cwd: project })
  assert.is(stderr, '')
  const { hardened, ...rest } = JSON.parse(stdout)
  assert.not.equal(hardened, false)
  return rest
}
