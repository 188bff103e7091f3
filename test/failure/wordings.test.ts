import * as assert from 'uvu/assert'
import { readFailure } from '../../src/failure/read-failure.ts'
import { table } from '../table.ts'

/** What is read of a message: the action and the error, the path, and what else it names. */
type Read = readonly [call: string, path?: string, said?: Readonly<Record<string, string>>]

function read(text: string): Read {
  const { action, errno, path, said } = readFailure(text) ?? { action: 'nothing', said: {} }
  const { sentence, ...names } = said
  const call = errno === undefined ? action : `${action} ${errno}`
  if (Object.keys(names).length > 0) return [call, path ?? '', names]
  return path === undefined ? [call] : [call, path]
}

const rows: Readonly<Record<string, readonly (readonly [text: string, read: Read])[]>> = {
  'admission and the kubelet': [
    [
      'Error creating: pods "web-6d" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      ['admit', '', { pod: 'web-6d' }],
    ],
    [
      'Error creating: pods "web-6d" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden]',
      ['admit', '', { pod: 'web-6d' }],
    ],
    [
      'Error: container has runAsNonRoot and image will run as root (pod: "web-6d_ns(1)", container: web)',
      ['start', '', { pod: 'web-6d', container: 'web', refusal: 'image-runs-as-root' }],
    ],
    [
      'Error: container\'s runAsUser breaks non-root policy (pod: "web-6d_ns(1)", container: web)',
      ['start', '', { pod: 'web-6d', container: 'web', refusal: 'runs-as-root' }],
    ],
    [
      'Error: failed to generate container "1" spec: failed to generate user string: user group "1000" is specified without user',
      ['start', '', { group: '1000', refusal: 'group-without-user' }],
    ],
    [
      'Error: failed to create subPath directory for volumeMount "data" of container "web"',
      ['start', '', { volume: 'data', container: 'web', refusal: 'sub-path-missing' }],
    ],
    [
      'Error: failed to prepare subPath for volumeMount "data" of container "web"',
      ['start', '', { volume: 'data', container: 'web' }],
    ],
    [
      'runc create failed: error mounting "/var/lib/kubelet/pods/1/volumes/a" to rootfs at "/data/a": create mountpoint: mkdirat: read-only file system',
      ['start', '/data/a', { refusal: 'mount-point-missing' }],
    ],
    [
      'MountVolume.SetUp failed for volume "pvc-1" : applyFSGroup failed for vol pvc-1: lchown /var/lib/kubelet/a: operation not permitted',
      ['set-up', '', { volume: 'pvc-1', refusal: 'fs-group-walk' }],
    ],
    [
      'MountVolume.SetUp failed for volume "pvc-1" : applyFSGroup failed for vol pvc-1: lstat /var/lib/kubelet/a: no such file or directory',
      ['set-up', '', { volume: 'pvc-1', refusal: 'mount-absent' }],
    ],
    [
      'MountVolume.SetUp failed for volume "cfg" : hostPath type check failed: /etc/web is not a directory',
      ['set-up', '/etc/web', { volume: 'cfg', refusal: 'host-path-type' }],
    ],
    [
      'MountVolume.SetUp failed for volume "pvc-1" : mount failed: mount.nfs: access denied by server while mounting nas:/export',
      ['set-up', '', { volume: 'pvc-1' }],
    ],
    [
      'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: mkdir /var/lib/kubelet/a: read-only file system',
      ['set-up', '', { volume: 'pvc-1' }],
    ],
    ['exec container process `/usr/bin/web`: Operation not permitted', ['execute EPERM', '/usr/bin/web']],
    ['standard_init_linux.go:178: exec user process caused "permission denied"', ['execute EACCES']],
  ],
  databases: [
    [
      '[ERROR] [MY-010457] [Server] --initialize specified but the data directory has files in it. Aborting.',
      ['initialise ENOTEMPTY'],
    ],
    [
      "mysqld: Can't change dir to '/var/lib/my sql/' (OS errno 13 - Permission denied)",
      ['read EACCES', '/var/lib/my sql/'],
    ],
    [
      'initdb: error: could not create directory "/var/lib/postgresql/data": Permission denied',
      ['create EACCES', '/var/lib/postgresql/data'],
    ],
    [
      'postgres: /etc/postgresql.conf: could not open configuration file "/var/lib/pg/hba.conf": Permission denied',
      ['open EACCES', '/var/lib/pg/hba.conf'],
    ],
    [
      'Failed opening the temp RDB file temp-7.rdb (in server root dir /data) for saving: Permission denied',
      ['create EACCES', '/data'],
    ],
    [
      "Can't open or create append-only dir /data/appendonlydir: Permission denied",
      ['create EACCES', '/data/appendonlydir'],
    ],
    [
      'java.lang.IllegalStateException: failed to obtain node locks, tried [/usr/share/elasticsearch/data]; maybe these locations are not writable',
      ['create EACCES', '/usr/share/elasticsearch/data'],
    ],
    ['sqlite3.OperationalError: attempt to write a readonly database', ['write EACCES']],
    ['SQLite: unable to open database file: /data/web.db', ['open EACCES', '/data/web.db']],
  ],
  servers: [
    ["GF_PATHS_DATA='/var/lib/grafana' is not writable.", ['create EACCES', '/var/lib/grafana']],
    [
      'Can not write to /var/jenkins_home/copy.log. Wrong volume permissions?',
      ['create EACCES', '/var/jenkins_home/copy.log'],
    ],
    [
      'Cookie file /var/lib/rabbitmq/.erlang.cookie must be accessible by owner only',
      ['own EPERM', '/var/lib/rabbitmq/.erlang.cookie'],
    ],
    [
      "Failed to create cookie file '/var/lib/rabbitmq/.erlang.cookie': eacces",
      ['create EACCES', '/var/lib/rabbitmq/.erlang.cookie'],
    ],
    ['Authentication refused: bad ownership or modes for directory /home/git', ['own EPERM', '/home/git']],
    ["Permissions 0640 for '/etc/ssh/key' are too open.", ['own EPERM', '/etc/ssh/key']],
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)', ['bind EACCES']],
    ['listen tcp :443: bind: permission denied', ['bind EACCES']],
    ['(13)Permission denied: AH00072: make_sock: could not bind to address 0.0.0.0:80', ['bind EACCES']],
  ],
  runtimes: [
    ["Error: EPERM: operation not permitted, chown '/data/a'", ['chown EPERM', '/data/a']],
    ["Error: EACCES: permission denied, unlink '/data/a'", ['remove EACCES', '/data/a']],
    ["Error: EACCES: permission denied, scandir '/data/a'", ['read EACCES', '/data/a']],
    ["at /app/a.js: Error: EACCES: permission denied, open '/data/my file'", ['open EACCES', '/data/my file']],
    ['Errno::EACCES: Permission denied @ dir_s_mkdir - /data/tmp', ['create EACCES', '/data/tmp']],
    ['/app/a.rb:3: Permission denied @ rb_sysopen - /data/log (Errno::EACCES)', ['open EACCES', '/data/log']],
    [
      '/app/a.php: file_put_contents(/data/a.log): Failed to open stream: Permission denied',
      ['open EACCES', '/data/a.log'],
    ],
    [
      'The stream or file "/var/www/storage/logs/laravel.log" could not be opened in append mode',
      ['open EACCES', '/var/www/storage/logs/laravel.log'],
    ],
    ["System.UnauthorizedAccessException: Access to the path '/app/keys' is denied.", ['open EACCES', '/app/keys']],
    ['panic: chmod /data/a: operation not permitted', ['chmod EPERM', '/data/a']],
    ['panic: unlinkat /data/a: permission denied', ['remove EACCES', '/data/a']],
    ['caller=/app/main.go err="open /data/a: permission denied"', ['open EACCES', '/data/a']],
    ['panic: lstat /data/a: permission denied', ['read EACCES', '/data/a']],
    [
      'File "/app/a.py", line 3\nPermissionError: [Errno 13] Permission denied: \'/data/a.db\'',
      ['open EACCES', '/data/a.db'],
    ],
    ['at /app: java.io.FileNotFoundException: /data/a (Permission denied)', ['open EACCES', '/data/a']],
  ],
  tools: [
    ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.', ['switch-user EPERM']],
    ['su: must be suid to work properly', ['switch-user EPERM']],
    ['/entrypoint.sh: line 5: /data/my file: Permission denied', ['open EACCES', '/data/my file']],
    ["sed: couldn't open temporary file /etc/web/sedA1: Permission denied", ['create EACCES', '/etc/web/sedA1']],
    ["rm: cannot remove '/data/lost+found': Operation not permitted", ['remove EPERM', '/data/lost+found']],
    ["rmdir: failed to remove '/data/a': Permission denied", ['remove EACCES', '/data/a']],
    ["unlink: cannot unlink '/data/a': Permission denied", ['remove EACCES', '/data/a']],
    ["mv: can't open '/staging/a.yaml': Permission denied", ['read EACCES', '/staging/a.yaml']],
    ["cp: cannot open '/staging/a.yaml' for reading: Permission denied", ['read EACCES', '/staging/a.yaml']],
    [
      '/opt/run.sh: line 61: cannot create temp file for here-document: Read-only file system',
      ['create EROFS', '/tmp'],
    ],
    [
      's6-svscan: fatal: unable to mkdir .s6-svscan: Read-only file system',
      ['create EROFS', '', { relative: '.s6-svscan' }],
    ],
    ["mkdir: cannot create directory 'logs': Permission denied", ['create EACCES', '', { relative: 'logs' }]],
    [
      "PermissionError: [Errno 13] Permission denied: 'logs/app.log'",
      ['open EACCES', '', { relative: 'logs/app.log' }],
    ],
    ['open data/web.db: permission denied', ['open EACCES', '', { relative: 'data/web.db' }]],
    ['s6-chown: fatal: unable to chown /var/run/s6: Operation not permitted', ['chown EPERM', '/var/run/s6']],
    ['rsync: [generator] chown "/data/a" failed: Operation not permitted (1)', ['chown EPERM', '/data/a']],
    ['tar: /data/a: Cannot change ownership to uid 0, gid 0: Operation not permitted', ['chown EPERM', '/data/a']],
    ['tar: /data/a: Cannot change mode to rwxr-xr-x: Operation not permitted', ['chmod EPERM', '/data/a']],
    ['rsync: [receiver] failed to set times on "/data/a": Operation not permitted (1)', ['chmod EPERM', '/data/a']],
  ],
}

table(
  'the wordings of',
  Object.fromEntries(Object.entries(rows).flatMap(([of, texts]) => texts.map(row => [`${of}: ${row[0]}`, row]))),
  ([text, want]) => assert.equal(read(text), want),
)
