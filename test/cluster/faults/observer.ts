import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../../src/manifest/value.ts'

/** What really happened on the cluster, seen over a connection that nothing is done to. */
export interface Observer {
  /** The uids that Jobs of that name have had, and those of their pods. */
  readonly jobs: (name: string) => readonly string[]
  readonly pods: (name: string) => readonly string[]
  readonly stop: () => Promise<void>
}

/** Milliseconds between two looks; each pod is there for seconds. A watch would not see what was before a restart. */
const step = 200

/** Looks at the Jobs and pods of a namespace from now on. */
export function observe(cluster: Cluster, namespace: string): Observer {
  const stop = new AbortController()
  const jobs = uidsSeen(cluster, `/apis/batch/v1/namespaces/${namespace}/jobs`, nameOf, stop.signal)
  const pods = uidsSeen(cluster, `/api/v1/namespaces/${namespace}/pods`, jobOf, stop.signal)
  return {
    jobs: jobs.of,
    pods: pods.of,
    stop: async () => {
      stop.abort(new Error('observed'))
      await Promise.all([jobs.ended, pods.ended])
    },
  }
}

function nameOf(metadata: ValueMap): string {
  return textAt(metadata, 'name') ?? ''
}

function jobOf(metadata: ValueMap): string {
  return textAt(mapAt(metadata, 'labels'), 'batch.kubernetes.io/job-name') ?? ''
}

interface Uids {
  readonly of: (name: string) => readonly string[]
  readonly ended: Promise<void>
}

function uidsSeen(cluster: Cluster, path: string, key: (metadata: ValueMap) => string, signal: AbortSignal): Uids {
  const seen = new Map<string, Set<string>>()
  const look = async () => {
    // It has no answer while the API server is down, as tests have it; nothing changes then.
    const body = await cluster.ask({ method: 'GET', path, signal }).then(
      answer => answer.body,
      () => ({}),
    )
    for (const item of listAt(body, 'items').filter(isMap)) {
      const metadata = mapAt(item, 'metadata') ?? {}
      const uids = seen.get(key(metadata)) ?? new Set()
      seen.set(key(metadata), uids.add(textAt(metadata, 'uid') ?? ''))
    }
  }
  const ended = (async () => {
    for (; !signal.aborted; await wait(step)) await look()
  })()
  return { of: name => [...(seen.get(name) ?? [])], ended }
}
