import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { mutationsOf } from '../scripts/table-rows.ts'
import { tables } from '../scripts/tables.ts'
import { withFolder } from './support/folder.ts'
import { ended } from './support/process.ts'
import { codeOf, importsOf, sourceFiles } from './support/sources.ts'
import { situation, table } from './table.ts'

const root = resolve(import.meta.dirname, '..')
const sources = sourceFiles('src')
const all = sourceFiles('src', 'test', 'scripts', 'bench')

situation('table() is the only door to uvu', () => {
  const users = all.filter(file => importsOf(file).some(({ to }) => to === 'uvu')).map(({ path }) => path)
  assert.equal(users, ['test/table.ts'])
})

/** What the linter and the compiler let through. This file has to spell it, and is left out. */
const unwanted: Readonly<Record<string, RegExp>> = {
  'the type that turns checks off': /[:<]\s*any\b(?!\s+\w)|\bas any\b/,
  'a cast through unknown': /\bas unknown as\b/,
  'a compiler that is told to be silent': /@ts-(ignore|expect-error|nocheck)/,
  'a test that silences the others': /\.only\(/,
  'a test that is left out': /\b(test|suite)\.skip\(/,
  'a way round Io': /\bconsole\.\w+\(/,
  'a default export': /^export default\b/m,
  // ARCHITECTURE.md says why; those of a class stand further out.
  'a getter in a literal': /^ {4,}get \w+\(/m,
}

table('nowhere', unwanted, pattern => {
  const found = all
    .filter(({ path }) => path !== 'test/hygiene.test.ts')
    .filter(({ text }) => pattern.test(codeOf(text)))
  assert.equal(
    found.map(({ path }) => path),
    [],
  )
})

situation('no work is put off in a comment', () => {
  const found = all.filter(({ path, text }) => path !== 'test/hygiene.test.ts' && /\b(TODO|FIXME|XXX)\b/.test(text))
  assert.equal(
    found.map(({ path }) => path),
    [],
  )
})

situation('every exported function, constant and class says what it is for', () => {
  const bare = sources.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    return lines.flatMap((line, index) => {
      const name = /^export (?:async )?(?:function\*?|const|class) (\w+)/.exec(line)?.[1]
      return name === undefined || lines[index - 1]?.trimEnd().endsWith('*/') ? [] : [`${path} ${name}`]
    })
  })
  assert.equal(bare, [])
})

situation('every table that `npm run mutate` breaks is there, has rows, and tests that hold them', () => {
  const tests = all.map(({ path }) => path).filter(path => path.endsWith('.test.ts'))
  const lost = tables.filter(({ file, name, depth = 'rows', tests: filters }) => {
    const rows = mutationsOf(readFileSync(resolve(root, 'src', file), 'utf8'), name, depth)
    return rows.length === 0 || !filters.every(filter => tests.some(path => path.includes(filter)))
  })
  assert.equal(
    lost.map(({ file, name }) => `${file} ${name}`),
    [],
  )
})

/** `src/index.ts` repeats names, for it is the library. */
situation('no name is exported twice', () => {
  const places = new Map<string, string[]>()
  for (const { path, text } of sources)
    for (const [, name = ''] of text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), path])
  const twice = [...places]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`)
  assert.equal(twice, [])
})

/** Files of ours by their whole paths, and by names in backquotes. */
const fileName = /(?<![\w/])(?:src|test|scripts|templates)\/[\w./-]+\.(?:ts|hbs)\b|(?<=`)\w[\w./-]*\.ts(?=`)/g

situation('a file that a comment or a page names is there', () => {
  const pages = [
    'ARCHITECTURE.md',
    'README.md',
    'CHECKS.md',
    'FINDINGS.md',
    'KNOWLEDGE.md',
    ...filesIn('charts'),
    ...filesIn('templates'),
  ]
  const texts = pages.map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  const known = [...all, ...texts].map(({ path }) => path)
  const isThere = (name: string) => known.some(path => path === name || path.endsWith(`/${name}`))
  const told = [...sourceFiles('src', 'scripts'), ...texts].flatMap(({ path, text }) =>
    [...text.matchAll(fileName)].map(([name]) => ({ path, name })),
  )
  assert.ok(told.length > 50)
  assert.equal(
    told.filter(({ name }) => !isThere(name)),
    [],
  )
})

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted()
}

/** A test file as a careless or an unlucky hand writes it, and whether the run is green. */
const suites: Readonly<Record<string, { readonly text: string; readonly want: 'green' | 'red' }>> = {
  'a suite that passes': { text: "test('one', () => {})\ntest.run()", want: 'green' },
  'a test that fails': { text: "test('one', () => { throw new Error('no') })\ntest.run()", want: 'red' },
  'a test that rejects': { text: "test('one', async () => { throw new Error('no') })\ntest.run()", want: 'red' },
  'a suite that is never run': { text: "test('one', () => {})", want: 'red' },
  'a suite without tests': { text: 'test.run()', want: 'red' },
  'a test that is left out': { text: "test('one', () => {})\ntest.skip('two', () => {})\ntest.run()", want: 'red' },
  'a hook before all that throws': {
    text: "test.before(() => { throw new Error('no') })\ntest('one', () => {})\ntest.run()",
    want: 'red',
  },
  'a hook before each that throws': {
    text: "test.before.each(() => { throw new Error('no') })\ntest('one', () => {})\ntest.run()",
    want: 'red',
  },
  'a hook after each that throws': {
    text: "test.after.each(() => { throw new Error('no') })\ntest('one', () => {})\ntest('two', () => {})\ntest.run()",
    want: 'red',
  },
  'a file that throws when it is read': { text: "throw new Error('no')", want: 'red' },
  'a file that ends the process': { text: "test('one', () => {})\ntest.run()\nprocess.exit(0)", want: 'red' },
  'a test that ends the process': { text: "test('one', () => process.exit(0))\ntest.run()", want: 'red' },
  'a test that prints a summary of its own': {
    text: "test('one', () => { console.log('1 passed, 0 failed, 0 skipped'); process.exit(0) })\ntest.run()",
    want: 'red',
  },
  'a test that waits for nothing': { text: "test('one', () => new Promise(() => {}))\ntest.run()", want: 'red' },
  'a test that throws when it is over': {
    text: "test('one', () => { setTimeout(() => { throw new Error('no') }, 50) })\ntest.run()",
    want: 'red',
  },
  'a file that says what it skips': { text: "process.stdout.write('skipped: a: no root\\n')", want: 'green' },
}

table('the runner answers', suites, ({ text, want }) =>
  withFolder({ 'test/a.test.ts': `import { suite } from 'uvu'\nconst test = suite('a')\n${text}\n` }, async cwd => {
    symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'))
    const args = ['--import', 'tsx', join(root, 'test/run.ts')]
    const { status, stdout, stderr } = await ended({ command: process.execPath, args, cwd })
    assert.is(status === 0 ? 'green' : 'red', want, stdout + stderr)
  }),
)

table(
  'the runner, asked for files by',
  {
    'a path': { filters: ['test/pss/a.test.ts'], want: ['test/pss/a.test.ts'] },
    'a path of the working folder': { filters: ['./test/pss/a.test.ts'], want: ['test/pss/a.test.ts'] },
    'a folder': { filters: ['test/pss/'], want: ['test/pss/a.test.ts', 'test/pss/b.test.ts'] },
    'a part of a path': { filters: ['s/b'], want: ['test/pss/b.test.ts'] },
    several: { filters: ['run', 'pss/b'], want: ['test/pss/b.test.ts', 'test/run/c.test.ts'] },
    nothing: { filters: [], want: ['test/pss/a.test.ts', 'test/pss/b.test.ts', 'test/run/c.test.ts'] },
    'a name that no file has': { filters: ['pss/b', 'no-file'], want: ['test/pss/b.test.ts', 'red: no-file'] },
  },
  ({ filters, want }) =>
    withFolder(
      Object.fromEntries(
        ['pss/a', 'pss/b', 'run/c'].map(name => [`test/${name}.test.ts`, "console.log('skipped: a')"]),
      ),
      async cwd => {
        symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'))
        const args = ['--import', 'tsx', join(root, 'test/run.ts'), ...filters]
        const { status, stdout } = await ended({ command: process.execPath, args, cwd })
        const ran = [...stdout.matchAll(/^(test\/\S+) {2}\d+\.\d s$/gm)].map(([, file]) => file).toSorted()
        const missed = [...stdout.matchAll(/^no test file has (\S+) in its path$/gm)].map(([, name]) => `red: ${name}`)
        assert.equal([...ran, ...missed], want)
        assert.is(status, missed.length === 0 ? 0 : 1)
      },
    ),
)

table(
  'a table',
  {
    'without rows': "table('a', {}, () => {})",
    'with a row that fails': "table('a', { b: 1 }, () => { throw new Error('no') })",
    'that is never waited for': "table('a', { b: 1 }, async () => { await null; throw new Error('no') })",
  },
  line =>
    withFolder({ 'test/a.test.ts': `import { table } from '${join(root, 'test/table.ts')}'\n${line}\n` }, async cwd => {
      symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'))
      const args = ['--import', 'tsx', join(root, 'test/run.ts')]
      const { status } = await ended({ command: process.execPath, args, cwd })
      assert.is(status, 1)
    }),
)
