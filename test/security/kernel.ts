import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { InitContainer } from '../../src/security/container.ts'
import { skipped } from '../table.ts'

/** A POSIX shell with the programs that come with it. */
export interface Shell {
  readonly name: string
  readonly program: string
  /** Folder that holds `sh`, `chown`, `stat` and their like, as an image's PATH would. */
  readonly path: string
}

/** The shells that images have. Absent ones, and a kernel that we may not ask, are reported under `test`. */
export function shellsFor(test: string): readonly Shell[] {
  const reason = whyNot()
  if (reason !== undefined) {
    skipped(test, reason)
    return []
  }
  const dash = existsSync('/bin/dash') ? [{ name: 'dash', program: '/bin/dash', path: '/usr/bin:/bin' }] : []
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync)
  if (dash.length === 0) skipped(`${test}, with dash`, 'no /bin/dash')
  if (busybox === undefined) skipped(`${test}, with busybox`, 'no busybox')
  return busybox === undefined ? dash : [...dash, busyboxShell(busybox)]
}

/** By its path: the command's own PATH may hold nothing but busybox. */
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)

function whyNot(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux'
  return setpriv === undefined ? 'no setpriv' : undefined
}

function busyboxShell(busybox: string): Shell {
  const path = mkdtempSync(join(tmpdir(), 'seaworthy-busybox-'))
  for (const applet of ['sh', 'chown', 'stat', 'chgrp', 'chmod', 'mkdir']) symlinkSync(busybox, join(path, applet))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  chmodSync(path, 0o755)
  return { name: 'busybox', program: join(path, 'sh'), path }
}

/** Whether a program on PATH comes before the shell's own; that of a static busybox takes its own first. */
export function asksPath({ program, path }: Shell): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-path-'))
  try {
    writeFileSync(join(folder, 'chown'), '#!/bin/sh\necho found\n', { mode: 0o755 })
    const { stdout } = spawnSync(program, ['-c', 'chown'], { env: { PATH: `${folder}:${path}` }, encoding: 'utf8' })
    return stdout === 'found\n'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What lies at a path before the test: a directory unless it says otherwise. */
export interface Entry {
  readonly owner?: number
  readonly mode?: number
  readonly kind?: 'file' | 'directory'
  readonly linkTo?: string
}

/** Make a tree below `root`, parents first; owners are uid and gid at once. */
export function plant(root: string, entries: Readonly<Record<string, Entry>>): void {
  for (const [name, { owner = 0, mode, kind, linkTo }] of Object.entries(entries)) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    if (linkTo !== undefined) symlinkSync(linkTo, path)
    else if (kind === 'file') writeFileSync(path, 'x')
    else mkdirSync(path, { recursive: true })
    lchownSync(path, owner, owner)
    if (linkTo === undefined) chmodSync(path, mode ?? (kind === 'file' ? 0o644 : 0o755))
  }
}

/** A temporary folder that every uid may enter, removed afterwards. */
export function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-volume-'))
  try {
    chmodSync(folder, 0o755)
    chownSync(folder, 0, 0)
    use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `uid:gid` of every entry below `root`, and of the root itself as `.`; links are not followed. */
export function owners(root: string): Readonly<Record<string, string>> {
  const names = ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()]
  return Object.fromEntries(names.map(name => [name, ownerOf(join(root, name))]))
}

export function ownerOf(path: string): string {
  const { uid, gid } = lstatSync(path)
  return `${uid}:${gid}`
}

export interface Outcome {
  readonly status: number | null
  readonly stderr: string
}

/** Who runs a command. Capabilities are those of the bounding set, which is what root gets and nobody else. */
export interface Runner {
  readonly uid: number
  readonly gid: number
  readonly groups?: readonly number[]
  readonly capabilities?: readonly string[]
}

/** Run an init container's own command as its security context says, with `capabilities` for those it declares. */
export function runInit(
  container: InitContainer,
  shell: Shell,
  options: {
    readonly capabilities?: readonly string[]
    readonly groups?: readonly number[]
    readonly path?: string
  } = {},
): Outcome {
  const { runAsUser = 0, runAsGroup = 0, capabilities } = container.securityContext
  const runner = {
    uid: runAsUser,
    gid: runAsGroup,
    groups: options.groups ?? [],
    capabilities: options.capabilities ?? capabilities?.add ?? [],
  }
  return runAs(runner, [shell.program, ...container.command.slice(1)], options.path ?? shell.path)
}

/** The container's argv, under the runtime's identity, capabilities and `no_new_privs`. */
function runAs(
  { uid, gid, groups = [], capabilities = [] }: Runner,
  argv: readonly string[],
  path = '/usr/bin:/bin',
): Outcome {
  const bounding = ['-all', ...capabilities.map(name => `+${name.toLowerCase()}`)].join(',')
  const supplemental = groups.length === 0 ? ['--clear-groups'] : ['--groups', groups.join(',')]
  const identity = ['--reuid', `${uid}`, '--regid', `${gid}`, ...supplemental]
  const limits = ['--bounding-set', bounding, '--inh-caps', '-all', '--no-new-privs']
  const { status, stderr } = spawnSync(setpriv ?? 'setpriv', [...identity, ...limits, ...argv], {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: path },
  })
  return { status, stderr }
}

/** Whether a non-root process can create a directory and a file in `directory`, and append to the files named. */
export function canWrite(who: Runner, directory: string, files: readonly string[] = []): boolean {
  const script = 'mkdir "$1/new" && : > "$1/new/file" && shift && for f in "$@"; do : >> "$f" || exit 1; done'
  return runAs(who, ['/bin/sh', '-c', script, 'sh', directory, ...files]).status === 0
}
