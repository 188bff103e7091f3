import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import type { LockedImage } from '../../src/lock/lock.ts'
import { lockedFacts } from '../../src/lock/locked-facts.ts'
import { readLock } from '../../src/lock/read-lock.ts'
import { writeLock } from '../../src/lock/write-lock.ts'
import type { PlatformFacts } from '../../src/registry/facts/image-facts.ts'
import { situation, table } from '../table.ts'

const digest = `sha256:${'ab'.repeat(32)}`

const redis: PlatformFacts = {
  config: digest,
  user: { declared: '', uid: 0, gid: 0, groups: [], from: 'config' },
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server', '--save "": y', ''],
  workingDir: '/data',
  volumes: ['/data'],
  shell: 'present',
  fileCapabilities: {},
  setuid: 'no',
  privilegedFiles: ['/bin/su'],
  calls: ['chown', 'gosu'],
  switchesTo: { uid: 999, gid: 1000 },
  paths: { '/data': { owner: '999:1000', mode: '0755' }, '/cache': 'absent' },
}
const named: PlatformFacts = {
  ...redis,
  user: { declared: 'app', uid: 7, gid: 8, groups: [9], from: 'etc/passwd' },
  fileCapabilities: { '/bin/serve': ['NET_BIND_SERVICE'] },
  setuid: 'unknown',
  privilegedFiles: ['/bin/serve'],
}
const unresolved: PlatformFacts = {
  ...redis,
  user: { declared: 'app', unknown: 'etc/passwd has no user app' },
  shell: 'unknown',
}

const images: Readonly<Record<string, LockedImage>> = {
  'docker.io/library/redis:7.4': { digest, platforms: { 'linux/amd64': redis } },
  '127.0.0.1:5000/team/app:v1': { platforms: { 'linux/amd64': named, 'linux/arm64': { ...named, shell: 'absent' } } },
  'reg.example/unresolved:1': { digest, platforms: { 'linux/amd64': unresolved } },
}
const text = writeLock({ images: new Map(Object.entries(images)) })

situation('what was written is read', () => {
  const { references, image } = readLock(text, 'seaworthy.lock.yaml')
  assert.equal(references().toSorted(), Object.keys(images).toSorted())
  for (const [reference, want] of Object.entries(images)) assert.equal(image(reference), want, reference)
  assert.is(image('docker.io/library/redis:7.5'), undefined)
})

situation('line ends of Windows are read as ours', () => {
  const { image } = readLock(text.replaceAll('\n', '\r\n'), 'seaworthy.lock.yaml')
  for (const [reference, want] of Object.entries(images)) assert.equal(image(reference), want, reference)
})

situation('a merge conflict at the top', () => {
  assert.throws(() => readLock(`<<<<<<< ours\n${text}`, 'l'), /^l:1: found a merge conflict; /)
})

situation('the order in which images were found does not show', () => {
  assert.is(writeLock({ images: new Map(Object.entries(images).toReversed()) }), text)
})

situation('an empty lock', () => {
  assert.equal(readLock(writeLock({ images: new Map() }), 'l').references(), [])
})

