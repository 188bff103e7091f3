import type { Wording } from './wording.ts'
import { path } from './words.ts'

const coreutils = 'coreutils 9.5 src/, error(); busybox 1.37 coreutils/, bb_perror_msg()'

/** Image entrypoints and init containers: shells, coreutils, busybox, and what becomes another user. */
export const toolWordings: readonly Wording[] = [
  { by: 'gosu', source: 'tianon/gosu main.go', action: 'switch-user', match: /failed switching to/i, errno: 'EPERM' },
  {
    by: 'su-exec, setpriv, runuser, s6-setuidgid, chpst',
    source:
      'ncopa/su-exec su-exec.c; util-linux sys-utils/setpriv.c; skarnet/s6 src/daemontools-extras/s6-applyuidgid.c',
    action: 'switch-user',
    match:
      /(?:set(?:re)?s?(?:uid|gid|groups|resuid|resgid)\b|cannot set groups|unable to set (?:supplementary group|uid|gid)).*(?:failed|not permitted)/i,
    errno: 'EPERM',
  },
  {
    by: 'nginx and httpd workers',
    source: 'nginx src/os/unix/ngx_process_cycle.c; httpd modules/arch/unix/mod_unixd.c',
    action: 'switch-user',
    match: /(?:initgroups|setgid|setuid)\(.*\) failed|initgroups: unable to set groups/i,
    errno: 'EPERM',
  },
  {
    by: 's6-overlay without setuid',
    source: 'github.com/just-containers/s6-overlay/pull/574',
    action: 'switch-user',
    match: /unable to gain root privileges/i,
    errno: 'EPERM',
  },
  {
    by: 'sudo and su without setuid',
    source: 'sudo src/sudo.c; busybox libbb/appletlib.c check_suid()',
    action: 'switch-user',
    match:
      /the "no new privileges" flag is set|effective uid is not 0, is (?:\/\S*\/)?sudo|must be suid to work properly/i,
    errno: 'EPERM',
  },
  {
    by: 'mkdir',
    source: coreutils,
    action: 'create',
    match: new RegExp(`mkdir: (?:cannot|can't) create directory ${path}: `),
  },
  {
    by: 'rsync and tar, which keep owners',
    source: 'rsync rsync.c set_file_attrs(); tar src/extract.c',
    action: 'chown',
    match: new RegExp(`(?:rsync: \\[?\\w*\\]?:? ?ch(?:own|grp) |tar: )${path}"? ?(?:failed|: Cannot change ownership)`),
    errno: 'EPERM',
  },
  {
    by: 'rsync and tar, which keep modes and times',
    source: 'rsync rsync.c; tar src/extract.c',
    action: 'chmod',
    match: new RegExp(
      `(?:failed to set (?:permissions|times) on |tar: )${path}"?: (?:Cannot (?:change mode|utime)|Operation not)`,
    ),
    errno: 'EPERM',
  },
  {
    by: 'install -o, tar of relative names',
    source: 'coreutils 9.5 src/install.c; tar src/extract.c set_stat()',
    action: 'chown',
    match: new RegExp(
      `(?:install: cannot change owner(?:ship| and permissions) of ${path}|tar: [^\\n]*cannot change ownership to uid \\d+, gid \\d+): `,
      'i',
    ),
  },
  {
    by: 'bash, which keeps a here-document in a file',
    source: 'bash redir.c here_document_to_fd(), lib/sh/tmpfile.c; github.com/bitnami/bitnami-docker-nginx/issues/139',
    action: 'create',
    match: /cannot create temp file for here-document/i,
    path: '/tmp',
  },
  {
    by: 'cp, mv of busybox, of what they may not read',
    source: 'busybox 1.37 libbb/copy_file.c; github.com/crowdsecurity/helm-charts/issues/129',
    action: 'read',
    match: new RegExp(`(?:cp|mv): can't open ${path}: `),
  },
  {
    by: 'cp, install of what they may not read',
    source: 'coreutils 9.5 src/copy.c copy_reg()',
    action: 'read',
    match: new RegExp(`(?:cp|mv|install): cannot open ${path} for reading: `),
  },
  {
    by: 'touch, tee, cp, mv, install, tar, ln, dd',
    source: coreutils,
    action: 'create',
    match: new RegExp(
      `(?:touch|tee|cp|mv|install|tar|ln|dd|unzip): (?:cannot (?:touch|open|create[^'"/‘]*)|failed to (?:create[^'"/‘]*|open)|can't (?:create[^'"/]*|open))?\\s*${path}: `,
    ),
  },
  {
    by: 'dash, ash and bash that start a program',
    source: 'dash src/exec.c shellexec(); github.com/luksa/kubernetes-in-action/pull/15',
    action: 'execute',
    match: new RegExp(`(?:^|[\\s/])(?:da|ba|a)?sh: (?:line )?\\d+: ${path}: Permission denied`),
  },
  {
    by: 'redirection of dash, ash and bash',
    source: 'dash src/redir.c; bash redir.c; busybox shell/ash.c',
    action: 'create',
    match: new RegExp(`(?:can't|cannot) create ${path}: `),
  },
  {
    by: 'redirection of bash',
    source: 'bash redir.c redirection_error()',
    action: 'open',
    match: new RegExp(`\\bline \\d+: ${path}: (?:Permission denied|Read-only file system)`),
  },
  {
    by: 'sed -i',
    source: 'sed sed/utils.c ck_mkstemp(); github.com/jharting/openshift-rabbitmq-cluster/issues/1',
    action: 'create',
    match: new RegExp(`sed: (?:couldn't open temporary file|can't create temp file) ${path}: `),
  },
  {
    by: 'rm, rmdir, unlink',
    source: coreutils,
    action: 'remove',
    match: new RegExp(`(?:rm|rmdir|unlink): (?:cannot|can't|failed to) (?:remove|unlink) ${path}: `),
  },
  {
    by: 'chown, chgrp',
    source: coreutils,
    action: 'chown',
    match: new RegExp(
      `(?:chown|chgrp): (?:changing (?:ownership|group) of |cannot (?:access|read directory) )?${path}: `,
    ),
  },
  {
    by: 'chmod',
    source: coreutils,
    action: 'chmod',
    match: new RegExp(`chmod: (?:changing permissions of |cannot access )?${path}: `),
  },
  {
    by: 'ls, cat, find, cd',
    source: coreutils,
    action: 'read',
    match: new RegExp(
      `(?:ls|cat|find|cd|du|stat): (?:cannot open(?: directory)? |can't (?:open|cd to) |cannot open file |cannot access )?${path}: `,
    ),
  },
]
