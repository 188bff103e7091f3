import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { situation } from '../table.ts'
import { podText } from './manifests.ts'

const program = join(await installedPackage(), 'dist/cli.cjs')

/** A text that takes seconds on any machine, below what one message may hold. */
const large = Array.from({ length: 25_000 }, (_, index) => podText().replace('name: web', `name: web-${index}`)).join(
  '---\n',
)

const message = (method: string, params: object, id?: number) =>
  `${JSON.stringify({ jsonrpc: '2.0', ...(id !== undefined && { id }), method, params })}\n`
const call = (id: number, manifests: string) => message('tools/call', { name: 'check', arguments: { manifests } }, id)
const greeting = message(
  'initialize',
  { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  0,
)

/** A server that judges a large text, the ids of its answers in their order, and how to wait for one. */
async function whileBusy(
  use: (
    server: ChildProcessWithoutNullStreams,
    answered: number[],
    until: (id: number) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  await withFolder({ none: '' }, async cwd => {
    const server = spawn(process.execPath, [program, 'mcp'], { cwd })
    const answered: number[] = []
    createInterface(server.stdout).on('line', line => answered.push(JSON.parse(line).id))
    server.stdin.on('error', () => undefined).write(greeting + call(1, large))
    const until = async (id: number) => {
      for (let tries = 0; !answered.includes(id) && tries < 600; tries += 1) await after(50)
    }
    try {
      await until(0)
      await use(server, answered, until)
    } finally {
      server.kill('SIGKILL')
    }
  })
}

situation('a ping and a small call are answered while a large text is judged', () =>
  whileBusy(async (server, answered, until) => {
    server.stdin.write(message('ping', {}, 2) + call(3, podText()))
    await until(3)
    assert.equal(answered, [0, 2, 3])
  }),
)

situation('a large text that nobody waits for any more is not judged to its end', () =>
  whileBusy(async (server, answered, until) => {
    const [helper] = await helpersOf(server)
    assert.ok(helper !== undefined && isRunning(helper))
    server.stdin.write(message('notifications/cancelled', { requestId: 1 }) + message('ping', {}, 2))
    await until(2)
    for (let tries = 0; isRunning(helper) && tries < 60; tries += 1) await after(100)
    assert.not.ok(isRunning(helper))
    assert.equal(answered, [0, 2])
  }),
)

situation('a client that closes the connection need not wait for a large text', () =>
  whileBusy(async server => {
    const [helper] = await helpersOf(server)
    server.stdin.end()
    assert.equal(await once(server, 'exit'), [0, null])
    assert.not.ok(helper !== undefined && isRunning(helper))
  }),
)

/** The processes that a process has started, as Linux lists them; waits for the first. */
async function helpersOf({ pid }: ChildProcessWithoutNullStreams): Promise<readonly number[]> {
  const list = `/proc/${pid}/task/${pid}/children`
  for (let tries = 0; existsSync(list) && tries < 200; tries += 1) {
    const found = readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number)
    if (found.length > 0) return found
    await after(50)
  }
  return []
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
