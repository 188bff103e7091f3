import * as assert from 'uvu/assert'
import type { HttpRequest } from '../../src/registry/http/network.ts'
import { imageOf } from '../registry/image-of.ts'
import { situation, table } from '../table.ts'
import { callWith } from './call.ts'
import { app, file, newer, pod, registry } from './lock-registry.ts'

const images = ['r.example/a:v1', 'r.example/b:v1']
const mounting = (path: string) =>
  pod('r.example/a:v1').replace('"image"', `"volumeMounts":[{"name":"v","mountPath":"${path}"}],"image"`)

async function lockOf(stdin: string, image = app): Promise<string> {
  return (await callWith(['lock'], { stdin }, registry(image))).files[file] ?? ''
}

interface Row {
  /** What is checked, where it is not what was locked. */
  readonly now?: string
  readonly registry?: typeof app
  /** Done to the lock, which else is as `lock` wrote it. */
  readonly edit?: (lock: string) => string
  readonly args?: readonly string[]
  readonly code: number
  readonly stdout?: RegExp
  readonly stderr?: RegExp
  /** By HEAD alone, and of no registry twice. */
  readonly asked?: number
}

const undigested = (lock: string) => lock.replace(/\n {4}digest: .*/, '')

const rows: Readonly<Record<string, Row>> = {
  'nothing, where all is as it was locked': { code: 0, asked: 2 },
  'a tag that moved': {
    registry: newer,
    code: 1,
    stdout: /^r\.example\/a:v1: now names sha256:.*\nr\.example\/b:v1: now names .*; run seaworthy lock --update\n$/,
  },
  'what is not locked': {
    now: pod('r.example/new:v1'),
    code: 1,
    stdout: /^r\.example\/new:v1: is not in seaworthy\.lock\.yaml; run seaworthy lock\n$/,
    asked: 0,
  },
  'a mount that came later, of which the lock does not tell': {
    now: mounting('/data'),
    code: 1,
    stdout: /^r\.example\/a:v1: the lock does not tell who owns \/data, which is mounted; run seaworthy lock\n$/,
    asked: 1,
  },
  'what was locked as an artifact, and runs now': {
    now: pod('r.example/a:v1'),
    edit: lock => lock.replace(/platforms:\n(?: {6,}.*\n)+/, 'platforms: {}\n'),
    code: 1,
    stdout: /^r\.example\/a:v1: the lock does not tell what it runs as, for it was an artifact and no image; run /,
  },
  'that of a tag without a digest nobody can tell': {
    edit: undigested,
    code: 0,
    stderr: /^seaworthy: r\.example\/a:v1: locked without a digest, .*: nobody can tell whether the tag moved\n$/,
    asked: 1,
  },
  'which is a note': { edit: undigested, args: ['--quiet'], code: 0, asked: 1 },
  'every tag that cannot be asked for': {
    now: pod('r.example/gone-a:v1', 'r.example/gone-b:v1'),
    edit: lock => lock.replaceAll('r.example/', 'r.example/gone-'),
    code: 2,
    stderr: /gone-a:v1: r\.example has no gone-a:v1 \(404\).*\n.*gone-b:v1: r\.example has no gone-b:v1/,
  },
}

table('lock --check finds', rows, async row => {
  const seen: HttpRequest[] = []
  const { edit = text => text, now = pod(...images), args = [] } = row
  const lock = edit(await lockOf(pod(...images)))
  const world = { stdin: now, files: { [file]: lock } }
  const got = await callWith(['lock', '--check', ...args], world, registry(row.registry ?? app, seen))
  assert.is(got.code, row.code, got.stderr)
  assert.match(got.stdout, row.stdout ?? /^$/)
  assert.match(got.stderr, row.stderr ?? /^$/)
  assert.is(got.files[file], lock)
  assert.ok(seen.every(({ method }) => method === 'HEAD'))
  if (row.asked !== undefined) assert.is(seen.length, row.asked)
})

/** A link in a circle at the folder that is mounted: nobody can tell what is there, and nobody is to ask again. */
const circle = imageOf({ layers: [[{ path: 'data', type: 'symlink', target: 'data' }]] })

situation('what nobody can tell of an image is not looked for again', async () => {
  const stdin = mounting('/data')
  const lock = await lockOf(stdin, circle)
  assert.match(lock, /paths:[^}]*\/data: unknown/)
  const seen: HttpRequest[] = []
  const again = await callWith(['lock'], { stdin, files: { [file]: lock } }, registry(circle, seen))
  assert.equal([again.files[file], again.stdout, seen.length], [lock, `wrote ${file}: 0 images looked up, 1 kept\n`, 0])
  const checked = await callWith(['lock', '--check'], { stdin, files: { [file]: lock } }, registry(circle))
  assert.equal([checked.code, checked.stdout], [0, ''])
})
