import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Caller, compiledFolder } from '../../src/cli/compiled/folder.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { everyCommand, files, missing } from './every-command.ts'

const caller: Caller = {
  argv: ['node', 'cli.cjs', 'post-render'],
  env: { HOME: '/home/me' },
  platform: 'linux',
  version: 'v20.20.2',
  arch: 'x64',
  execArgv: [],
}
const name = 'seaworthy/hash-v20.20.2-x64'

table<{ readonly caller: Partial<Caller>; readonly folder?: string; readonly use?: string }>(
  'where compiled code is kept',
  {
    'the cache of a home': { caller: {}, folder: `/home/me/.cache/${name}` },
    'that of macOS': { caller: { platform: 'darwin' }, folder: `/home/me/Library/Caches/${name}` },
    'a cache elsewhere': { caller: { env: { HOME: '/home/me', XDG_CACHE_HOME: '/c' } }, folder: `/c/${name}` },
    'a relative one, which is to be ignored': {
      caller: { env: { HOME: '/home/me', XDG_CACHE_HOME: 'c' } },
      folder: `/home/me/.cache/${name}`,
    },
    'Windows without a folder for it': { caller: { platform: 'win32' } },
    'no home': { caller: { env: {} } },
    "Node's own switch": { caller: { env: { HOME: '/home/me', NODE_DISABLE_COMPILE_CACHE: '1' } } },
    'options of Node in the environment': { caller: { env: { HOME: '/home/me', NODE_OPTIONS: '--no-opt' } } },
    'options of Node in the call': { caller: { execArgv: ['--max-semi-space-size=2'] } },
    CI: { caller: { env: { HOME: '/home/me', CI: 'true' } }, folder: `/home/me/.cache/${name}`, use: 'read' },
    'mcp, which writes no file': {
      caller: { argv: ['node', 'cli.cjs', 'mcp'] },
      folder: `/home/me/.cache/${name}`,
      use: 'read',
    },
  },
  ({ caller: own, folder, use = 'read and write' }) =>
    assert.equal(compiledFolder({ ...caller, ...own }, 'hash'), folder === undefined ? undefined : { folder, use }),
)

/** A package of its own, whose program a row may change, and a cache for it. */
function withProgram(prove: (place: Place) => Promise<void>): Promise<void> {
  return withFolder({}, async folder => {
    cpSync(join(await installedPackage(), 'dist'), join(folder, 'dist'), { recursive: true })
    await prove({ dist: join(folder, 'dist'), caches: join(folder, 'caches') })
  })
}

interface Place {
  readonly dist: string
  readonly caches: string
}

function run({ dist, caches }: Place, env: Readonly<Record<string, string>> = {}, input = missing): Promise<Ended> {
  return ended({
    command: process.execPath,
    args: [join(dist, 'cli.cjs'), 'post-render'],
    cwd: dist,
    input,
    env: { XDG_CACHE_HOME: caches, NODE_DISABLE_COMPILE_CACHE: '', ...env },
  })
}

/** The file of the program's code; undefined where nothing is kept. */
function keptIn({ caches }: Place): string | undefined {
  if (!existsSync(caches)) return undefined
  const found = readdirSync(caches, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('program.cjs.bin'),
  )
  return found[0] && join(caches, found[0])
}

situation(
  'the program is ASCII: one other character and V8 holds its text at two bytes a character, or reads another',
  () =>
    withProgram(async ({ dist }) => {
      const files = readdirSync(join(dist, 'chunks')).filter(name => name.endsWith('.cjs'))
      assert.ok(files.includes('program.cjs') && files.includes('cli-commands-explain.cjs'))
      const texts = files.map(name => readFileSync(join(dist, 'chunks', name), 'latin1'))
      assert.equal(
        texts.flatMap(text => text.match(/.{0,40}[^\0-\x7f].{0,20}/) ?? []),
        [],
      )
    }),
)

situation('a program whose code is kept knows what stands in patterns beyond ASCII', () =>
  withProgram(async ({ dist, caches }) => {
    const error = 'mkdir: cannot create directory ‘/data/x’: Permission denied'
    const { stdout } = await ended({
      command: process.execPath,
      args: [join(dist, 'cli.cjs'), 'explain', '--error', error],
      cwd: dist,
      input: missing,
      env: { XDG_CACHE_HOME: caches, NODE_DISABLE_COMPILE_CACHE: '' },
    })
    assert.match(stdout, /^understood +creating an entry at \/data\/x: EACCES/m)
  }),
)