/** Each damages the entry of redis, which stands in line 36. */
const damages: Readonly<Record<string, { readonly change: (text: string) => string; readonly want: RegExp }>> = {
  'an unknown key': {
    change: whole => whole.replace('        shell: present', '        shel: x\n        shell: present'),
    want: /: found " {8}shel: x", expected " {8}shell: present"; restore it/,
  },
  'a value of another type': {
    change: whole => whole.replace('uid: 0', 'uid: root'),
    want: /: found " +uid: root", expected "/,
  },
  'a value out of its list': {
    change: whole => whole.replace('setuid: "no"', 'setuid: maybe'),
    want: /: found " +setuid: maybe", expected "/,
  },
  'a merge conflict': {
    change: whole => whole.replace('        calls:', '<<<<<<< ours\n        calls:'),
    want: /^l:\d+: found a merge conflict; take the whole file of either side, then run seaworthy lock$/,
  },
  'a merge conflict in another image': {
    change: whole => `${whole}<<<<<<< ours\n`,
    want: /found a merge conflict/,
  },
  'a comment': {
    change: whole => whole.replace('        calls:', '        # mine\n        calls:'),
    want: /: found " +# mine", expected " +calls:/,
  },
  'an empty line after it': {
    change: whole => whole.replace(/(\n {2}reg)/, '\n$1'),
    want: /: found an empty line, expected the end/,
  },
  'an image that stands there twice': {
    change: whole => `${whole}${whole.slice(0, whole.indexOf('  reg.example'))}`,
    want: /^l:\d+: found " {2}docker.io\/library\/redis:7.4:", which stands in line \d+ already, expected each image once; /,
  },
  'an id below zero': {
    change: whole => whole.replace('uid: 0', 'uid: -1'),
    want: /: found " +uid: -1", expected "/,
  },
  'an id that is no whole number': {
    change: whole => whole.replace('gid: 0', 'gid: 1.5'),
    want: /: found " +gid: 1\.5", expected "/,
  },
  'an id that no kernel has': {
    change: whole => whole.replace('uid: 0', 'uid: 99999999999'),
    want: /: found " +uid: 99999999999", expected "/,
  },
  'an id that is missing': {
    change: whole => whole.replace('uid: 0', 'uid:'),
    want: /: found " +uid:", expected " +uid: 0"/,
  },
  'a digest that nobody checks': {
    change: whole => whole.replace(/digest: .*/, 'digest: sha1:abc'),
    want: /: found " +digest: sha1:abc", expected " +platforms:"/,
  },
  'the digest of a config that is none': {
    change: whole => whole.replace(/config: .*/, 'config: latest'),
    want: /: found " +config: latest", expected "/,
  },
  'a path that begins nowhere': {
    change: whole => whole.replace('/cache: absent', 'cache: absent'),
    want: /: found " +cache: absent", expected the end; /,
  },
  'an owner by name': {
    change: whole => whole.replace('owner: "999:1000"', 'owner: redis'),
    want: /: found " +owner: redis", expected "/,
  },
  'a mode in letters': {
    change: whole => whole.replace('mode: "0755"', 'mode: rwx'),
    want: /: found " +mode: rwx", expected "/,
  },
  'a name in other quotes': {
    change: whole => whole.replace('  docker.io/library/redis:7.4:', "  'docker.io/library/redis:7.4':"),
    want: /: found " {2}'docker\.io\/library\/redis:7\.4':", expected " {2}docker\.io\/library\/redis:7\.4:"/,
  },
  'a name as people write it': {
    change: whole => whole.replace('  docker.io/library/redis:7.4:', '  redis:7.4:'),
    want: /: found " {2}redis:7\.4:", expected " {2}docker\.io\/library\/redis:7\.4:"/,
  },
  'a key that is no image': {
    change: whole => whole.replace('docker.io/library/redis:7.4:', 'foo: 1'),
    want: /: found " {2}foo: 1", expected " {2}\\"foo: 1\\":"/,
  },
  'a line that is gone': {
    change: whole => whole.replace('        workingDir: /data\n', ''),
    want: /, expected " +workingDir: /,
  },
}

table('a damaged lock', damages, ({ change, want }) => {
  const at = text.indexOf('  docker.io/library/redis:7.4:')
  const changed = text.slice(0, at) + change(text.slice(at))
  const wrong = (error: unknown) => error instanceof InputError && error.code === 'BAD_LOCK' && want.test(error.message)
  assert.throws(() => readLock(changed, 'l').image('docker.io/library/redis:7.4'), wrong)
})

situation('an image that stands there twice, where all are asked for', () => {
  const redis = text.slice(text.indexOf('  docker.io/library/redis'), text.indexOf('  reg.example'))
  assert.throws(() => readLock(`${text}${redis}`, 'l').references(), /already, expected each image once; /)
})

const beginnings: Readonly<Record<string, string>> = {
  nothing: '',
  'another kind': text.replace('kind: Lock', 'kind: Policy'),
}

table('a file that is no lock', beginnings, changed => {
  const wrong = (error: unknown) =>
    error instanceof InputError && error.code === 'BAD_LOCK' && /^l:[13]: found .*, expected "/.test(error.message)
  assert.throws(() => readLock(changed, 'l'), wrong)
})

const { lockedImage: facts, lockState } = lockedFacts(readLock(text, 'l'))
const known = (reference: string) => facts(reference) !== undefined

const lookUps: Readonly<Record<string, { readonly reference: string; readonly want: boolean }>> = {
  'the reference as it was locked': { reference: 'docker.io/library/redis:7.4', want: true },
  'another spelling of it': { reference: 'redis:7.4', want: true },
  'another tag': { reference: 'redis:7.5', want: false },
  'the digest that the tag had': { reference: `redis@${digest}`, want: true },
  'the digest beside the tag': { reference: `redis:7.4@${digest}`, want: true },
  'another digest': { reference: `redis@sha256:${'cd'.repeat(32)}`, want: false },
  'the digest of an archive is not known': { reference: `127.0.0.1:5000/team/app@${digest}`, want: false },
  'what no runtime takes': { reference: 'Not A Reference', want: false },
}

table('looking a reference up', lookUps, ({ reference, want }) => {
  assert.is(known(reference), want)
})

const words = {
  entrypoint: redis.entrypoint,
  cmd: redis.cmd,
  workingDir: redis.workingDir,
  directories: { '/data': { owner: '999:1000', mode: '0755' } },
  mountPoints: redis.paths,
}

