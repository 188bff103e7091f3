import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readBytes, replaceFile, replaceUnchanged } from '../../src/cli/files/files.ts'
import { program } from '../../src/cli/program.ts'
import { InputError } from '../../src/error.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { fakeIo } from '../support/io.ts'
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
      says: 'empty file name (is a shell variable unset?)',
    },
    'written without a name': {
      act: () => replaceFile('', ''),
      code: 'UNWRITABLE',
      says: 'empty file name',
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

/** Run a line of a shell, in which `seaworthy` is the program as it is installed, on real files. */
async function shell(cwd: string, line: string) {
  const program = `seaworthy() { "${process.execPath}" "${await installedPackage()}/dist/cli.cjs" "$@"; }`
  return ended({ command: 'bash', args: ['-c', `${program}\n${line}`], cwd, seconds: 30 })
}

/** Where an input is named as the place for an output, by whatever name. */
const inputs: Readonly<Record<string, string>> = {
  'a report of check': 'seaworthy check --format json --output web.yaml web.yaml',
  'the second report of check': 'seaworthy check --format json --output new --format sarif --output web.yaml web.yaml',
  'a report, by a link': 'seaworthy check --format json --output link.yaml web.yaml',
  'a report on what was read by a link': 'seaworthy check --format json --output web.yaml link.yaml',
  'a report, by a hard link': 'seaworthy check --format json --output hard.yaml web.yaml',
  'a report, by another way': 'seaworthy check --format json --output ./in/../web.yaml web.yaml',
  'a report on a folder': 'seaworthy check --format json --output in/a.yaml in',
  'a report over the policy': 'seaworthy check --format json --output p.yaml --policy p.yaml web.yaml',
  'a report over the policy that was found': 'seaworthy check --format json --output seaworthy.yaml web.yaml',
  'a report over the baseline': 'seaworthy check --format json --output old.json --baseline old.json web.yaml',
  'a report of post-render': 'seaworthy post-render --format json --output web.yaml < web.yaml',
  'a golden file': 'seaworthy post-render --policy p.yaml --golden web.yaml --update < web.yaml',
  'a golden file that is compared': 'seaworthy post-render --policy p.yaml --golden web.yaml < web.yaml',
  'an explanation': 'seaworthy explain --output web.yaml web.yaml',
  'an explanation of the standard input': 'seaworthy explain --output web.yaml < web.yaml',
  'a report of the policy': 'seaworthy post-render < in/a.yaml',
  'a report of verify over a golden file': 'seaworthy verify --policy g.yaml --format json --output in/a.yaml',
  'a report of verify over a stream': 'seaworthy verify --policy g.yaml --format json --output web.yaml',
  'what render writes': 'seaworthy render app --templates mine -f app/map.yaml --output-dir .',
}

const head = 'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n'
const beside = {
  'web.yaml': text,
  'in/a.yaml': text,
  'old.json': '{ "apiVersion": "seaworthy.dev/v1alpha1", "kind": "Report", "findings": [] }\n',
  'p.yaml': head,
  'g.yaml': `${head}golden:\n  - { name: pod, stream: web.yaml, file: in/a.yaml }\n`,
  'seaworthy.yaml': `${head}report: in/a.yaml\n`,
  'mine/app/map.hbs': 'name: {{quote name}}\n',
  'app/map.yaml': 'name: a\n',
}

table('an input is not written over:', inputs, line =>
  withFolder(beside, async cwd => {
    symlinkSync('web.yaml', join(cwd, 'link.yaml'))
    linkSync(join(cwd, 'web.yaml'), join(cwd, 'hard.yaml'))
    const before = textsIn(cwd)
    const { status, stdout, stderr } = await shell(cwd, line)
    assert.equal({ status, stdout }, { status: 2, stdout: '' }, stderr)
    assert.match(stderr.split('\n').at(-2) ?? '', /^seaworthy: \S+: cannot be written \(it is an input of this run\)$/)
    assert.equal(textsIn(cwd), before)
  }),
)

function textsIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => !entry.isDirectory())
  const files = entries.map(entry => join(entry.parentPath, entry.name)).toSorted()
  return Object.fromEntries(files.map(file => [file, readFileSync(file, 'utf8')]))
}

