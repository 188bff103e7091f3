import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { skipped, table } from '../table.ts'
import { call } from './call.ts'
import { podText } from './manifests.ts'

const pods = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`pods/${index}.yaml`, podText()]))

table(
  'progress over',
  {
    'a few files': { files: pods(49), last: undefined },
    'many files': { files: pods(50), last: 'judging 50 files' },
  },
  async ({ files, last }) => {
    const { progress } = await call('check pods', { files })
    assert.is(progress.trimEnd().split('\n').at(-1) || undefined, last)
    if (last !== undefined) assert.match(progress, /^reading 1 of 50 files\nreading 2 of 50 files\n/)
  },
)

const probe = await ended({ command: 'script', args: ['--version'] }).catch(() => undefined)
if (probe?.status !== 0) skipped('progress at a terminal', 'no script of util-linux')
else
  table(
    'progress at',
    {
      'a terminal is shown and gone before the findings': {
        line: 'script -qec "$P check pods" /dev/null',
        shown: true,
      },
      'a terminal whose standard error is a file': {
        line: 'script -qec "$P check pods 2>err" /dev/null',
        shown: false,
      },
      'a pipe': { line: '$P check pods 2>&1 | cat', shown: false },
    },
    ({ line, shown }) =>
      withFolder(pods(60), async cwd => {
        const P = `${process.execPath} ${await installedPackage()}/dist/cli.cjs`
        const { stdout } = await ended({
          command: 'bash',
          args: ['-c', line],
          cwd,
          env: { P, TERM: 'xterm' },
          seconds: 30,
        })
        assert.is(stdout.includes('reading 60 of 60 files'), shown)
        const [before, ...findings] = stdout.split('\u001b[K').at(-1)?.split('pods/0.yaml') ?? []
        assert.is(findings.length > 0, true)
        assert.not.match(before ?? '', /judging/)
      }),
  )