/** The program with another word in its place, as long as before: where the new one is seen, it was compiled anew. */
function exchange({ dist }: Place): void {
  const program = join(dist, 'chunks/program.cjs')
  writeFileSync(program, readFileSync(program, 'latin1').replaceAll('RuntimeDefault', 'RUNTIMEDEFAULT'))
}

function zeroEnd(file: string): void {
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0, bytes.length - 100_000))
}

/** In the middle of the code, of which V8 checks nothing. */
function flipBit(file: string): void {
  const bytes = readFileSync(file)
  const at = bytes.length >> 1
  writeFileSync(file, bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1))
}

const compiledAnew = /type: RUNTIMEDEFAULT/

table<(place: Place, file: string) => void>(
  'code is compiled anew where what is kept',
  {
    'can be written by others': (_, file) => chmodSync(file, 0o666),
    'is cut': (_, file) => writeFileSync(file, readFileSync(file).subarray(0, 100_000)),
    'has an end that never reached the disk': (_, file) => zeroEnd(file),
    'has one other bit': (_, file) => flipBit(file),
    'is something else': (_, file) => writeFileSync(file, 'something else'),
    'is empty': (_, file) => writeFileSync(file, ''),
  },
  spoil =>
    withProgram(async place => {
      await run(place)
      exchange(place)
      spoil(place, keptIn(place) ?? '')
      const got = await run(place)
      assert.is(got.stderr, '')
      assert.match(got.stdout, compiledAnew)
    }),
)

table(
  'what is kept:',
  {
    'is what the next run takes': () =>
      withProgram(async place => {
        const first = await run(place)
        assert.is(statSync(keptIn(place) ?? '').mode & 0o777, 0o600)
        exchange(place)
        assert.equal(await run(place), first)
      }),
    'is added to by the first runs, and then once a day': () =>
      withProgram(async place => {
        const writes: (number | undefined)[] = []
        for (let count = 0; count < 6; count += 1) {
          await run(place)
          writes.push(readFileSync(keptIn(place) ?? '').at(-1))
        }
        utimesSync(keptIn(place) ?? '', new Date(), Date.now() / 1000 - 90_000)
        await run(place)
        writes.push(readFileSync(keptIn(place) ?? '').at(-1))
        assert.equal(writes, [1, 2, 3, 4, 4, 4, 5])
      }),
    'is nothing in CI': () =>
      withProgram(async place => {
        assert.is((await run(place, { CI: 'true' })).status, 0)
        assert.is(keptIn(place), undefined)
      }),
    'is nothing where no folder can be made': () =>
      withProgram(async place => {
        writeFileSync(place.caches, '')
        const got = await run(place)
        assert.is(got.status, 0)
        assert.is(got.stderr, '')
      }),
    'is nothing below a home that is not there': () =>
      withProgram(async place => {
        const home = join(place.dist, 'nobody')
        assert.is((await run(place, { XDG_CACHE_HOME: '', HOME: home })).status, 0)
        assert.is(existsSync(home), false)
      }),
    'is nothing where folders cannot be made, without end': () =>
      withProgram(async place => {
        const got = await run(place, { XDG_CACHE_HOME: '/proc' })
        assert.equal([got.status, got.signal, got.stderr], [0, null, ''])
      }),
    'is what a small run takes of a large one, in which V8 was told otherwise': () =>
      withProgram(async place => {
        assert.is((await run(place, {}, `${missing}---\n`.repeat(1000))).status, 0)
        exchange(place)
        const got = await run(place)
        assert.is(got.status, 0)
        assert.not.match(got.stdout, compiledAnew)
      }),
  },
  prove => prove(),
)

const some = Object.entries(everyCommand).filter(([command]) => ['post-render', 'check', 'explain'].includes(command))

for (const version of ['node20', 'node22', 'node24'] as const) {
  const node = await toolFor(`kept code on ${version}`, version)
  if (node === undefined) continue
  table(`with kept code on ${version}, as without:`, Object.fromEntries(some), ({ args, input = missing }) =>
    withFolder(files, async cwd => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const call = { command: node, args: [program, ...args], cwd, input }
      const kept = { XDG_CACHE_HOME: join(cwd, 'caches'), NODE_DISABLE_COMPILE_CACHE: '' }
      const want = await ended({ ...call, env: { NODE_DISABLE_COMPILE_CACHE: '1' } })
      for (const _ of ['the run that writes', 'one that reads']) assert.equal(await ended({ ...call, env: kept }), want)
    }),
  )
}
