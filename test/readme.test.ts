import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { table } from './table.ts'

const root = resolve(import.meta.dirname, '..')
const [, transcript = ''] = /```console\n(.*?)```/s.exec(readFileSync(resolve(root, 'README.md'), 'utf8')) ?? []

/** Each `$ …` line of the transcript with what the README says it prints. */
const sessions = Object.fromEntries(
  transcript
    .split(/^\$ /m)
    .slice(1)
    .map(session => [session.slice(0, session.indexOf('\n')), session.slice(session.indexOf('\n') + 1)]),
)

table('README transcript', sessions, (want, command) => {
  const [program, ...args] = command.split(' ')
  assert.is(program, 'seaworthy')
  const loader = import.meta.resolve('tsx')
  const got = spawnSync(process.execPath, ['--import', loader, resolve(root, 'src/cli/main.ts'), ...args], {
    cwd: resolve(root, 'test/fixtures/readme'),
    encoding: 'utf8',
  })
  assert.is(got.stdout.trimEnd(), want.trimEnd())
})
