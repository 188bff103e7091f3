import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { listAt, mapAt } from '../../src/manifest/value.ts'
import { containersOf } from '../../src/workload/pod/pod.ts'
import { skipped, table } from '../table.ts'
import { after, harden, podOf, type Situation } from './hardened.ts'

/**
 * What the kernel says of a program with a file capability under the security context that hardening leaves, whose
 * process is started by setpriv(1) as a runtime starts one: its user, its bounding set, no_new_privs.
 */
interface Row extends Situation {
  /** The exit status of the program. 126: execve(2) refuses it. */
  readonly want: number
}

const app = { own: 'runAsUser: 568', web: 'image: registry.example.com/app, ports: [{ containerPort: 53 }]' }

const rows: Readonly<Record<string, Row>> = {
  'as written, at privileged': { ...app, level: 'privileged', want: 0 },
  'hardened for baseline, of an image that nobody knows': { ...app, level: 'baseline', want: 0 },
  'hardened for restricted, which keeps what a low port takes': { ...app, level: 'restricted', want: 0 },
  'hardened for restricted, of an image that is known to carry the capability': {
    ...app,
    web: 'image: registry.example.com/app',
    images: { 'registry.example.com/app': { fileCapabilities: ['NET_BIND_SERVICE'] } },
    want: 0,
  },
  // The measure can fail: this is what was written before.
  'without any capability': {
    own: 'runAsUser: 568, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }',
    level: 'privileged',
    want: 126,
  },
}

const missing = ['setcap', 'setpriv'].find(program => spawnSync(program, ['--version']).error !== undefined)
const folder = mkdtempSync(join(tmpdir(), 'seaworthy-caps-'))
const reason = process.getuid?.() === 0 ? missing : 'root'
if (reason !== undefined) skipped('file capabilities under hardened contexts', `no ${reason}`)
else if (!plantProgram()) skipped('file capabilities under hardened contexts', 'the file system takes no capabilities')
else
  table('a program with the file capability NET_BIND_SERVICE starts', rows, row => assert.is(statusOf(row), row.want))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function plantProgram(): boolean {
  chmodSync(folder, 0o755)
  copyFileSync('/bin/true', join(folder, 'program'))
  return spawnSync('setcap', ['cap_net_bind_service=+eip', join(folder, 'program')]).status === 0
}

function statusOf(situation: Situation): number | null {
  const pod = podOf(situation)
  const [container] = containersOf(after(pod, harden(pod, situation)))
  const context = mapAt(container?.spec, 'securityContext')
  const capabilities = mapAt(context, 'capabilities')
  const kept = listAt(capabilities, 'add').map(name => `+${name}`.toLowerCase())
  const bounding = listAt(capabilities, 'drop').includes('ALL') ? ['--bounding-set', ['-all', ...kept].join(',')] : []
  const contained = context?.allowPrivilegeEscalation === false ? ['--no-new-privs'] : []
  const user = ['--reuid', '568', '--regid', '568', '--clear-groups', '--inh-caps', '-all']
  return spawnSync('setpriv', [...user, ...bounding, ...contained, join(folder, 'program')]).status
}
