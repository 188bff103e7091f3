import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readBytes, replaceFile } from '../../src/cli/files.ts'
import { InputError } from '../../src/error.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, table } from '../table.ts'
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

const crowd = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`pods/${index}.yaml`, text]))

situation('a signal in the middle of many writes leaves whole files, and nothing beside them', () =>
  withFolder(crowd, async cwd => {
    // As the first line says that a file was written, the others are under way.
    const program = `${await installedPackage()}/dist/cli.cjs`
    const script = `mkfifo out; "$0" "$1" fix --write pods > out 2>/dev/null & head -n 1 < out; kill -s INT $!; wait $!; echo $?`
    const { stdout } = await ended({
      command: 'bash',
      args: ['-mc', script, process.execPath, program],
      cwd,
      seconds: 30,
    })
    assert.match(stdout, /^wrote pods\/0\.yaml\n/)
    const found = readdirSync(join(cwd, 'pods'))
    assert.equal(
      found.toSorted(),
      Object.keys(crowd)
        .map(path => path.slice('pods/'.length))
        .toSorted(),
    )
    const texts = new Set(found.map(name => readFileSync(join(cwd, 'pods', name), 'utf8')))
    assert.ok(texts.size <= 2, `${texts.size} texts, want the old and the new one`)
  }),
)