/** Where a pipe or a device is named as the place for an output, and nobody reads it. */
const special: Readonly<Record<string, string>> = {
  'a report in a pipe': 'mkfifo p; seaworthy check --format json --output p web.yaml',
  'an explanation in a pipe': 'mkfifo p; seaworthy explain --output p web.yaml',
  'a golden file that is a pipe': 'mkfifo p; seaworthy post-render --golden p --update < web.yaml',
  'a pipe that fix is to change': 'mkfifo p; seaworthy fix --write p',
  'a pipe through a link': 'mkfifo q; ln -s q p; seaworthy fix --write p',
  'a report in a device': 'ln -s /dev/zero p; seaworthy check --format json --output p web.yaml',
}

table('at once refused:', special, line =>
  withFolder({ 'web.yaml': text }, async cwd => {
    const { status, stdout, stderr } = await shell(cwd, line)
    assert.equal({ status, stdout }, { status: 2, stdout: '' })
    assert.is(stderr, 'seaworthy: p: cannot be written (it is a pipe or a device, expected a file)\n')
  }),
)

situation('a pipe that a fleet names is not waited for', () =>
  withFolder({ 'fleet.yaml': fleetOf('p') }, async cwd => {
    const { status, stdout } = await shell(cwd, 'mkfifo p; seaworthy fleet fleet.yaml')
    assert.is(status, 1)
    assert.match(stdout, /release a failed: p: cannot be read \(it is a pipe or a device, expected a file\)/)
  }),
)

function fleetOf(stream: string): string {
  return `apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: [{ name: a, stream: ${stream} }]\n`
}

/** Folders that cannot be made. Node's own recursion never ends there. */
const nowhere: Readonly<Record<string, { readonly output: string; readonly says: string }>> = {
  'where no folder can be': { output: '/proc/none/deep/r.json', says: 'no such file or folder' },
  'of the name that stands for a stream': { output: '-', says: 'leave the option out to write to the standard output' },
  'below a file': { output: 'web.yaml/deep/r.json', says: 'a part of the path is not a folder' },
}

table('at once refused, an output', nowhere, ({ output, says }) =>
  withFolder({ 'web.yaml': text }, async cwd => {
    const { status, stdout, stderr } = await shell(cwd, `seaworthy check --format json --output ${output} web.yaml`)
    assert.equal({ status, stdout }, { status: 2, stdout: '' })
    assert.is(stderr, `seaworthy: ${output}: cannot be written (${says})\n`)
  }),
)

situation('folders are made for an output, as many as it takes', () =>
  withFolder({ 'web.yaml': text }, async cwd => {
    const { status } = await shell(cwd, 'seaworthy check --format json --output a/b/c/r.json web.yaml')
    assert.equal([status, readdirSync(join(cwd, 'a/b/c'))], [1, ['r.json']])
  }),
)

situation('an input is not written over by a path through a folder that is not there', () =>
  withFolder({ 'web.yaml': text }, async cwd => {
    const { status, stderr } = await shell(cwd, 'seaworthy check --format json --output none/../web.yaml web.yaml')
    assert.equal([status, readFileSync(join(cwd, 'web.yaml'), 'utf8')], [2, text])
    assert.is(stderr, 'seaworthy: none/../web.yaml: cannot be written (it is an input of this run)\n')
  }),
)

situation('a pipe can be read', () =>
  withFolder({ 'web.yaml': text }, async cwd => {
    const { status, stderr } = await shell(cwd, 'seaworthy check <(cat web.yaml)')
    assert.equal({ status, stderr }, { status: 1, stderr: '' })
  }),
)

