import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startBare } from './bare.ts'
import { serverOf } from './kubeconfig.ts'

/** A cluster for tests, and how to take it down. */
export interface TestCluster {
  readonly kubeconfig: string
  /** The kit's folder where a kubelet runs pods. */
  readonly node?: string
  readonly stop: () => Promise<void>
}

/** Where a cluster may come from: a reason where this way does not lead to one. */
export type Started = TestCluster | { readonly reason: string }

const kit = resolve(import.meta.dirname, '../../../shared/cluster')
const prefix = 'seaworthy-cluster-'

/**
 * The cluster that `KUBECONFIG` names, one of the programs in `KUBEBUILDER_ASSETS`, or the kit beside the repository.
 * Rejects once `interrupted` is, with nothing left running.
 */
export async function startCluster(env: NodeJS.ProcessEnv, interrupted: AbortSignal): Promise<Started> {
  const { KUBECONFIG, KUBEBUILDER_ASSETS } = env
  if (KUBECONFIG) return given(KUBECONFIG, env)
  if (KUBEBUILDER_ASSETS) return startBare(KUBEBUILDER_ASSETS, interrupted)
  const hasKit = process.platform === 'linux' && process.arch === 'x64' && existsSync(join(kit, 'up'))
  return hasKit ? startKit(interrupted) : { reason: 'no KUBECONFIG, no KUBEBUILDER_ASSETS and no cluster kit' }
}

/** Whose cluster a kubeconfig names nobody knows, so only one of this machine is taken for a test cluster. */
function given(kubeconfig: string, { NODE_LOGS }: NodeJS.ProcessEnv): Started {
  const { hostname, href } = serverOf(kubeconfig).url
  if (!['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    return { reason: `KUBECONFIG names ${href}, which is not on this machine` }
  const node = NODE_LOGS === undefined ? {} : { node: resolve(NODE_LOGS, '..') }
  return { kubeconfig, ...node, stop: async () => {} }
}

/** With a node where this user can have one. A machine under load may fail once; twice is a finding. */
async function startKit(interrupted: AbortSignal): Promise<TestCluster> {
  await removeAbandoned()
  const folder = join(tmpdir(), `${prefix}${process.pid}`)
  const hasNode = process.getuid?.() === 0 && existsSync('/sys/fs/cgroup/cpuset')
  const cluster = {
    kubeconfig: join(folder, 'kubeconfig'),
    ...(hasNode && { node: folder }),
    stop: () => takeDown(folder),
  }
  for (const left of ['once more', 'that was twice']) {
    if (await kitCommand('up', [...(hasNode ? ['--node'] : []), folder], interrupted)) return cluster
    if (!interrupted.aborted) process.stderr.write(`${logsIn(folder)}the cluster did not start; ${left}\n`)
    await takeDown(folder)
    interrupted.throwIfAborted()
  }
  throw new Error(`${kit}/up failed`)
}

async function takeDown(folder: string): Promise<void> {
  if (!(await kitCommand('down', [folder]))) process.stderr.write(`what is left: ${kit}/down ${folder}\n`)
}

/** Whether the command did what it is for. */
function kitCommand(command: 'up' | 'down', args: readonly string[], signal?: AbortSignal): Promise<boolean> {
  return new Promise(answer => {
    const stdio = ['ignore', 'ignore', 'inherit'] as const
    const child = spawn(join(kit, command), args, { stdio: [...stdio], timeout: 600_000, ...(signal && { signal }) })
    child.on('error', () => {}) // `close` follows
    child.on('close', status => answer(status === 0))
  })
}

function logsIn(folder: string): string {
  const logs = join(folder, 'log')
  const files = existsSync(logs) ? readdirSync(logs).toSorted() : []
  const tail = (file: string) => readFileSync(join(logs, file), 'utf8').split('\n').slice(-15).join('\n')
  return files.map(file => `== ${file}\n${tail(file)}\n`).join('')
}

/** A run that was killed could not take its cluster down; the folder's name says whose it was. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter(entry => entry.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length))
    if (Number.isInteger(pid) && pid > 0 && !isAlive(pid)) await takeDown(join(tmpdir(), name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
