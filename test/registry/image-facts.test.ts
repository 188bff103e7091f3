import { gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import type { PlatformFacts } from '../../src/registry/facts/image-facts.ts'
import { ImageError } from '../../src/registry/limits.ts'
import { table } from '../table.ts'
import { factsOf, imageOf, type TestImage } from './image-of.ts'
import { type Entry, tarOf } from './tar-of.ts'

const passwd = (line: string): Entry => ({ path: 'etc/passwd', content: `root:x:0:0::/root:/bin/sh\n${line}\n` })
const group = (line: string): Entry => ({ path: 'etc/group', content: `root:x:0:\n${line}\n` })
const app = passwd('app:x:1001:1002::/:/bin/sh')

interface User extends TestImage {
  readonly user: string
  readonly want: unknown
}

/** Who a container runs as, by what containerd does with USER and the two files. */
const users: Readonly<Record<string, User>> = {
  'no USER is root': { user: '', want: '0:0' },
  'a name is looked up': { user: 'app', layers: [[app]], want: '1001:1002' },
  'the kubelet leaves out a group by name': {
    user: 'app:staff',
    layers: [[app, group('staff:x:50:')]],
    want: '1001:1002',
  },
  'the kubelet leaves out a group by number': { user: 'app:7', layers: [[app]], want: '1001:1002' },
  'a number takes its group from passwd': { user: '1001', layers: [[app]], want: '1001:1002' },
  'a number without a line has group 0': { user: '65532', layers: [[app]], want: '65532:0' },
  'a number without a passwd has group 0': { user: '65532', want: '65532:0' },
  'the kubelet leaves out the group of a number': { user: '5:6', want: '5:0' },
  'a name that passwd gives to root is root': {
    user: 'toor',
    layers: [[passwd('toor:x:0:0::/:/bin/sh')]],
    want: '0:0',
  },
  'memberships are supplementary groups': {
    user: 'app',
    layers: [[app, group('b:x:9:app\na:x:8:x,app\nown:x:1002:app')]],
    want: '1001:1002 8,9',
  },
  'a name without a line does not start': { user: 'gone', layers: [[app]], want: 'etc/passwd has no user gone' },
  'a group without a line is not looked up': { user: 'app:gone', layers: [[app]], want: '1001:1002' },
  'an id that is no number is root': { user: 'app', layers: [[passwd('app:x:one:5::/:/')]], want: '0:5' },
  'a line that ends early is root': { user: 'app', layers: [[passwd('app')]], want: '0:0' },
  'the first line of a name counts, whatever it says': {
    user: 'app',
    layers: [[passwd('app:x::7\napp:x:7:7::/:/')]],
    want: '0:7',
  },
  'an id below zero is none of a pod': {
    user: 'app',
    layers: [[passwd('app:x:-2:7::/:/')]],
    want: 'etc/passwd gives user app an id that no pod takes',
  },
  'an id beyond those of Kubernetes': {
    user: 'app',
    layers: [[passwd('app:x:4294967294:7::/:/')]],
    want: 'etc/passwd gives user app an id that no pod takes',
  },
  'a group beyond those of Kubernetes': {
    user: 'app',
    layers: [[passwd('app:x:7:4294967294::/:/')]],
    want: 'etc/passwd gives the user a group that no pod takes',
  },
  'an id with a sign and zeros': { user: 'app', layers: [[passwd('app:x:+7:000000000008::/:/')]], want: '7:8' },
  'a comment in a group is none in passwd': {
    user: '#app',
    layers: [[passwd('#app:x:7:8::/:/'), group('#no:x:9:#app')]],
    want: '7:8',
  },
  'two colons are no user': { user: 'a:b:c', want: 'USER a:b:c has more than one colon' },
  'an id beyond Kubernetes is a name': { user: '4294967295', want: 'etc/passwd has no user 4294967295' },
  'the upper layer wins': { user: 'app', layers: [[app], [passwd('app:x:7:8::/:/bin/sh')]], want: '7:8' },
  'a whiteout takes the file away': {
    user: 'app',
    layers: [[app], [{ path: 'etc/.wh.passwd' }]],
    want: 'etc/passwd has no user app',
  },
  'a whiteout of the folder removes it': {
    user: 'app',
    layers: [[app], [{ path: '.wh.etc' }]],
    want: 'etc/passwd has no user app',
  },
  'an opaque folder hides what is below': {
    user: 'app',
    layers: [[app], [{ path: 'etc/.wh..wh..opq' }, { path: 'etc/hosts' }]],
    want: 'etc/passwd has no user app',
  },
  'a whiteout spares its own layer': {
    user: 'app',
    layers: [[passwd('app:x:1:1::/:/')], [app, { path: 'etc/.wh..wh..opq' }]],
    want: '1001:1002',
  },
  'a file in place of the folder hides it': {
    user: 'app',
    layers: [[app], [{ path: 'etc' }]],
    want: 'etc/passwd has no user app',
  },
  'a link in place of the folder is followed': {
    user: 'app',
    layers: [
      [
        { ...app, path: 'usr/etc/passwd' },
        { path: 'etc', type: 'symlink', target: 'usr/etc' },
      ],
    ],
    want: '1001:1002',
  },
  'a link never leads out of the image': {
    user: 'app',
    layers: [
      [
        { ...app, path: 'x' },
        { path: 'etc/passwd', type: 'symlink', target: '../../../../x' },
      ],
    ],
    want: '1001:1002',
  },
  'an absolute link starts at the image': {
    user: 'app',
    layers: [
      [{ path: 'etc/passwd', type: 'symlink', target: '/usr/share/passwd' }],
      [{ ...app, path: 'usr/share/passwd' }],
    ],
    want: '1001:1002',
  },
  'links in a circle end': {
    user: 'app',
    layers: [
      [
        { path: 'etc/passwd', type: 'symlink', target: 'p' },
        { path: 'etc/p', type: 'symlink', target: 'passwd' },
      ],
    ],
    want: 'etc/passwd cannot be read: it is behind more than 8 links',
  },
  'a hard link of the same layer is its file': {
    user: 'app',
    layers: [
      [
        { ...app, path: 'x' },
        { path: 'etc/passwd', type: 'hardlink', target: 'x' },
      ],
    ],
    want: '1001:1002',
  },
  'a hard link to another layer is unknown': {
    user: 'app',
    layers: [[{ ...app, path: 'x' }], [{ path: 'etc/passwd', type: 'hardlink', target: 'x' }]],
    want: 'etc/passwd cannot be read: etc/passwd is a hard link to a file of another layer',
  },
  'of two entries the last counts': { user: 'app', layers: [[passwd('app:x:1:1::/:/'), app]], want: '1001:1002' },
  'paths with a dot': { user: 'app', layers: [[{ ...app, path: './etc/passwd' }]], want: '1001:1002' },
  'a long name in a pax header': {
    user: 'app',
    layers: [[{ ...app, path: 'x', pax: { path: 'etc/passwd' } }]],
    want: '1001:1002',
  },
  'a gzip of two members': {
    user: 'app',
    layers: [Buffer.concat([tarOf([app]).subarray(0, 300), tarOf([app]).subarray(300)].map(part => gzipSync(part)))],
    want: '1001:1002',
  },
}

table('USER by number', users, async ({ user, layers, want }) => {
  const { user: got } = await factsOf({ config: { User: user }, ...(layers && { layers }) })
  assert.is('unknown' in got ? got.unknown : `${got.uid}:${got.gid} ${got.groups.join(',')}`.trim(), want)
})

/** `cap_net_bind_service=+ep` and `cap_net_raw,cap_setuid=+p`, as setcap writes them. */
const bindService = Buffer.from('0100000200040000000000000000000000000000', 'hex')
const rawAndSetuid = Buffer.from('0000000280200000000000000000000000000000', 'hex')
const script = (text: string): readonly Entry[] => [
  { path: 'entry.sh', content: `#!/bin/sh\n${text}\n`, mode: 0o755 },
  app,
]

interface Fact extends TestImage {
  readonly paths?: readonly string[]
  readonly of: (facts: PlatformFacts) => unknown
  readonly want: unknown
}

const entry = { Entrypoint: ['/entry.sh'] }
/** Programs that start others, without capabilities of their own. */
const inFront: readonly (readonly Entry[])[] = [
  ['tini', 'env', 'sh', 'gosu'].map(name => ({ path: `opt/bin/${name}`, content: '\x7fELF' })),
]
const shell = ({ shell }: PlatformFacts) => shell
const told = ({ setuid, calls, switchesTo }: PlatformFacts) => [setuid, calls.join(), switchesTo?.uid]

const facts: Readonly<Record<string, Fact>> = {
  'no shell': { layers: [[app]], of: shell, want: 'absent' },
  'a shell': { layers: [[{ path: 'bin/sh' }]], of: shell, want: 'present' },
  'a shell behind two links of other layers': {
    layers: [
      [{ path: 'usr/bin/dash' }],
      [
        { path: 'usr/bin/sh', type: 'symlink', target: 'dash' },
        { path: 'bin', type: 'symlink', target: 'usr/bin' },
      ],
    ],
    of: shell,
    want: 'present',
  },
  'a link to a shell that is gone': {
    layers: [[{ path: 'bin/sh', type: 'symlink', target: 'busybox' }]],
    of: shell,
    want: 'absent',
  },
  'file capabilities of the program': {
    config: { Entrypoint: ['serve'], Env: ['PATH=/nope:/opt/bin'] },
    layers: [[{ path: 'opt/bin/serve', pax: { 'SCHILY.xattr.security.capability': bindService } }]],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: { '/opt/bin/serve': ['NET_BIND_SERVICE'] },
  },
  'file capabilities behind a link': {
    config: { Cmd: ['/serve'] },
    layers: [
      [
        { path: 'real', pax: { 'SCHILY.xattr.security.capability': rawAndSetuid } },
        { path: 'serve', type: 'symlink', target: 'real' },
      ],
    ],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: { '/real': ['SETUID', 'NET_RAW'] },
  },
  'a program without capabilities': {
    config: { ...entry, Cmd: ['/entry.sh'] },
    layers: [script('')],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: {},
  },
  'a program that is no script': {
    config: entry,
    layers: [[{ path: 'entry.sh', content: '\x7fELF' }]],
    of: told,
    want: ['unknown', '', undefined],
  },
  'a script that calls nothing': {
    config: entry,
    layers: [script('exec "$@"')],
    of: told,
    want: ['no', '', undefined],
  },
  'a script with gosu': {
    config: entry,
    layers: [script('chown -R app /data\nexec gosu app "$0" "$@"')],
    of: told,
    want: ['no', 'chown,gosu', 1001],
  },
  'a script with su-exec in a branch': {
    config: entry,
    layers: [script('if true; then exec su-exec app:app2 x; fi')],
    of: told,
    want: ['no', 'su-exec', undefined],
  },
  'a script with sudo': {
    config: entry,
    layers: [script('FOO=1 /usr/bin/sudo -E /x')],
    of: told,
    want: ['yes', 'sudo', undefined],
  },
  'a script behind an init program': {
    config: { Entrypoint: ['/sbin/tini', '-g', '--', '/entry.sh'], Cmd: ['serve'] },
    layers: [script('chown -R app /data\nexec gosu app "$0" "$@"'), [{ path: 'sbin/tini', content: '\x7fELF' }]],
    of: told,
    want: ['no', 'chown,gosu', 1001],
  },
  'a script behind an init program that is not there': {
    config: { Entrypoint: ['dumb-init', '/entry.sh'] },
    layers: [script('exec sudo x')],
    of: told,
    want: ['yes', 'sudo', undefined],
  },
  'a script that a shell is given': {
    config: { Entrypoint: ['/bin/bash', '/entry.sh'] },
    layers: [script('exec su-exec app x')],
    of: told,
    want: ['no', 'su-exec', 1001],
  },
  'a script that is a word': {
    config: { Cmd: ['/bin/sh', '-c', 'chown app /data && exec gosu app serve'] },
    layers: [script('')],
    of: told,
    want: ['unknown', 'chown,gosu', 1001],
  },
  'a switch without a script': {
    config: { Entrypoint: ['gosu', 'app', 'serve'] },
    layers: [script('')],
    of: told,
    want: ['unknown', 'gosu', 1001],
  },
  'a switch that the command asks for': {
    config: { ...entry, Cmd: ['gosu', 'app', 'serve'] },
    layers: [script('exec "$@"')],
    of: told,
    want: ['no', 'gosu', 1001],
  },
  'a target in a variable': {
    config: entry,
    layers: [script('user=app\nif true; then exec gosu "$user" "$0" "$@"; fi')],
    of: told,
    want: ['no', 'gosu', 1001],
  },
  'a target that the pod may set': {
    config: entry,
    layers: [script(`exec gosu "\${RUN_AS:-app}" x`)],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'a target that the pod may set in part': {
    config: entry,
    layers: [script('exec gosu app$SUFFIX x')],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'a target that is set in a branch': {
    config: entry,
    layers: [script('if [ -n "$A" ]; then\n  user=app\nfi\nexec gosu "$user" x')],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'a target that is set twice': {
    config: entry,
    layers: [script('user=app\n[ -z "$A" ] || user=root\nexec gosu "$user" x')],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'a target that is read': {
    config: entry,
    layers: [script('user=app\nread user\nexec gosu "$user" x')],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'a target that a program prints': {
    config: entry,
    layers: [script('exec gosu "$(cat /user)" x')],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'sudo in a comment is nothing': {
    config: entry,
    layers: [script('# sudo x\necho sudoku')],
    of: told,
    want: ['no', '', undefined],
  },
  'two targets are none': {
    config: entry,
    layers: [script('gosu app a || gosu root b')],
    of: told,
    want: ['no', 'gosu', undefined],
  },
  'a program that is not there': {
    config: { Entrypoint: ['/gone'] },
    of: ({ fileCapabilities, setuid }) => [fileCapabilities, setuid],
    want: ['unknown', 'unknown'],
  },
  'capabilities that cannot be decoded': {
    config: entry,
    layers: [[{ path: 'entry.sh', pax: { 'SCHILY.xattr.security.capability': Buffer.alloc(20) } }]],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: 'unknown',
  },
  'a program with a setuid bit': {
    config: entry,
    layers: [[{ path: 'entry.sh', content: '\x7fELF', mode: 0o4755 }]],
    of: ({ setuid }) => setuid,
    want: 'yes',
  },
  'a script with a setuid bit, which the kernel ignores': {
    config: entry,
    layers: [[{ path: 'entry.sh', content: '#!/bin/sh\n', mode: 0o4755 }]],
    of: ({ setuid }) => setuid,
    want: 'no',
  },
  'the program that a script is handed': {
    config: { Entrypoint: ['/entry.sh'], Cmd: ['serve'], Env: ['PATH=/opt/bin'] },
    layers: [
      script('exec "$@"'),
      [{ path: 'opt/bin/serve', pax: { 'SCHILY.xattr.security.capability': bindService } }],
    ],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: { '/opt/bin/serve': ['NET_BIND_SERVICE'] },
  },
  'the program behind an init program': {
    config: { Entrypoint: ['tini', '--'], Cmd: ['env', 'A=b', '/opt/bin/serve', '--tini'], Env: ['PATH=/opt/bin'] },
    layers: [...inFront, [{ path: 'opt/bin/serve', pax: { 'SCHILY.xattr.security.capability': bindService } }]],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: { '/opt/bin/serve': ['NET_BIND_SERVICE'] },
  },
  'the program of a command that a shell reads': {
    config: { Cmd: ['/opt/bin/sh', '-c', 'exec /opt/bin/serve --port 80'] },
    layers: [...inFront, [{ path: 'opt/bin/serve', pax: { 'SCHILY.xattr.security.capability': bindService } }]],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: { '/opt/bin/serve': ['NET_BIND_SERVICE'] },
  },
  'the program that a switch starts': {
    config: { Entrypoint: ['/opt/bin/gosu', 'app', '/opt/bin/serve'] },
    layers: [...inFront, [{ path: 'opt/bin/serve', pax: { 'SCHILY.xattr.security.capability': bindService } }]],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: { '/opt/bin/serve': ['NET_BIND_SERVICE'] },
  },
  'commands of which a shell may run any': {
    config: { Cmd: ['/opt/bin/sh', '-c', 'true && /opt/bin/env'] },
    layers: inFront,
    of: ({ fileCapabilities }) => fileCapabilities,
    want: 'unknown',
  },
  'a program that a variable names': {
    config: { Cmd: ['/opt/bin/sh', '-c', '/opt/bin/env$X'] },
    layers: inFront,
    of: ({ fileCapabilities }) => fileCapabilities,
    want: 'unknown',
  },
  'an init program that starts nothing': {
    config: { Entrypoint: ['/opt/bin/tini', '--'] },
    layers: inFront,
    of: ({ fileCapabilities }) => fileCapabilities,
    want: 'unknown',
  },
  'init programs without end': {
    config: { Entrypoint: [...Array.from({ length: 20 }, () => '/opt/bin/tini'), '/opt/bin/sh'] },
    layers: inFront,
    of: ({ fileCapabilities }) => fileCapabilities,
    want: 'unknown',
  },
  'a program that a script is handed and nobody found': {
    config: { Entrypoint: ['/entry.sh'], Cmd: ['serve'] },
    layers: [script('exec "$@"')],
    of: ({ fileCapabilities }) => fileCapabilities,
    want: 'unknown',
  },
  'every privileged file, whoever calls it': {
    layers: [
      [
        { path: 'bin/su', mode: 0o4755 },
        { path: 'tmp', type: 'directory', mode: 0o3777 },
      ],
      [
        { path: 'bin/ping', pax: { 'SCHILY.xattr.security.capability': rawAndSetuid } },
        { path: 'bin/wall', mode: 0o2755 },
        { path: 'bin/ls', mode: 0o755 },
      ],
    ],
    of: ({ privilegedFiles }) => privilegedFiles,
    want: ['/bin/ping', '/bin/su', '/bin/wall'],
  },
  'the directory at a volume': {
    config: { Volumes: { '/data': {} } },
    layers: [[{ path: 'data', type: 'directory', mode: 0o1750, owner: [999, 1000] }]],
    of: ({ paths }) => paths,
    want: { '/data': { owner: '999:1000', mode: '1750' } },
  },
  'a path that is asked for and absent': { paths: ['/cache'], of: ({ paths }) => paths, want: { '/cache': 'absent' } },
  'a path behind a link that leads nowhere else': {
    paths: ['/data/in'],
    layers: [[{ path: 'data', type: 'symlink', target: 'data' }]],
    of: ({ paths }) => paths,
    want: { '/data/in': 'unknown' },
  },
  'the root, of which no layer tells': {
    paths: ['/'],
    layers: [[{ path: 'a' }]],
    of: ({ paths }) => paths,
    want: { '/': { owner: '0:0', mode: '0755' } },
  },
  'the root, as its topmost entry has it': {
    paths: ['/'],
    layers: [
      [{ path: './', type: 'directory', owner: [5, 6], mode: 0o700 }],
      [{ path: './', type: 'directory', owner: [7, 8], mode: 0o750 }, { path: '.wh..wh..opq' }],
      [{ path: 'a' }],
    ],
    of: ({ paths }) => paths,
    want: { '/': { owner: '7:8', mode: '0750' } },
  },
  'an opaque root hides nothing: the kernel passes over it': {
    paths: ['/d'],
    layers: [[{ path: 'd', type: 'directory' }], [{ path: '.wh..wh..opq' }]],
    of: ({ paths }) => paths,
    want: { '/d': { owner: '0:0', mode: '0755' } },
  },
  'ids beyond octal are in pax headers': {
    paths: ['/d'],
    layers: [[{ path: 'd', type: 'directory', pax: { uid: '3000000', gid: '3000001' } }]],
    of: ({ paths }) => paths,
    want: { '/d': { owner: '3000000:3000001', mode: '0755' } },
  },
  'entrypoint and command': {
    config: { Entrypoint: ['a'], Cmd: ['b', 'c'], WorkingDir: '/w' },
    of: ({ entrypoint, cmd, workingDir }) => [entrypoint, cmd, workingDir],
    want: [['a'], ['b', 'c'], '/w'],
  },
}

table('facts of an image', facts, async ({ paths = [], of, want, ...image }) => {
  assert.equal(of(await factsOf(image, paths)), want)
})

const tar = tarOf([app])

const refused: Readonly<Record<string, { readonly layer: Uint8Array; readonly want: RegExp }>> = {
  'a layer that is no archive': {
    layer: Buffer.alloc(2048, 1),
    want: /^a layer is not a tar archive; get a sound copy of the image, /,
  },
  'a layer that ends early': {
    layer: tar.subarray(0, 520),
    want: /^the layer ends in the middle of an entry; get a sound copy of the image, /,
  },
  'gzip that is cut off': {
    layer: gzipSync(tar).subarray(0, 60),
    want: /^a layer is not valid gzip; get a sound copy of the image, /,
  },
  'zstd that is none': {
    layer: Buffer.from('28b52ffd0000ffffffffffffff', 'hex'),
    want: /^a layer is not valid zstd; get a sound copy of the image, /,
  },
  'zstd that is cut off': {
    layer: Buffer.from('28b52ffd0000', 'hex'),
    want: /^a layer is not valid zstd; get a sound copy of the image, /,
  },
  'zstd with a window of 2 TiB': {
    layer: Buffer.from('28b52ffd00f8', 'hex'),
    want: /^a layer needs a zstd window of 2199023255552 bytes, of which at most 8388608 are read; say under `images` /,
  },
}

table('a layer that is refused', refused, async ({ layer, want }) => {
  const error = await factsOf({ config: { User: 'app' }, layers: [layer] }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.instance(error, ImageError)
  assert.match(error instanceof Error ? error.message : '', want)
})

const lies: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'a blob that was changed': bytes => Buffer.from(bytes).fill(32, 0, 1),
  'a blob that is shorter': bytes => bytes.subarray(0, bytes.length - 1),
  'a blob that is longer': bytes => Buffer.concat([bytes, Buffer.from(' ')]),
}

table('what a digest finds', lies, async change => {
  const { readImage } = await import('../../src/registry/facts/image-facts.ts')
  const { blobs, manifest } = imageOf({})
  const open = async function* ({ digest }: { readonly digest: string }) {
    yield change(blobs.get(digest) ?? new Uint8Array(0))
  }
  const platform = { os: 'linux', architecture: 'amd64' }
  const error = await readImage(manifest, open, { platform, paths: [] }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.match(
    error instanceof ImageError ? error.message : '',
    /^(?:the content of sha256:[a-f0-9]{64} does not match|sha256:[a-f0-9]{64} (?:ends after|is longer))/,
  )
})