situation('two reports in one file are refused', () =>
  withFolder({ 'web.yaml': text }, async cwd => {
    const line = 'seaworthy check --format json --output a --format sarif --output ./a web.yaml'
    const { status, stderr } = await shell(cwd, line)
    assert.is(status, 2)
    assert.is(stderr, 'seaworthy: --output ./a: expected another file than that of the report before it\n')
    assert.equal(readdirSync(cwd), ['web.yaml'])
  }),
)

/** What may happen to a file between the read and the write, as another process would do it. */
table<{ readonly act: (file: string) => void; readonly want: string; readonly left?: string }>(
  'a file that is to be rewritten, and meanwhile was',
  {
    'left alone': { act: () => {}, want: 'written', left: 'new' },
    'touched, with the same text': { act: file => utimesSync(file, 0, 0), want: 'written', left: 'new' },
    changed: { act: file => writeFileSync(file, 'theirs'), want: 'changed', left: 'theirs' },
    'changed, with its old time and length': {
      act: file => {
        const { atime, mtime } = lstatSync(file)
        writeFileSync(file, 'odd')
        utimesSync(file, atime, mtime)
      },
      want: 'changed',
      left: 'odd',
    },
    'written by another name': { act: file => writeFileSync(file, 'new'), want: 'written', left: 'new' },
    removed: { act: file => rmSync(file), want: 'changed' },
  },
  ({ act, want, left }) =>
    withFolder({ f: 'old' }, async cwd => {
      const file = join(cwd, 'f')
      act(file)
      assert.is(replaceUnchanged(file, 'old', 'new'), want)
      assert.equal(textsIn(cwd), left === undefined ? {} : { [file]: left })
    }),
)

situation('fix --write leaves what somebody changed meanwhile, writes the rest, and fails', async () => {
  const { io, recorded } = fakeIo({ files: { 'a.yaml': text, 'b.yaml': text } })
  const code = await program(['fix', '--write', 'a.yaml', 'b.yaml'], {
    ...io,
    rewriteFile: async (path, ...texts) => (path === 'a.yaml' ? 'changed' : io.rewriteFile(path, ...texts)),
  })
  const { stdout, stderr, files } = recorded()
  assert.equal({ code, stdout }, { code: 1, stdout: 'wrote b.yaml\n' })
  assert.match(stderr, 'seaworthy: a.yaml: not written, because it changed since it was read; run fix again\n')
  assert.equal([files['a.yaml'] === text, files['b.yaml'] === text], [true, false])
})

const leftover = '.seaworthy-0f8fad5b-d9cb-469f-a165-70867728950e.partial'

/** What lies beside a file that is written, and whether it stays. */
table(
  'what a run left that was killed',
  {
    'more than an hour ago': { name: leftover, minutes: 61, stays: false },
    'just now, perhaps by a run that goes on': { name: leftover, minutes: 1, stays: true },
    'under a name that is not ours': { name: '.seaworthy-mine.partial', minutes: 61, stays: true },
  },
  ({ name, minutes, stays }) =>
    withFolder({ [name]: 'half', f: 'old' }, async cwd => {
      const then = Date.now() / 1000 - minutes * 60
      utimesSync(join(cwd, name), then, then)
      replaceFile(join(cwd, 'f'), 'new')
      assert.equal(readdirSync(cwd).toSorted(), stays ? [name, 'f'] : ['f'])
    }),
)

situation('a link to nothing is written through', () =>
  withFolder({}, async cwd => {
    symlinkSync('real/f', join(cwd, 'f'))
    replaceFile(join(cwd, 'f'), 'new')
    assert.ok(lstatSync(join(cwd, 'f')).isSymbolicLink())
    assert.is(readFileSync(join(cwd, 'real/f'), 'utf8'), 'new')
  }),
)

situation('of two hard links only the named one changes', () =>
  withFolder({ a: 'old' }, async cwd => {
    linkSync(join(cwd, 'a'), join(cwd, 'b'))
    replaceFile(join(cwd, 'a'), 'new')
    assert.equal(Object.values(textsIn(cwd)), ['new', 'old'])
  }),
)
