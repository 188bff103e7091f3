import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { writeExecutable } from '../../scripts/executable.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { type CommandRow, everyCommand, files, missing } from './every-command.ts'

const subject = 'the single executable:'
/** The one that is released, and the first that knows how. */
for (const version of ['node24', 'node20'] as const) {
  const node = await toolFor(`${subject} ${version}`, version)
  if (node === undefined) continue
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-executable-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const program = join(folder, 'seaworthy')
  writeExecutable(join(await installedPackage(), 'dist'), node, program)
  const rows: Readonly<Record<string, CommandRow>> = {
    ...everyCommand,
    lock: { args: ['lock', '--check', 'web.yaml'], status: 2, stdout: /^$/ },
    run: { args: ['run'], status: 2, stdout: /^$/ },
    'a failure under Helm 4': { args: ['--helm-plugin', '--level', 'no'], status: 0, stdout: /^\|2-\n {2}seaworthy: / },
  }
  table(`${subject} ${version}`, rows, ({ args, input = missing, status, stdout }) =>
    withFolder(files, async cwd => {
      // Without PATH there is no other Node.
      const got = await ended({ command: program, args, cwd, input, env: { PATH: '' } })
      assert.is(got.status, status, got.stderr)
      assert.match(got.stdout, stdout)
      assert.not.match(got.stderr, /Warning|internal error|not complete/)
    }),
  )
}
