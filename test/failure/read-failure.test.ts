import * as assert from 'uvu/assert'
import { readFailure } from '../../src/failure/read-failure.ts'
import { table } from '../table.ts'

table(
  'readFailure',
  {
    'coreutils mkdir': {
      text: "mkdir: cannot create directory '/data/x': Permission denied",
      want: { action: 'create', errno: 'EACCES', path: '/data/x' },
    },
    'nginx that may not become its user': {
      text: '[emerg] 1#1: initgroups(nginx, 101) failed (1: Operation not permitted)',
      want: { action: 'switch-user', errno: 'EPERM' },
    },
    'initdb on a new disk': {
      text: 'initdb: error: directory "/var/lib/postgresql/data" exists but is not empty',
      want: { action: 'initialise', errno: 'ENOTEMPTY', path: '/var/lib/postgresql/data' },
    },
    'mysqld on a new disk': {
      text: '[ERROR] [MY-013236] [Server] The designated data directory /var/lib/mysql/ is unusable. You can remove all files that the server added to it.',
      want: { action: 'initialise', errno: 'ENOTEMPTY', path: '/var/lib/mysql/' },
    },
    'mysqld, which quotes and then says more': {
      text: "mysqld: Can't create/write to file '/var/lib/mysql/is_writable' (OS errno 13 - Permission denied)",
      want: { action: 'create', errno: 'EACCES', path: '/var/lib/mysql/is_writable' },
    },
    'postgres on a directory of somebody else': {
      text: 'FATAL:  data directory "/var/lib/postgresql/data" has wrong ownership',
      want: { action: 'own', errno: 'EPERM', path: '/var/lib/postgresql/data' },
    },
    'postgres on a directory that a group may enter': {
      text: 'FATAL:  data directory "/var/lib/postgresql/data" has invalid permissions',
      want: { action: 'own', errno: 'EPERM', path: '/var/lib/postgresql/data' },
    },
    'coreutils mkdir with typographic quotes': {
      text: 'mkdir: cannot create directory ‘/bitnami/redis’: Permission denied',
      want: { action: 'create', errno: 'EACCES', path: '/bitnami/redis' },
    },
    'busybox mkdir': {
      text: "mkdir: can't create directory '/data/x': Permission denied",
      want: { action: 'create', errno: 'EACCES', path: '/data/x' },
    },
    'dash that starts a program': {
      text: '/bin/sh: 1: /bin/fortuneloop.sh: Permission denied',
      want: { action: 'execute', errno: 'EACCES', path: '/bin/fortuneloop.sh' },
    },
    'install, which gives a file away': {
      text: "install: cannot change owner and permissions of '/data': Operation not permitted",
      want: { action: 'chown', errno: 'EPERM', path: '/data' },
    },
    'tar, which keeps owners': {
      text: 'tar: ./file: Cannot change ownership to uid 1000, gid 1000: Operation not permitted',
      want: { action: 'chown', errno: 'EPERM' },
    },
    'sudo without its bit': {
      text: "sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set?",
      want: { action: 'switch-user', errno: 'EPERM' },
    },
    'mongod on a directory of somebody else': {
      text: 'IllegalOperation: Attempted to create a lock file on a read-only directory: /data/db"',
      want: { action: 'create', errno: 'EACCES', path: '/data/db' },
    },
    touch: {
      text: "touch: cannot touch '/var/jenkins_home/copy_reference_file.log': Permission denied",
      want: { action: 'create', errno: 'EACCES', path: '/var/jenkins_home/copy_reference_file.log' },
    },
    'busybox touch': {
      text: 'touch: /data/x: Permission denied',
      want: { action: 'create', errno: 'EACCES', path: '/data/x' },
    },
    'redirection of dash': {
      text: 'sh: 1: cannot create /data/x: Read-only file system',
      want: { action: 'create', errno: 'EROFS', path: '/data/x' },
    },
    'redirection of busybox': {
      text: "/bin/sh: can't create /data/x: Permission denied",
      want: { action: 'create', errno: 'EACCES', path: '/data/x' },
    },
    'chown of busybox on a second start': {
      text: 'chown: /var/lib/grafana/png: Permission denied',
      want: { action: 'chown', errno: 'EACCES', path: '/var/lib/grafana/png' },
    },
    'chown of coreutils': {
      text: "chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted",
      want: { action: 'chown', errno: 'EPERM', path: '/var/lib/postgresql/data' },
    },
    'chown that cannot enter': {
      text: "chown: cannot read directory '/data/lost+found': Permission denied",
      want: { action: 'chown', errno: 'EACCES', path: '/data/lost+found' },
    },
    chmod: {
      text: "chmod: changing permissions of '/data': Operation not permitted",
      want: { action: 'chmod', errno: 'EPERM', path: '/data' },
    },
    ls: {
      text: "ls: cannot open directory '/data': Permission denied",
      want: { action: 'read', errno: 'EACCES', path: '/data' },
    },
    'a path with a space': {
      text: "mkdir: cannot create directory '/data/my files': Permission denied",
      want: { action: 'create', errno: 'EACCES', path: '/data/my files' },
    },
    'Node mkdir': {
      text: "Error: EACCES: permission denied, mkdir '/data/.cache'",
      want: { action: 'create', errno: 'EACCES', path: '/data/.cache' },
    },
    'Node open': {
      text: "Error: EROFS: read-only file system, open '/etc/config/a.json'",
      want: { action: 'open', errno: 'EROFS', path: '/etc/config/a.json' },
    },
    'Node chmod': {
      text: "Error: EPERM: operation not permitted, chmod '/home/node/.openclaw'",
      want: { action: 'chmod', errno: 'EPERM', path: '/home/node/.openclaw' },
    },
    Python: {
      text: "PermissionError: [Errno 13] Permission denied: '/data/state.db'",
      want: { action: 'open', errno: 'EACCES', path: '/data/state.db' },
    },
    'Go open': {
      text: 'level=error err="open /prometheus/queries.active: permission denied"',
      want: { action: 'open', errno: 'EACCES', path: '/prometheus/queries.active' },
    },
    'Go mkdir': {
      text: 'panic: mkdir /data/raft: permission denied',
      want: { action: 'create', errno: 'EACCES', path: '/data/raft' },
    },
    Java: {
      text: 'java.nio.file.AccessDeniedException: /usr/share/elasticsearch/data/node.lock',
      want: { action: 'open', errno: 'EACCES', path: '/usr/share/elasticsearch/data/node.lock' },
    },
    'nginx as non-root': {
      text: '[emerg] mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)',
      want: { action: 'create', errno: 'EACCES', path: '/var/cache/nginx/client_temp' },
    },
    'nginx as root without CHOWN': {
      text: '[emerg] chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)',
      want: { action: 'chown', errno: 'EPERM', path: '/var/cache/nginx/client_temp' },
    },
    initdb: {
      text: 'initdb: error: could not change permissions of directory "/var/lib/postgresql/data": Operation not permitted',
      want: { action: 'chmod', errno: 'EPERM', path: '/var/lib/postgresql/data' },
    },
    'runc without the program': {
      text: 'runc create failed: unable to start container process: exec: "/bin/check": stat /bin/check: no such file or directory: unknown',
      want: {
        action: 'start',
        path: '/bin/check',
        said: {
          sentence: 'exec: "/bin/check": stat /bin/check: no such file or directory',
          refusal: 'program-hidden',
        },
      },
    },
    gosu: {
      text: 'error: failed switching to "postgres": operation not permitted',
      want: { action: 'switch-user', errno: 'EPERM' },
    },
    setpriv: {
      text: 'setpriv: setresuid failed: Operation not permitted',
      want: { action: 'switch-user', errno: 'EPERM' },
    },
    'su-exec': {
      text: 'su-exec: setgroups: Operation not permitted',
      want: { action: 'switch-user', errno: 'EPERM' },
    },
    'the kubelet on a named user': {
      text: 'Error: container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root',
      want: {
        action: 'start',
        said: {
          user: 'nobody',
          sentence:
            'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root',
          refusal: 'image-user-named',
        },
      },
    },
    's6-overlay, behind the name of the program': {
      text: "/package/admin/s6-overlay/libexec/preinit: fatal: /run belongs to uid 0 instead of 1000 and we're lacking the privileges to fix it.",
      want: { action: 'own', errno: 'EPERM', path: '/run' },
    },
    's6-overlay under no_new_privs': {
      text: 's6-overlay-suexec: warning: unable to gain root privileges (is the suid bit set?)',
      want: { action: 'switch-user', errno: 'EPERM' },
    },
    mongod: {
      text: '{"msg":"Unable to create/open the lock file: /data/db/mongod.lock (Permission denied). Ensure the user is the owner"}',
      want: { action: 'create', errno: 'EACCES', path: '/data/db/mongod.lock' },
    },
    'git, of an owner': {
      text: "fatal: detected dubious ownership in repository at '/dags'",
      want: { action: 'own', errno: 'EPERM', path: '/dags' },
    },
    'a grant of a database': { text: 'pq: permission denied for table users', want: undefined },
    'a login by ssh': { text: 'git@github.com: Permission denied (publickey).', want: undefined },
    'an unknown program': {
      text: 'fatal: unable to write /data/cache/x, Permission denied',
      want: { action: 'open', errno: 'EACCES', path: '/data/cache/x' },
    },
    'no permission at all': { text: 'connect: connection refused', want: undefined },
    nothing: { text: '', want: undefined },
  },
  ({ text, want }) => {
    const call = readFailure(text)
    const { said, ...got } = call ?? { said: {} }
    const names = Object.keys(said).length === 0 ? {} : { said }
    assert.equal(call === undefined ? undefined : { ...got, ...names }, want)
  },
)
