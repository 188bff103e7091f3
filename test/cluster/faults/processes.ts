import { spawn } from 'node:child_process'
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Kill the API server of a kit's cluster, and start it again as it was after some time. */
export async function restartApiServer(folder: string, milliseconds: number): Promise<void> {
  const file = join(folder, 'pid', 'kube-apiserver')
  const pid = Number(readFileSync(file, 'utf8'))
  const [program = '', ...args] = commandOf(pid)
  process.kill(pid, 'SIGKILL')
  await wait(milliseconds)
  const log = openSync(join(folder, 'log', 'kube-apiserver.log'), 'a')
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] })
  child.unref()
  writeFileSync(file, `${child.pid}\n`)
}

/** Stop the kubelet of a kit's cluster for some time. */
export async function pauseKubelet(folder: string, milliseconds: number): Promise<void> {
  const pid = kubeletOf(folder)
  process.kill(pid, 'SIGSTOP')
  await wait(milliseconds)
  process.kill(pid, 'SIGCONT')
}

/** Kill the kubelet; with it go its node and the pods, as on a machine that is switched off. */
export function killKubelet(folder: string): void {
  process.kill(kubeletOf(folder), 'SIGKILL')
}

function kubeletOf(folder: string): number {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const found = pids.find(pid => commandOf(Number(pid)).join(' ').includes(`kubelet --config ${folder}/`))
  if (found === undefined) throw new Error(`no kubelet of ${folder} runs`)
  return Number(found)
}

function commandOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  } catch {
    return [] // it has ended meanwhile
  }
}
