import { chmodSync, existsSync, lstatSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { rootChownInitContainer } from '../../src/security/chown-init.ts'
import { skipped, table } from '../table.ts'
import { asksPath, canWrite, type Entry, inFolder, ownerOf, owners, plant, runInit, shellsFor } from './kernel.ts'

const uid = 10000
const workload = { uid, gid: uid }
const owner = `${uid}:${uid}`
const policies = ['Always', 'OnRootMismatch'] as const
type Policy = (typeof policies)[number]

function chownInit(paths: readonly string[], policy: Policy) {
  const mounts = paths.map((mountPath, index) => ({ name: `v${index}`, mountPath }))
  return rootChownInitContainer('init', 'busybox', uid, uid, mounts, { policy })
}

interface Volume {
  readonly name?: string
  readonly entries: Readonly<Record<string, Entry>>
}

const volumes: Readonly<Record<string, Volume>> = {
  'fresh, as a provisioner made it': { entries: { '.': { owner: 1000 } } },
  'fresh, with what a file system brings along': { entries: { '.': {}, 'lost+found': { mode: 0o700 } } },
  'on the second start, with directories that only their owner may enter': {
    entries: {
      '.': { owner: 1000 },
      pgdata: { owner: 999, mode: 0o700 },
      'pgdata/base': { owner: uid, mode: 0o700 },
      'pgdata/base/1': { owner: 999, mode: 0o600, kind: 'file' },
    },
  },
  'with a setuid file of another uid': {
    entries: { '.': { owner: 1000 }, tool: { owner: 999, mode: 0o4755, kind: 'file' } },
  },
  'with names that a shell could misread': {
    entries: {
      '.': { owner: 1000 },
      '-rf': { owner: 1, kind: 'file' },
      '--reference=x': { owner: 1 },
      'a b': { owner: 1 },
      "it's": { owner: 1, kind: 'file' },
      '"quoted"': { owner: 1, kind: 'file' },
      '$(touch pwned)': { owner: 1, kind: 'file' },
      '`touch pwned`': { owner: 1, kind: 'file' },
      'line\nbreak': { owner: 1, kind: 'file' },
      '*': { owner: 1, kind: 'file' },
      '\\': { owner: 1, kind: 'file' },
      é: { owner: 1, kind: 'file' },
    },
  },
  'with hidden entries': {
    entries: {
      '.': {},
      '.a': { owner: 1 },
      '..b': { owner: 1, kind: 'file' },
      '...': { owner: 1 },
      '.-c/d': { owner: 1, kind: 'file' },
    },
  },
  'with links, broken and in circles': {
    entries: {
      '.': {},
      gone: { owner: 1, linkTo: '/nowhere' },
      self: { owner: 1, linkTo: 'self' },
      up: { owner: 1, linkTo: '.' },
    },
  },
  'mounted at a path that needs quotes': {
    name: "my 'data' $(id)\n*",
    entries: { '.': { owner: 1000 }, f: { owner: 1, kind: 'file' } },
  },
}

for (const shell of shellsFor('re-own volumes for real')) {
  for (const policy of policies)
    table(`${policy} makes a volume writable, with ${shell.name}`, volumes, ({ name = 'volume', entries }) =>
      inFolder(folder => {
        const volume = join(folder, name)
        plant(volume, entries)
        assert.not.ok(canWrite(workload, volume), 'nothing is to be done here')
        assert.equal(runInit(chownInit([volume], policy), shell), { status: 0, stderr: '' })
        const wrong = Object.entries(owners(volume)).filter(([, got]) => got !== owner)
        assert.equal(wrong, [])
        assert.ok(canWrite(workload, volume, filesOf(volume, entries)))
        assert.not.ok(existsSync(join(volume, 'pwned')))
        assert.equal(runInit(chownInit([volume], policy), shell), { status: 0, stderr: '' }, 'the next start')
      }),
    )

  table(
    `what lies outside a volume keeps its owner, with ${shell.name}`,
    { Always: policies[0], OnRootMismatch: policies[1] },
    policy =>
      inFolder(folder => {
        plant(folder, {
          'outside/file': { owner: 1, kind: 'file' },
          outside: { owner: 1 },
          volume: {},
          'volume/sub': {},
        })
        for (const place of ['volume', 'volume/sub']) {
          symlinkSync(join(folder, 'outside'), join(folder, place, 'directory'))
          symlinkSync(join(folder, 'outside/file'), join(folder, place, 'file'))
        }
        assert.is(runInit(chownInit([join(folder, 'volume')], policy), shell).status, 0)
        assert.is(ownerOf(join(folder, 'volume/sub/file')), owner)
        assert.equal(owners(join(folder, 'outside')), { '.': '1:1', file: '1:1' })
      }),
  )

  table(
    `a mount path that is a link in the image, with ${shell.name}`,
    {
      'Always re-owns the link alone, and nobody is told': { policy: policies[0], slash: '', want: '0:0' },
      'Always follows it with a trailing slash': { policy: policies[0], slash: '/', want: owner },
      'OnRootMismatch follows it': { policy: policies[1], slash: '', want: owner },
    },
    ({ policy, slash, want }) =>
      inFolder(folder => {
        plant(folder, { 'volume/file': { kind: 'file' }, volume: {}, link: { linkTo: 'volume' } })
        assert.is(runInit(chownInit([join(folder, 'link') + slash], policy), shell).status, 0)
        assert.equal(owners(join(folder, 'volume')), { '.': want, file: want })
      }),
  )

  table(
    `a volume that is missing fails the init container, with ${shell.name}`,
    { Always: policies[0], OnRootMismatch: policies[1] },
    policy => inFolder(folder => assert.not.equal(runInit(chownInit([join(folder, 'none')], policy), shell).status, 0)),
  )

  table(`OnRootMismatch, with ${shell.name}`, { 'skips the volume whose root matches, and no other': undefined }, () =>
    inFolder(folder => {
      plant(folder, {
        'done/file': { owner: 1, kind: 'file' },
        done: { owner: uid },
        'new/file': { owner: 1, kind: 'file' },
        'new': {},
      })
      const init = chownInit([join(folder, 'done'), join(folder, 'new')], 'OnRootMismatch')
      assert.is(runInit(init, shell).status, 0)
      assert.equal(owners(join(folder, 'done')), { '.': owner, file: '1:1' })
      assert.equal(owners(join(folder, 'new')), { '.': owner, file: owner })
    }),
  )

  const interrupted = `an interrupted OnRootMismatch is repeated, with ${shell.name}`
  if (!asksPath(shell)) skipped(interrupted, 'its shell takes its own chown before that of PATH')
  else
    table(
      interrupted,
      {
        'killed before the first chown': 0,
        'killed after one': 1,
        'killed after three': 3,
        'killed before the root': 4,
      },
      calls =>
        inFolder(folder => {
          const volume = join(folder, 'volume')
          plant(volume, { '.': {}, 'a/b': {}, c: { kind: 'file' }, d: {}, '.e': { kind: 'file' } })
          const init = chownInit([volume], 'OnRootMismatch')
          const path = `${killerAfter(calls, folder, shell.path)}:${shell.path}`
          assert.not.equal(runInit(init, shell, { path }).status, 0)
          const done = Object.values(owners(volume)).filter(got => got === owner).length
          assert.is(ownerOf(volume), '0:0')
          assert.ok(calls === 0 ? done === 0 : done >= calls, `${done} entries were re-owned before the kill`)
          assert.is(runInit(init, shell).status, 0)
          assert.ok(Object.values(owners(volume)).every(got => got === owner))
        }),
    )

  const trees: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
    fresh: { '.': { owner: 1000 }, a: { owner: 1000 }, 'a/b': { owner: 1000, kind: 'file' } },
    restart: { '.': { owner: uid }, p: { owner: uid, mode: 0o700 }, 'p/q': { owner: uid, mode: 0o600, kind: 'file' } },
    setuid: { '.': { owner: 1000 }, s: { owner: 1000, mode: 0o4755, kind: 'file' } },
  }

  table<{ add?: readonly string[]; works: readonly string[] }>(
    `capabilities that re-owning takes, with ${shell.name}`,
    {
      none: { add: [], works: [] },
      CHOWN: { add: ['CHOWN'], works: ['fresh'] },
      'CHOWN and FOWNER': { add: ['CHOWN', 'FOWNER'], works: ['fresh', 'setuid'] },
      'CHOWN and DAC_OVERRIDE': { add: ['CHOWN', 'DAC_OVERRIDE'], works: ['fresh', 'restart'] },
      'CHOWN, DAC_OVERRIDE and FSETID': { add: ['CHOWN', 'DAC_OVERRIDE', 'FSETID'], works: ['fresh', 'restart'] },
      'those that the container declares': { works: ['fresh', 'restart', 'setuid'] },
    },
    ({ add, works }) => {
      for (const [name, entries] of Object.entries(trees))
        inFolder(folder => {
          const volume = join(folder, 'volume')
          plant(volume, entries)
          const got = runInit(chownInit([volume], 'Always'), shell, add === undefined ? {} : { capabilities: add })
          assert.is(got.status === 0, works.includes(name), `${name}: ${got.stderr}`)
        })
    },
  )
}

function filesOf(volume: string, entries: Readonly<Record<string, Entry>>): string[] {
  return Object.keys(entries)
    .map(name => join(volume, name))
    .filter(path => lstatSync(path).isFile())
}

/** A folder with a `chown` that works `calls` times and then kills the shell that called it. */
function killerAfter(calls: number, folder: string, path: string): string {
  const real = path
    .split(':')
    .map(place => join(place, 'chown'))
    .find(existsSync)
  const bin = join(folder, 'bin')
  plant(bin, { '.': {} })
  writeFileSync(join(bin, 'count'), '')
  const count = `printf x >> ${bin}/count; [ $(/usr/bin/wc -c < ${bin}/count) -le ${calls} ]`
  const script = `#!/bin/sh\n${count} || { kill -9 $PPID; exit 1; }\nPATH=${path} exec ${real} "$@"\n`
  writeFileSync(join(bin, 'chown'), script)
  chmodSync(join(bin, 'chown'), 0o755)
  return bin
}
