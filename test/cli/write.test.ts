import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readBytes, replaceFile } from '../../src/cli/files.ts'
import { InputError } from '../../src/error.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { table } from '../table.ts'
import { podText } from './manifests.ts'

const text = podText()

/** What each command says when the place it is to write to is a folder. Nothing may be left behind. */
table(
  'a folder stands where a file is to be written',
  {
    'a report of check': { args: ['check', '--format', 'json', '--output', 'taken', 'web.yaml'] },
    'a report of post-render': { args: ['--format', 'json', '--output', 'taken'] },
    'a golden file': { args: ['--golden', 'taken', '--update'] },
  },
  ({ args }) =>
    withFolder({ 'web.yaml': text }, async cwd => {
      mkdirSync(join(cwd, 'taken'))
      const command = `${await installedPackage()}/dist/cli.cjs`
      const { status, stdout, stderr } = await ended({ command, args, cwd, input: text })
      assert.equal({ status, stdout }, { status: 2, stdout: '' })
      assert.is(stderr, 'seaworthy: taken: cannot be written (it is a folder)\n')
      assert.equal(readdirSync(cwd).toSorted(), ['taken', 'web.yaml'])
      assert.equal(readdirSync(join(cwd, 'taken')), [])
      assert.is(readFileSync(join(cwd, 'web.yaml'), 'utf8'), text)
    }),
)

table(
  'what cannot be done to a file has its own code',
  {
    read: { act: () => readBytes('/dev/null/x'), code: 'UNREADABLE', says: '/dev/null/x: cannot be read' },
    written: { act: () => replaceFile('/dev/null/x', ''), code: 'UNWRITABLE', says: '/dev/null/x: cannot be written' },
    'read without a name': {
      act: () => readBytes(''),
      code: 'UNREADABLE',
      says: 'a file without a name: cannot be read',
    },
    'written without a name': {
      act: () => replaceFile('', ''),
      code: 'UNWRITABLE',
      says: 'a file without a name: cannot',
    },
  },
  ({ act, code, says }) =>
    assert.throws(
      act,
      (error: unknown) => error instanceof InputError && error.code === code && error.message.startsWith(says),
    ),
)
