import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../../src/manifest/value.ts'
import { certificateIn } from '../../support/certificate.ts'
import { portOf } from '../../support/listening.ts'
import { type Api, itemsOf, messageOf } from '../api.ts'
import { make } from '../namespaces.ts'

/**
 * A node whose kubelet runs nothing: it reports each pod as started and ended, and serves a log of what the pod's `args`
 * say, line by line (`tailLines` counts from the end of all of them). A real one takes minutes for hundreds of pods at once; for the API server and its controllers, and
 * for whoever runs tasks by them, it is the same.
 */
export interface StandInKubelet {
  /** How many pods of a Job it started. */
  readonly starts: (job: string) => number
  readonly stop: () => Promise<void>
}

/** The node's name; only pods that choose it are sent there. */
export const standIn = 'stand-in'

/** What a task's values say so that its pod goes there. */
export const onStandIn = {
  nodeSelector: { 'kubernetes.io/hostname': standIn },
  tolerations: [{ key: 'example.test/stand-in', operator: 'Exists' }],
}

const [look, betweenLines, afterLines] = [250, 25, 300]

interface StoodFor {
  readonly pod: ValueMap
  readonly lines: readonly string[]
  readonly begun: number
  reads: number
}

/** After how many lines a read of a log breaks off within the next; they are counted for each pod. */
export type BreaksOff = (read: number) => number | undefined

/** Make the node and stand in for its kubelet. */
export async function startStandIn(api: Api, breaksOff: BreaksOff): Promise<StandInKubelet> {
  const pods = new Map<string, StoodFor>()
  const stop = new AbortController()
  const server = await logServer(pods, breaksOff)
  await make(api, '/api/v1/nodes', nodeAt(await portOf(server)))
  const looking = (async () => {
    for (; !stop.signal.aborted; await wait(look)) await begin(api, pods)
  })()
  return {
    starts: job => [...pods.values()].filter(({ pod }) => jobOf(pod) === job).length,
    stop: async () => {
      stop.abort()
      await looking
      await api.ask({ method: 'DELETE', path: `/api/v1/nodes/${standIn}` })
      server.closeAllConnections()
      server.close()
    },
  }
}

function jobOf(pod: ValueMap): string | undefined {
  return textAt(mapAt(mapAt(pod, 'metadata'), 'labels'), 'batch.kubernetes.io/job-name')
}

function nodeAt(port: number): ValueMap {
  const room = { cpu: '1k', memory: '1Ti', pods: '1k' }
  const now = new Date().toISOString()
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: standIn, labels: { 'kubernetes.io/hostname': standIn } },
    spec: { taints: [{ key: 'example.test/stand-in', effect: 'NoSchedule' }] },
    status: {
      capacity: room,
      allocatable: room,
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'StandIn', lastHeartbeatTime: now, lastTransitionTime: now },
      ],
    },
  }
}

async function begin(api: Api, pods: Map<string, StoodFor>): Promise<void> {
  const path = `/api/v1/pods?resourceVersion=0&fieldSelector=spec.nodeName%3D${standIn}`
  for (const pod of itemsOf(await api.ask({ method: 'GET', path }))) {
    const uid = textAt(mapAt(pod, 'metadata'), 'uid') ?? ''
    if (pods.has(uid)) continue
    const [container] = listAt(mapAt(pod, 'spec'), 'containers')
    const lines = listAt(container, 'args').flatMap(text => String(text).split('\n'))
    const stoodFor = { pod, lines, begun: Date.now(), reads: 0 }
    pods.set(uid, stoodFor)
    void play(api, stoodFor)
  }
}

async function play(api: Api, { pod, lines }: StoodFor): Promise<void> {
  const startedAt = new Date().toISOString().replace(/\.\d+/, '')
  await report(api, pod, 'Running', { running: { startedAt } })
  await wait(lines.length * betweenLines + afterLines)
  const finishedAt = new Date().toISOString().replace(/\.\d+/, '')
  await report(api, pod, 'Succeeded', { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt } })
}

async function report(api: Api, pod: ValueMap, phase: string, state: ValueMap): Promise<void> {
  const [metadata, [container]] = [mapAt(pod, 'metadata'), listAt(mapAt(pod, 'spec'), 'containers').filter(isMap)]
  const [name, image] = [container?.name ?? '', container?.image ?? '']
  const status = { name, image, imageID: image, ready: phase === 'Running', restartCount: 0, state }
  const path = `/api/v1/namespaces/${textAt(metadata, 'namespace')}/pods/${textAt(metadata, 'name')}/status`
  const answer = await api.ask({ method: 'PATCH', path, body: { status: { phase, containerStatuses: [status] } } })
  // Somebody may have deleted it.
  if (answer.status >= 300 && answer.status !== 404) throw new Error(messageOf(answer))
}

/** `/containerLogs/NAMESPACE/POD/CONTAINER`, as `pkg/kubelet/server/server.go` serves it. */
async function logServer(pods: ReadonlyMap<string, StoodFor>, breaksOff: BreaksOff): Promise<Server> {
  return createServer(await ownCertificate(), (from, to) => {
    const { pathname, searchParams } = new URL(from.url ?? '', 'https://kubelet')
    const found = [...pods.values()].find(({ pod }) => pathname.startsWith(`/containerLogs/${placeOf(pod)}/`))
    if (found === undefined) return void to.writeHead(404).end('the pod is not here')
    found.reads += 1
    void writeLog(to, found, searchParams, breaksOff(found.reads))
  })
}

function placeOf(pod: ValueMap): string {
  const metadata = mapAt(pod, 'metadata')
  return `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}`
}

async function ownCertificate(): Promise<{ readonly key: Buffer; readonly cert: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-stand-in-'))
  try {
    const { key, certificate } = await certificateIn(folder, standIn)
    return { key: readFileSync(key), cert: readFileSync(certificate) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function writeLog(
  to: ServerResponse,
  { lines, begun }: StoodFor,
  query: URLSearchParams,
  breaksAfter: number | undefined,
): Promise<void> {
  const since = Date.parse(query.get('sinceTime') ?? '') || 0
  const first = query.has('tailLines') ? lines.length - Number(query.get('tailLines')) : 0
  to.writeHead(200, { 'content-type': 'text/plain' }).flushHeaders()
  let written = 0
  for (const [index, line] of lines.entries()) {
    const at = begun + index * betweenLines
    if (at < since || index < first) continue
    if (at > Date.now() && query.get('follow') !== 'true') break
    await wait(Math.max(0, at - Date.now()))
    const bytes = Buffer.from(`${new Date(at).toISOString()} ${line}\n`)
    if (written === breaksAfter) return void to.write(bytes.subarray(0, -3), () => to.destroy())
    to.write(bytes)
    written += 1
  }
  to.end()
}
