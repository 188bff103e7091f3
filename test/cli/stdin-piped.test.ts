import * as assert from 'uvu/assert'
import { version } from '../../src/cli/version.ts'
import { installedPackage } from '../support/built.ts'
import { ended } from '../support/process.ts'
import { table } from '../table.ts'

/** Who asks for the version, and through what. Only one through whose pipe manifests come gets no answer. */
table(
  'a question through a pipe',
  {
    'with manifests': { line: 'echo "a: 1" | seaworthy --version', status: 2 },
    'with manifests, late by a moment': { line: '{ sleep 0.2; echo "a: 1"; } | seaworthy --version', status: 2 },
    'with nothing': { line: ': | seaworthy --version', status: 0 },
    'that nobody writes to': { line: 'sleep 5 | { seaworthy --version; kill -s TERM $$; }', status: 0 },
    'that is closed': { line: 'seaworthy --version <&-', status: 0 },
    'from no input at all': { line: 'seaworthy --version </dev/null', status: 0 },
  },
  async ({ line, status }) => {
    const program = `seaworthy() { "${process.execPath}" "${await installedPackage()}/dist/cli.cjs" "$@"; }`
    const got = await ended({ command: 'bash', args: ['-c', `${program}\n${line}`], seconds: 10 })
    assert.is(got.stdout, status === 0 ? `${version}\n` : '')
    if (!line.includes('kill')) assert.is(got.status, status)
  },
)
