/** A file, directory or link that a layer holds. Owned by root, mode 0755, where it does not say. */
export interface Item {
  /** The text of a file. */
  readonly text?: string
  /** A program instead: `tool.c`, or busybox. */
  readonly program?: 'tool' | 'busybox'
  /** Where a symbolic link leads. */
  readonly link?: string
  /** An item of the same layer that this is a hard link to. */
  readonly hard?: string
  readonly mode?: number
  readonly owner?: readonly [number, number]
  /** As setcap writes it. */
  readonly capability?: string
}

type Layer = Readonly<Record<string, Item>>

/** An image after the shape of one that people publish. */
export interface Shape {
  /** What its programs are laid over: a system with a shell, one without, or nothing at all. */
  readonly base: 'shell' | 'static' | 'nothing'
  /** The lowest first. */
  readonly layers: readonly Layer[]
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  readonly volumes?: readonly string[]
  /** Its user cannot be found, so that no runtime starts it. */
  readonly startsNot?: true
  /** It becomes another user than it starts as, and nobody is told which. */
  readonly becomes?: 'another user'
}

const paths = ['/data', '/store'] as const
const serve = ['/bin/serve', ...paths] as const
const app = 'root:x:0:0:root:/root:/bin/sh\napp:x:10001:10002:app:/app:/bin/sh\n'
const passwd = { 'etc/passwd': { text: app, mode: 0o644 } }
const data = { data: { owner: [10001, 10002], mode: 0o700 } } as const

const script = (text: string) => ({ 'entry.sh': { text: `#!/bin/sh\nset -e\n${text}\n` } })
const tool = (...names: readonly string[]): Layer =>
  Object.fromEntries(names.map(name => [`usr/local/bin/${name}`, { link: '/bin/tool' }]))

const viaScript = (text: string, ...tools: readonly string[]): Shape => ({
  base: 'shell',
  layers: [{ ...passwd, ...data, ...script(text), ...tool(...tools) }],
  entrypoint: ['/entry.sh'],
  cmd: serve,
  volumes: ['/data'],
})
const withUser = (user: string, ...layers: readonly Layer[]): Shape => ({ base: 'shell', layers, user, cmd: serve })

