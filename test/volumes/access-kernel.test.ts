import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { all } from '../../src/volumes/model/answer.ts'
import { known } from '../../src/volumes/model/partial.ts'
import { directoryAccess, fileAccess, writeBit } from '../../src/volumes/model/process/access.ts'
import { situation, skipped, table } from '../table.ts'
import { type FullProcess, inOpenFolder, noKernel, runAs } from './as-identity.ts'

interface Case {
  readonly uid: number
  readonly gid: number
  readonly mode: number
  /** The file in it, which has the same owner. */
  readonly fileMode: number
}

const owners = [
  { uid: 0, gid: 0 },
  { uid: 0, gid: 2000 },
  { uid: 1000, gid: 2000 },
] as const

/** Every permission of a directory, and the special bits that matter; the file's mode runs through all of its own. */
const cases: readonly Case[] = owners.flatMap(owner =>
  Array.from({ length: 512 }, (_, bits) => bits).flatMap(bits => [
    { ...owner, mode: bits, fileMode: (bits * 37) % 512 },
    ...(bits % 8 === 7 ? [{ ...owner, mode: bits | (0o1000 * (1 + (bits % 5))), fileMode: 0o666 }] : []),
  ]),
)

function user(uid: number, gid: number, groups: readonly number[] = []): FullProcess {
  return { uid, gid, groups, groupsComplete: true, capabilities: [], nonRoot: uid !== 0 }
}

function root(...capabilities: readonly string[]): FullProcess {
  return { ...user(0, 0), capabilities }
}

const identities: Readonly<Record<string, FullProcess>> = {
  'the owner': user(1000, 1000),
  'the owner, of the group as well': user(1000, 2000),
  'a member by primary group': user(10000, 2000),
  'a member by supplemental group': user(10000, 10000, [2000]),
  'a stranger': user(10000, 10000),
  'a stranger in group 0': user(10000, 0),
  'root without capabilities': root(),
  'root without capabilities, a member': { ...root(), groups: [2000] },
  'root with CHOWN': root('CHOWN'),
  'root with FOWNER': root('FOWNER'),
  'root with DAC_READ_SEARCH': root('DAC_READ_SEARCH'),
  'root with DAC_OVERRIDE': root('DAC_OVERRIDE'),
  'root with what the chown container has': root('CHOWN', 'DAC_OVERRIDE', 'FOWNER'),
}

/** Prints one line a directory: list and enter, create, append to the file in it, chmod, each 1 or 0. */
const probe = `
const fs = require('node:fs')
const may = act => { try { act(); return 1 } catch { return 0 } }
const [, folder, count] = process.argv
const lines = []
for (let index = 0; index < Number(count); index++) {
  const dir = folder + '/' + index
  const { mode } = fs.statSync(dir)
  lines.push([
    may(() => { fs.readdirSync(dir); fs.statSync(dir + '/file') }),
    may(() => { fs.mkdirSync(dir + '/new'); fs.rmdirSync(dir + '/new') }),
    may(() => fs.closeSync(fs.openSync(dir + '/file', fs.constants.O_WRONLY))),
    may(() => fs.utimesSync(dir, 1, 1)),
    may(() => fs.chmodSync(dir, mode & 0o7777)),
  ].join(''))
}
process.stdout.write(lines.join('\\n'))
`

function build(folder: string): void {
  for (const [index, { uid, gid, fileMode }] of cases.entries()) {
    const dir = join(folder, String(index))
    mkdirSync(dir)
    writeFileSync(join(dir, 'file'), '')
    chownSync(join(dir, 'file'), uid, gid)
    chmodSync(join(dir, 'file'), fileMode)
    chownSync(dir, uid, gid)
  }
  reset(folder)
}

/** A chmod by a process outside the group clears setgid. */
function reset(folder: string): void {
  for (const [index, { mode }] of cases.entries()) chmodSync(join(folder, String(index)), mode)
}

function predicted(process: FullProcess, { uid, gid, mode, fileMode }: Case): string {
  const way = { readOnly: false, remote: false }
  const { read, create, enter, own } = directoryAccess(process, known({ uid, gid, mode }), way)
  const append = all([enter, fileAccess(process, known({ uid, gid, mode: fileMode }), writeBit, way)])
  return [read, create, append, own, own].map(answer => ({ yes: '1', no: '0', unknown: '?' })[answer]).join('')
}

/** The first few directories on which the kernel and the model disagree. */
function disagreements(folder: string, identity: FullProcess): readonly string[] {
  reset(folder)
  const { stdout } = runAs(identity, [process.execPath, '-e', probe, folder, String(cases.length)])
  const measured = stdout.split('\n')
  assert.is(measured.length, cases.length, 'the probe ran to its end')
  return cases.flatMap((row, index) => {
    const want = measured[index] ?? 'nothing'
    const got = predicted(identity, row)
    return want === got ? [] : [`${row.uid}:${row.gid} ${row.mode.toString(8)}: kernel ${want}, model ${got}`]
  })
}

const reason = noKernel()
if (reason !== undefined) skipped('access of generated directories, asked of the kernel', reason)
else {
  situation('the kernel is asked about thousands of combinations', () => {
    assert.ok(cases.length * Object.keys(identities).length > 20_000)
  })
  inOpenFolder(folder => {
    build(folder)
    const found = new Map(Object.entries(identities).map(([name, identity]) => [name, disagreements(folder, identity)]))
    table('the kernel agrees about', identities, (_, name) => assert.equal(found.get(name)?.slice(0, 5), []))
  })
}
