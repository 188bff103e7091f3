import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { everyCommand, files, missing } from './every-command.ts'

for (const version of ['node20', 'node22', 'node24'] as const) {
  const node = await toolFor(`the program on ${version}`, version)
  if (node === undefined) continue
  table(`the program on ${version}:`, everyCommand, ({ args, input = missing, status, stdout }) =>
    withFolder(files, async cwd => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const got = await ended({ command: node, args: [program, ...args], cwd, input })
      assert.is(got.status, status, got.stderr)
      assert.match(got.stdout, stdout)
      assert.not.match(got.stderr, /Warning|internal error/)
    }),
  )
}

/** A Node of the past: the program as it is built, with another version told to it. It must not get beyond its first lines. */
const pretend = (version: string) =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`

table(
  'a Node that is too old, told of',
  {
    'its last patch': { version: '20.11.1', args: [], status: 2, stdout: '' },
    'an older major': { version: '18.20.8', args: ['check'], status: 2, stdout: '' },
    'Helm 4, which shows no other words': { version: '18.20.8', args: ['--helm-plugin'], status: 0, stdout: '|2-\n  ' },
  },
  ({ version, args, status, stdout }) =>
    withFolder({ 'old.cjs': pretend(version) }, async cwd => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const got = await ended({ command: process.execPath, args: ['-r', './old.cjs', program, ...args], cwd })
      const sentence = `seaworthy: needs Node 20.12 or later, and this is Node ${version}\n`
      assert.is(got.status, status)
      assert.is(got.stdout + got.stderr, `${stdout}${sentence}`)
    }),
)