const meanings: Readonly<Record<string, { readonly reference: string; readonly want: object }>> = {
  'root that becomes somebody': {
    reference: 'redis:7.4',
    want: {
      user: { uid: 0, gid: 0 },
      groups: [],
      switchesTo: { uid: 999, gid: 1000 },
      capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
      shell: true,
      setuid: false,
      fileCapabilities: [],
      ...words,
      measured: true,
      from: 'as locked at sha256:abababababab',
    },
  },
  'platforms that do not agree about a shell': {
    reference: '127.0.0.1:5000/team/app:v1',
    want: {
      user: { uid: 7, gid: 8, name: 'app' },
      groups: [9],
      fileCapabilities: ['NET_BIND_SERVICE'],
      ...words,
      disputed: { shell: { 'linux/amd64': 'true', 'linux/arm64': 'false' } },
      measured: true,
      from: 'as locked from an archive, etc/passwd',
    },
  },
  'a user without a number': {
    reference: 'reg.example/unresolved:1',
    want: {
      user: { name: 'app' },
      setuid: false,
      fileCapabilities: [],
      ...words,
      measured: true,
      from: 'as locked at sha256:abababababab',
    },
  },
}

table('what a lock means', meanings, ({ reference, want }) => {
  assert.equal(facts(reference), want)
})

/** What an image gains by its files, and what is left unsaid. */
const gains: Readonly<Record<string, { readonly facts: Partial<PlatformFacts>; readonly want: object }>> = {
  'nothing without a privileged file, whatever it is': {
    facts: { privilegedFiles: [], setuid: 'unknown', fileCapabilities: 'unknown' },
    want: { setuid: false, fileCapabilities: [], gainsNothing: true },
  },
  'nothing by those of the base system, where a script calls none': {
    facts: { privilegedFiles: ['/bin/mount', '/usr/bin/passwd', '/usr/sbin/unix_chkpwd'] },
    want: { setuid: false, fileCapabilities: [] },
  },
  'a program of the same name elsewhere is not of the base system': {
    facts: { privilegedFiles: ['/opt/bin/su'] },
    want: { fileCapabilities: [] },
  },
  'a further setuid program is a doubt': {
    facts: { privilegedFiles: ['/bin/su', '/usr/bin/fping'] },
    want: { fileCapabilities: [] },
  },
  'a program that nobody found': { facts: { fileCapabilities: 'unknown', setuid: 'unknown' }, want: {} },
  'a script that calls sudo': { facts: { setuid: 'yes' }, want: { setuid: true, fileCapabilities: [] } },
}

table('what an image gains by its files', gains, ({ facts: changed, want }) => {
  const text = writeLock({
    images: new Map([['r.example/a:1', { digest, platforms: { p: { ...redis, ...changed } } }]]),
  })
  const { setuid, fileCapabilities, gainsNothing } = lockedFacts(readLock(text, 'l')).lockedImage('r.example/a:1') ?? {}
  assert.equal(JSON.parse(JSON.stringify({ setuid, fileCapabilities, gainsNothing })), want)
})

const states: Readonly<Record<string, { readonly reference: string; readonly want: string | undefined }>> = {
  'a tag': { reference: 'redis:7.4', want: 'tag' },
  'the digest that was locked': { reference: `redis@${digest}`, want: undefined },
  'another digest of the tag': { reference: `redis:7.4@sha256:${'cd'.repeat(32)}`, want: 'stale' },
  'another digest of the repository': { reference: `redis@sha256:${'cd'.repeat(32)}`, want: 'stale' },
  'another tag': { reference: 'redis:8', want: undefined },
  'a tag from an archive, which has no digest': { reference: '127.0.0.1:5000/team/app:v1', want: undefined },
  'what no runtime takes': { reference: 'Not A Reference', want: undefined },
}

table('how a lock stands to a reference', states, ({ reference, want }) => {
  const state = lockState(reference)
  assert.equal([state?.kind, state?.digest], [want, want && digest])
})

situation('every locked tag of a repository is looked at for a digest', () => {
  const other = `sha256:${'ef'.repeat(32)}`
  const two = new Map([
    ['r.example/a:1', { digest, platforms: { p: redis } }],
    ['r.example/a:2', { digest: other, platforms: { p: redis } }],
  ])
  const { lockedImage } = lockedFacts(readLock(writeLock({ images: two }), 'l'))
  assert.equal(
    [digest, other].map(one => lockedImage(`r.example/a@${one}`) !== undefined),
    [true, true],
  )
})

table(
  'a file that never was a lock is not to be deleted',
  {
    'a manifest': { text: 'apiVersion: v1\nkind: Pod\n', found: '"apiVersion: v1"' },
  },
  ({ text, found }) =>
    assert.throws(
      () => readLock(text, 'web.yaml'),
      (error: Error) =>
        error.message === `web.yaml: this is no lock: found ${found}, expected what seaworthy lock writes`,
    ),
)
