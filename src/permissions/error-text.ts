/** What a process was about to do when it failed. */
export type FailedAction =
  | 'create'
  | 'open'
  | 'read'
  | 'write'
  | 'remove'
  | 'chown'
  | 'chmod'
  | 'initialise'
  | 'switch-user'
  | 'start'
/** The errors that permissions cause, and the one that a new file system does. */
export type Errno = 'EACCES' | 'EPERM' | 'EROFS' | 'ENOTEMPTY'

/** An error message, as far as it says what failed. */
export interface FailedCall {
  readonly action: FailedAction
  readonly errno: Errno
  /** Absolute, as the container sees it. */
  readonly path?: string
}

interface Pattern {
  readonly action: FailedAction
  readonly match: RegExp
  /** Where the words leave no doubt about it. */
  readonly errno?: Errno
}

/** `'/data/x'`, `"/data/x"`, `/data/x:` – the path group of a pattern. */
const path = String.raw`['"‘“\x60]?(?<path>/[^'"’”\x60\n]*?)['"’”\x60]?`

/** How programs word a failure, first match wins. Each row is one family of programs. */
const patterns: readonly Pattern[] = [
  // Image entrypoints that become another user (gosu, su-exec, setpriv, nginx).
  { action: 'switch-user', match: /failed switching to/i, errno: 'EPERM' }, // gosu
  {
    action: 'switch-user',
    match: /set(?:re)?s?(?:uid|gid|groups|resuid|resgid)\b.*(?:failed|not permitted)/i,
    errno: 'EPERM',
  },
  { action: 'switch-user', match: /initgroups\(.*\) failed/i, errno: 'EPERM' }, // nginx
  // The kubelet's refusals (pkg/kubelet/kuberuntime/security_context_others.go, v1.36.2).
  { action: 'start', match: /container has runAsNonRoot|runAsUser breaks non-root policy/i, errno: 'EPERM' },
  // coreutils and busybox.
  { action: 'create', match: new RegExp(`mkdir: (?:cannot|can't) create directory ${path}: `) },
  {
    action: 'create',
    match: new RegExp(
      `(?:touch|tee|cp|mv|install|tar|ln): (?:cannot (?:touch|create[^'"/]*)|can't create)?\\s*${path}: `,
    ),
  },
  { action: 'create', match: new RegExp(`(?:can't|cannot) create ${path}: `) }, // shells: redirection
  { action: 'create', match: new RegExp(`can't create/write to file ${path} \\(`, 'i') }, // mysqld, mariadbd
  { action: 'remove', match: new RegExp(`(?:rm|rmdir|unlink): (?:cannot|can't) remove ${path}: `) },
  {
    action: 'chown',
    match: new RegExp(
      `(?:chown|chgrp): (?:changing (?:ownership|group) of |cannot (?:access|read directory) )?${path}: `,
    ),
  },
  { action: 'chmod', match: new RegExp(`chmod: (?:changing permissions of |cannot access )?${path}: `) },
  {
    action: 'read',
    match: new RegExp(
      `(?:ls|cat|find|cd): (?:cannot open(?: directory)? |can't (?:open|cd to) |cannot open file )?${path}: `,
    ),
  },
  // Language runtimes.
  { action: 'create', match: new RegExp(`(?:EACCES|EPERM|EROFS)[^,]*, mkdir ${path}(?:$|\\s)`, 'm') }, // Node
  { action: 'chmod', match: new RegExp(`(?:EACCES|EPERM|EROFS)[^,]*, (?:chmod|utime|futimes?) ${path}(?:$|\\s)`, 'm') },
  { action: 'chown', match: new RegExp(`(?:EACCES|EPERM|EROFS)[^,]*, l?chown ${path}(?:$|\\s)`, 'm') },
  { action: 'remove', match: new RegExp(`(?:EACCES|EPERM|EROFS)[^,]*, (?:unlink|rmdir|rename) ${path}(?:$|\\s)`, 'm') },
  {
    action: 'read',
    match: new RegExp(`(?:EACCES|EPERM|EROFS)[^,]*, (?:scandir|stat|lstat|access) ${path}(?:$|\\s)`, 'm'),
  },
  { action: 'open', match: new RegExp(`(?:EACCES|EPERM|EROFS)[^,]*, \\w+ ${path}(?:$|\\s)`, 'm') },
  { action: 'create', match: new RegExp(`\\bmkdir(?:at|\\(\\))? ${path}[: ]`) }, // Go, nginx
  { action: 'chown', match: new RegExp(`\\b(?:l|f)?chown(?:\\()? ?${path}[:,]`) },
  { action: 'chmod', match: new RegExp(`\\bf?chmod ${path}: `) },
  { action: 'remove', match: new RegExp(`\\b(?:unlinkat|remove|rename) ${path}: `) },
  { action: 'open', match: new RegExp(`\\bopen(?:at)?(?:\\(\\))? ${path}(?: failed)?[: ]`) },
  { action: 'open', match: new RegExp(`PermissionError: .*: ${path}$`, 'm') }, // Python
  {
    action: 'open',
    match: new RegExp(`(?:AccessDeniedException|FileNotFoundException): ${path}(?:$|\\s|\\()`, 'm'),
    errno: 'EACCES',
  }, // Java
  { action: 'chmod', match: new RegExp(`could not change permissions of directory ${path}: `) }, // initdb
  {
    action: 'chmod',
    match: new RegExp(`data directory ${path} has (?:wrong ownership|invalid permissions)`),
    errno: 'EPERM',
  }, // postgres checks them itself
  { action: 'initialise', match: new RegExp(`directory ${path} exists but is not empty`), errno: 'ENOTEMPTY' }, // initdb
  { action: 'initialise', match: new RegExp(`data directory ${path} is unusable`), errno: 'ENOTEMPTY' }, // mysqld
  { action: 'create', match: new RegExp(`could not create (?:directory|file|lock file) ${path}: `) }, // postgres
  { action: 'open', match: new RegExp(`could not (?:access|open)[^'"/]* ${path}: `) },
]

const errnos: readonly (readonly [Errno, RegExp])[] = [
  ['EROFS', /EROFS|read-only file ?system/i],
  ['EACCES', /EACCES|permission denied|access ?denied|\(13\b|\b13: /i],
  ['EPERM', /EPERM|operation not permitted|\(1: /i],
]

/** Read an error message; undefined where it does not tell of a permission. */
export function readError(text: string): FailedCall | undefined {
  for (const { action, match, errno } of patterns) {
    const found = match.exec(text)
    const number = errno ?? errnoOf(text)
    if (found !== null && number !== undefined) return { action, errno: number, ...pathOf(found.groups?.path) }
  }
  const number = errnoOf(text)
  return number === undefined ? undefined : { action: 'open', errno: number, ...pathOf(anyPath(text)) }
}

function errnoOf(text: string): Errno | undefined {
  return errnos.find(([, pattern]) => pattern.test(text))?.[0]
}

/** Programs word errors in their own ways; the first absolute path is the best guess left. */
function anyPath(text: string): string | undefined {
  return /(?:^|[\s'"`(=:])(\/[^\s'"`,:;)]+)/.exec(text)?.[1]
}

function pathOf(text: string | undefined): { readonly path?: string } {
  return text === undefined ? {} : { path: text.trim() }
}
