import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { callTool } from '../../src/cli/mcp/call-tool.ts'
import { processIo } from '../../src/cli/process/process-io.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { inFolder, withPrograms } from '../support/real-io.ts'
import { table } from '../table.ts'

const program = join(await installedPackage(), 'dist/cli.cjs')

/** A Helm that says which process it is, and does not end. */
const endlessHelm = '#!/bin/sh\necho $$ > "$0.pid.new" && mv "$0.pid.new" "$0.pid"\nexec sleep 600\n'
const files = {
  helm: endlessHelm,
  'temporary/none': '',
  'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 0.1.0\n',
}

const message = (id: number, method: string, params: object) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
const greeting = message(0, 'initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
})
const check = message(1, 'tools/call', { name: 'check', arguments: { files: ['chart'] } })

/** A server whose client has just called a tool that started Helm. */
function withCall(use: (server: ChildProcessWithoutNullStreams, helm: number) => Promise<void>): Promise<void> {
  return withFolder(files, async cwd => {
    chmodSync(join(cwd, 'helm'), 0o755)
    const env = { ...process.env, HELM_BIN: join(cwd, 'helm'), TMPDIR: join(cwd, 'temporary') }
    const server = spawn(process.execPath, [program, 'mcp'], { cwd, env })
    server.stdout.resume()
    server.stdin.write(greeting + check)
    const pid = join(cwd, 'helm.pid')
    for (let tries = 0; !existsSync(pid) && tries < 300; tries += 1) await after(100)
    try {
      await use(server, Number(readFileSync(pid, 'utf8')))
      assert.equal(readdirSync(join(cwd, 'temporary')), ['none'])
    } finally {
      server.kill('SIGKILL')
    }
  })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

table<(server: ChildProcessWithoutNullStreams) => void>(
  'a server whose Helm does not end, ends with it and its temporary files where',
  {
    'the client closes the connection': server => server.stdin.end(),
    'the client ends it by a signal': server => server.kill('SIGTERM'),
    'the client is gone': server => {
      server.stdout.destroy()
      server.stdin.destroy()
    },
  },
  end =>
    withCall(async (server, helm) => {
      assert.ok(isRunning(helm))
      end(server)
      assert.equal(await once(server, 'exit'), [0, null])
      assert.not.ok(isRunning(helm))
    }),
)

table(
  'a call whose Helm does not end is',
  {
    'stopped when the client cancels it': {
      tell: (server: ChildProcessWithoutNullStreams) =>
        server.stdin.write(
          `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })}\n`,
        ),
    },
  },
  ({ tell }) =>
    withCall(async (server, helm) => {
      tell(server)
      for (let tries = 0; isRunning(helm) && tries < 100; tries += 1) await after(100)
      assert.not.ok(isRunning(helm))
      server.stdin.end()
      assert.equal(await once(server, 'exit'), [0, null])
    }),
)

table(
  'a call is answered although',
  {
    'Helm does not end': {
      script: endlessHelm,
      seconds: 1,
      want: /^helm: was stopped, since it was not done after 1 s$/,
    },
    'Helm prints without end': {
      script: '#!/bin/sh\nexec yes "a line that is long enough to come to a limit soon"\n',
      seconds: 60,
      want: /helm: its output has more than 200000000 bytes \(200 MB\), the limit$/,
    },
  },
  ({ script, seconds, want }) =>
    withFolder(files, async folder => {
      const helm = join(folder, 'helm')
      writeFileSync(helm, script, { mode: 0o755 })
      chmodSync(helm, 0o755)
      const io = { ...inFolder(await processIo(), folder), ...(await withPrograms({ helm })), env: {} }
      const session = { io, options: {}, named: [], seconds }
      const { texts, isError } = await callTool('check', { files: ['chart'] }, session, new AbortController().signal)
      assert.ok(isError)
      assert.match(texts.join('\n'), want)
    }),
)

table(
  'a message of more than 10 MiB',
  { 'ends the program, which says so': `{"text": "${'x'.repeat(11_000_000)}"}\n` },
  input =>
    withFolder(files, async cwd => {
      const server = spawn(process.execPath, [program, 'mcp'], { cwd })
      let complaint = ''
      server.stderr.setEncoding('utf8').on('data', text => (complaint += text))
      server.stdin.on('error', () => undefined).write(input)
      assert.equal(await once(server, 'close'), [2, null])
      assert.is(complaint, 'seaworthy: mcp: ReadBuffer exceeded maximum size of 10485760 bytes\n')
    }),
)