/** The shapes, each under the name of what is special about it. */
export const shapes: Readonly<Record<string, Shape>> = {
  root: { base: 'shell', layers: [{}], cmd: serve },
  'root-then-gosu': viaScript('chown -R app /data\nexec gosu app "$@"', 'gosu'),
  'root-then-su-exec': viaScript('chown -R app:app /data || chown -R app /data\nexec su-exec app "$@"', 'su-exec'),
  'root-then-setpriv': {
    ...viaScript('exec /usr/local/bin/setpriv --reuid=app --regid=app --clear-groups "$@"', 'setpriv'),
    becomes: 'another user',
  },
  'root-then-s6': viaScript('chown app /data\nexec s6-setuidgid app "$@"', 's6-setuidgid'),
  'gosu-only-as-root': viaScript(
    'if [ "$(id -u)" = 0 ]; then\n  chown -R app /data\n  exec gosu app "$0" "$@"\nfi\nexec "$@"',
    'gosu',
  ),
  'gosu-by-number': viaScript('exec gosu 10001:10002 "$@"', 'gosu'),
  'root-that-chmods-its-data': viaScript(
    'mkdir -p /data/pg\nchown -R app /data/pg\nchmod 0700 /data/pg\nexec gosu app "$@"',
    'gosu',
  ),
  'script-that-stays-root': viaScript('chown -R 10001 /data\nexec "$@"'),
  'script-that-drops-nothing': { ...viaScript('exec "$@"'), user: 'app' },
  'named-user': withUser('app', passwd),
  'named-user-and-group': withUser('app:staff', {
    ...passwd,
    'etc/group': { text: 'root:x:0:\nstaff:x:50:\n', mode: 0o644 },
  }),
  'named-user-in-groups': withUser('app', {
    ...passwd,
    'etc/group': { text: 'root:x:0:\naudio:x:2000:app\nvideo:x:2001:other,app\n', mode: 0o644 },
  }),
  'named-user-that-is-root': withUser('toor', {
    'etc/passwd': { text: `${app}toor:x:0:0::/root:/bin/sh\n`, mode: 0o644 },
  }),
  'numeric-user': withUser('10001', passwd),
  'numeric-user-without-entry': withUser('12345', passwd),
  'numeric-user-and-group': withUser('1000:2000', passwd),
  'user-without-passwd': { base: 'nothing', layers: [{ 'bin/serve': { program: 'tool' } }], user: '65532', cmd: serve },
  'distroless-nonroot': {
    base: 'static',
    layers: [{ 'etc/passwd': { text: 'root:x:0:0::/:/sbin/nologin\nnonroot:x:65532:65532::/:/sbin/nologin\n' } }],
    user: 'nonroot',
    cmd: serve,
  },
  'distroless-root': { base: 'static', layers: [{}], cmd: serve },
  'scratch-root': {
    base: 'nothing',
    layers: [{ 'bin/serve': { program: 'tool' } }],
    entrypoint: ['/bin/serve'],
    cmd: paths,
  },
  'file-capability': {
    ...withUser('app', { ...passwd, 'srv/serve': { program: 'tool', capability: 'cap_net_bind_service=+ep' } }),
    cmd: ['/srv/serve', '-p', '80', ...paths],
  },
  'file-capability-of-root': {
    ...withUser('', { ...passwd, 'srv/serve': { program: 'tool', capability: 'cap_net_bind_service=+ep' } }),
    cmd: ['/srv/serve', ...paths],
  },
  'file-capability-that-nobody-runs': withUser('app', {
    ...passwd,
    'bin/ping': { program: 'tool', capability: 'cap_net_raw=+ep' },
  }),
  sudo: {
    ...viaScript('exec sudo "$@"'),
    layers: [{ ...passwd, ...data, ...script('exec sudo "$@"'), 'usr/bin/sudo': { program: 'tool', mode: 0o4755 } }],
    user: 'app',
    becomes: 'another user',
  },
  'setuid-of-the-base-system': withUser('app', { ...passwd, 'usr/bin/passwd': { program: 'tool', mode: 0o4755 } }),
  'setuid-program-that-starts': {
    ...withUser('app', { ...passwd, 'srv/serve': { program: 'tool', mode: 0o4755 } }),
    entrypoint: ['/srv/serve', '-e'],
    cmd: paths,
  },
  'hard-linked-passwd': withUser('app', {
    'etc/passwd.real': { text: app, mode: 0o644 },
    'etc/passwd': { hard: 'etc/passwd.real' },
  }),
  'whiteout-passwd': {
    ...withUser('app', passwd, { 'etc/.wh.passwd': { text: '' } }),
    startsNot: true,
  },
  'whiteout-and-another-passwd': withUser('app', passwd, {
    'etc/.wh..wh..opq': { text: '' },
    'etc/passwd': { text: app.replace('10001:10002', '10003:10004'), mode: 0o644 },
  }),
  'passwd-of-upper-layer': withUser('app', passwd, {
    'etc/passwd': { text: app.replace('10001:10002', '7001:7002'), mode: 0o644 },
  }),
  'symlinked-passwd': withUser('app', {
    'usr/etc/passwd': { text: app, mode: 0o644 },
    'etc/passwd': { link: '../usr/etc/passwd' },
  }),
  'worker-of-a-root-parent': {
    ...withUser('', passwd),
    entrypoint: ['/bin/serve', '-w', 'app'],
    cmd: paths,
  },
  'init-in-front': {
    ...withUser('app', { ...passwd, ...tool('tini') }),
    entrypoint: ['/usr/local/bin/tini', '--'],
  },
}
