import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Process } from '../../src/volumes/model/process/access.ts'

/** A process known in full: what `setpriv` needs. */
export interface FullProcess extends Process {
  readonly uid: number
  readonly gid: number
}

/** Why the kernel cannot be asked here, or undefined. */
export function noKernel(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root'
  const probe = runAs({ uid: 1000, gid: 1000, groups: [], groupsComplete: true, capabilities: [] }, ['true'])
  return probe.status === 0 ? undefined : 'needs setpriv, and to run it as another user'
}

/** Run a command as the identity: uid, gid, groups, and no capability beyond its own. */
export function runAs(identity: FullProcess, command: readonly string[]): { status: number | null; stdout: string } {
  const { uid, gid, groups, capabilities } = identity
  const bounding = ['-all', ...capabilities.map(name => `+${name.toLowerCase()}`)].join(',')
  const result = spawnSync(
    'setpriv',
    [
      ...['--reuid', String(uid), '--regid', String(gid)],
      ...(groups.length === 0 ? ['--clear-groups'] : ['--groups', groups.join(',')]),
      ...['--inh-caps', '-all', '--bounding-set', bounding],
      ...command,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  )
  return { status: result.status, stdout: result.stdout }
}

/** Work in a folder that other users can enter, and remove it afterwards. */
export function inOpenFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-'))
  try {
    chmodSync(folder, 0o755)
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
