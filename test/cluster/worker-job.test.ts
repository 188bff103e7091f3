import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { connect } from '../../src/cluster/connect.ts'
import { InputError } from '../../src/error.ts'
import type { RunEnd, RunEvent } from '../../src/run/run-event.ts'
import { type RunWorkerJobOptions, runWorkerJob } from '../../src/run/run-worker-job.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { portOf } from '../support/listening.ts'
import { ended } from '../support/process.ts'
import { table } from '../table.ts'
import { type Api, itemsOf } from './api.ts'
import { apiFor, nodeFor } from './here.ts'
import { serverOf } from './kubeconfig.ts'
import { makeNamespace } from './namespaces.ts'

/** Tasks on a real API server and kubelet, by a connection that breaks. */

const namespace = 'seaworthy-tasks'
const lines = Array.from({ length: 120 }, (_, index) => `zeile ${index} ✓`)
const api = apiFor('tasks on a cluster')
if (api !== undefined && nodeFor('tasks on a cluster') !== undefined) {
  await makeNamespace(api, namespace, 'restricted')
  await prove(api, await clusterBehind(await breakingProxy()))
}

async function prove(one: Api, { cluster, close }: Reached): Promise<void> {
  const run = (id: string, script: string, options: Partial<RunWorkerJobOptions> = {}) =>
    eventsOf(runWorkerJob(valuesOf(script), { id }, { cluster, ...options }))
  const jobs = async () => {
    const answer = await one.ask({ method: 'GET', path: `/apis/batch/v1/namespaces/${namespace}/jobs` })
    assert.is(answer.status, 200)
    return itemsOf(answer)
  }

  table(
    'a task over broken connections',
    { 'logs each line once': '', 'and again, with its name free': '' },
    async () => {
      const events = await run('lines', `i=0; while [ $i -lt 120 ]; do echo "zeile $i ✓"; i=$((i+1)); sleep 0.05; done`)
      assert.equal(logOf(events), lines)
      assert.equal(endOf(events).outcome, 'done')
      assert.equal(await jobs(), [])
    },
  )

  table('a task that is asked for twice at once', { 'runs once': 'echo ran; sleep 3' }, async script => {
    const options = { keep: true }
    const both = await Promise.all([run('twice', script, options), run('twice', script, options)])
    assert.equal(both.map(logOf), [['ran'], ['ran']])
    const pods = await one.ask({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods` })
    assert.is(itemsOf(pods).filter(pod => JSON.stringify(pod).includes('task-twice')).length, 1)
  })

  table(
    'a task that fails says why',
    {
      'by its program': { script: 'exit 7', options: {}, want: 'container-exit' },
      'by its time': { script: 'sleep 60', options: { timeout: 5_000 }, want: 'timeout' },
    },
    async ({ script, options, want }, name) => {
      const { outcome, failure } = endOf(await run(name.replaceAll(' ', '-'), script, options))
      assert.equal([outcome, failure?.code], ['failed', want])
    },
  )

  table('a task that is interrupted', { 'leaves nothing': 'sleep 60' }, async script => {
    const interruption = new AbortController()
    const events: RunEvent[] = []
    for await (const event of runWorkerJob(
      valuesOf(script),
      { id: 'stop' },
      { cluster, signal: interruption.signal },
    )) {
      events.push(event)
      if (event.type === 'phase' && event.phase === 'running') interruption.abort()
    }
    const { outcome, left } = endOf(events)
    assert.equal([outcome, left], ['interrupted', []])
    assert.is((await jobs()).filter(job => JSON.stringify(job).includes('task-stop')).length, 0)
  })

  table('a task whose namespace is not there', { 'is refused before anything is made': 'true' }, async script => {
    const values = { ...valuesOf(script), namespace: 'seaworthy-nowhere' }
    const refused = await eventsOf(runWorkerJob(values, { id: 'nowhere' }, { cluster })).catch(error => error)
    assert.instance(refused, InputError)
    assert.match(refused.message, 'the cluster has no namespace "seaworthy-nowhere"; create it')
  })

  table('a run whose reader stops early, as head does', { 'ends as its task does': 'seq 20000; sleep 2' }, script =>
    withFolder({ 'values.yaml': JSON.stringify(valuesOf(script)) }, async folder => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const run = `'${process.execPath}' '${program}' run worker-job -f values.yaml --task id=head`
      const args = ['-c', `set -o pipefail; ${run} | head -n 2`]
      const env = { KUBECONFIG: process.env.SEAWORTHY_TEST_KUBECONFIG ?? '' }
      const { status, stdout, stderr } = await ended({ command: 'bash', args, cwd: folder, env, seconds: 180 })
      assert.equal([status, stdout], [0, '1\n2\n'], stderr)
      assert.match(stderr, /: done; deleted Job seaworthy-tasks\/task-head-\w+\n$/)
      assert.not.match(stderr, /EPIPE|\n\s+at /)
    }),
  )

  table('a run whose events cannot be written', { 'says what is left': 'sleep 60' }, script =>
    withFolder({ 'values.yaml': JSON.stringify(valuesOf(script)) }, async folder => {
      const program = join(await installedPackage(), 'dist/cli.cjs')
      const run = `'${process.execPath}' '${program}' run worker-job -f values.yaml --task id=full --format json`
      const args = ['-c', `${run} > /dev/full`]
      const env = { KUBECONFIG: process.env.SEAWORTHY_TEST_KUBECONFIG ?? '' }
      const { status, stderr } = await ended({ command: 'bash', args, cwd: folder, env, seconds: 180 })
      const [left = '', why = ''] = stderr.trimEnd().split('\n')
      assert.is(status, 2, stderr)
      assert.match(left, /^seaworthy: left: Job seaworthy-tasks\/task-full-\w+; kubectl delete job task-full-\w+ -n /)
      assert.match(why, /standard output: cannot be written/)
    }),
  )

  table('nothing is left open by tasks', { 'neither a socket nor a server': one }, last => {
    close()
    last.close()
  })
}

function valuesOf(script: string) {
  return {
    name: 'tasks',
    namespace,
    identity: { user: 10001, group: 10001 },
    worker: {
      image: { repository: 'example.test/app', tag: '1', pullPolicy: 'Never' as const },
      command: ['sh', '-c'],
      args: [script],
    },
  }
}

async function eventsOf(run: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run) events.push(event)
  return events
}

function logOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(event => (event.type === 'log' ? [event.text] : []))
}

function endOf(events: readonly RunEvent[]): RunEnd {
  const last = events.at(-1)
  if (last?.type !== 'end') throw new Error(`the last event is ${JSON.stringify(last)}`)
  return last
}

interface Proxy {
  readonly port: number
  readonly close: () => void
}

/** Passes bytes on to the API server, and every 1.3 seconds breaks all connections, wherever they are. */
async function breakingProxy(): Promise<Proxy> {
  const { url } = serverOf(process.env.SEAWORTHY_TEST_KUBECONFIG ?? '')
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer(inner => {
    const outer = keep(connectTo(Number(url.port), url.hostname))
    keep(inner).pipe(outer).pipe(inner)
    inner.on('close', () => outer.destroy())
    outer.on('close', () => inner.destroy())
  })
  const breaking = setInterval(() => {
    for (const socket of sockets) socket.destroy()
  }, 1300)
  const port = await portOf(server)
  const close = () => {
    clearInterval(breaking)
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port, close }
}

interface Reached {
  readonly cluster: Cluster
  readonly close: () => void
}

/** The cluster of the tests, reached by way of a proxy. */
async function clusterBehind(proxy: Proxy): Promise<Reached> {
  const { token, ca, cert, key } = serverOf(process.env.SEAWORTHY_TEST_KUBECONFIG ?? '')
  const base64 = (bytes: Buffer) => bytes.toString('base64')
  const config = {
    'current-context': 'proxy',
    clusters: [
      {
        name: 'proxy',
        cluster: {
          server: `https://127.0.0.1:${proxy.port}`,
          ...(ca && { 'certificate-authority-data': base64(ca) }),
        },
      },
    ],
    users: [
      {
        name: 'proxy',
        user: {
          ...(token !== undefined && { token }),
          ...(cert && { 'client-certificate-data': base64(cert) }),
          ...(key && { 'client-key-data': base64(key) }),
        },
      },
    ],
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'proxy' } }],
  }
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-tasks-'))
  const file = join(folder, 'config')
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  const cluster = await connect({ env: { KUBECONFIG: file } })
  rmSync(folder, { recursive: true })
  const close = () => {
    cluster.close()
    proxy.close()
  }
  return { cluster, close }
}
