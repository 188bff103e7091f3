import { InputError } from '../error.ts'
import { refusalSentence, rules } from './rules.ts'

const absolutePath = new RegExp(rules.absolutePath)
const dottedSegment = new RegExp(rules.dottedSegment)
const plainWord = new RegExp(rules.plainWord)

/**
 * The command that gives volumes to a workload: `chown -R <uid>:<gid> <path> <path>…`.
 *
 * A path is quoted only where a POSIX shell needs it. All paths are absolute, so none can be taken for an option and
 * no `--` is needed. Throws `InputError` for what no container could run; `chownProblem` asks first.
 *
 * A path that is itself a symbolic link in the image is re-owned as a link, and its target is not: `chown -R` does not
 * follow its arguments (GNU coreutils 9.1, busybox 1.35). A trailing slash makes it follow.
 */
export function chownCommand(uid: number, gid: number, paths: readonly string[]): string {
  refuse(chownProblem(uid, gid, paths))
  return alwaysScript(`${uid}:${gid}`, shellWords(paths))
}

/**
 * The same work, skipped for every volume whose root already has the owner, as `fsGroupChangePolicy: OnRootMismatch`
 * does. The root is re-owned last, so that an interrupted run is repeated. `chown -R` on the root would not do: POSIX
 * promises no order, and while GNU 9.1 and busybox 1.35 end with the root, uutils 0.0.17 begins with it. A root that is
 * a symbolic link is followed.
 *
 * It needs only what every image with `chown` has: a POSIX shell and `stat -c`, which coreutils, busybox and toybox
 * share. `find` is a package of its own. The price is one process for each entry of the root, on the first run.
 */
export function chownOnMismatchScript(uid: number, gid: number, paths: readonly string[]): string {
  refuse(chownProblem(uid, gid, paths))
  return onMismatchScript(`${uid}:${gid}`, shellWords(paths))
}

/** The text of `chownCommand` around an owner and words that are already quoted; the Helm templates are made from it. */
export function alwaysScript(owner: string, words: string): string {
  return `chown -R ${owner} ${words}`
}

/** The text of `chownOnMismatchScript` around an owner and words that are already quoted. */
export function onMismatchScript(owner: string, words: string): string {
  const entries = '"$v"/* "$v"/.[!.]* "$v"/..?*' // a shell has no pattern for "every entry"
  return [
    `for v in ${words}; do if [ "$(stat -Lc %u:%g "$v")" != ${owner} ]; then`,
    `for e in ${entries}; do if [ -e "$e" ] || [ -L "$e" ]; then chown -R ${owner} "$e"; fi; done;`,
    `chown ${owner} "$v"; fi; done`,
  ].join(' ')
}

/** Why there is no chown command for these, or undefined. */
export function chownProblem(uid: unknown, gid: unknown, paths: readonly unknown[]): string | undefined {
  return idProblem('uid', uid) ?? idProblem('gid', gid) ?? pathsProblem('paths', paths)
}

/** Why `id` is not a user or group id that Kubernetes accepts, or undefined. */
export function idProblem(field: string, id: unknown): string | undefined {
  const valid = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= rules.maxId
  return valid ? undefined : refusalSentence(field, id, rules.id)
}

/** Why `paths` is not a list of at least one place for a volume, or undefined. */
export function pathsProblem(field: string, paths: readonly unknown[]): string | undefined {
  if (paths.length === 0) return refusalSentence(field, paths, 'at least one path')
  const bad = paths.findIndex(path => !isVolumePath(path))
  return bad < 0 ? undefined : refusalSentence(`${field}[${bad}]`, paths[bad], rules.path)
}

/** Whether a volume can be mounted at `path`, by our stricter rule: Kubernetes accepts `/a/../b`. */
export function isVolumePath(path: unknown): path is string {
  return typeof path === 'string' && absolutePath.test(path) && !dottedSegment.test(path)
}

/** Throw what a `…Problem` function found. */
export function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new InputError('BAD_VALUES', problem)
}

/** Words for a POSIX shell, each once, in order. */
export function shellWords(words: readonly string[]): string {
  return [...new Set(words)].map(shellWord).join(' ')
}

/** Inside single quotes only the single quote has a meaning: `it's` is `'it'\''s'`. */
function shellWord(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
