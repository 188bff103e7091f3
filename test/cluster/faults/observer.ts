import { isMap, mapAt, textAt, type Value } from '../../../src/manifest/value.ts'
import type { Cluster } from '../../../src/cluster/cluster.ts'

/** What really happened on the cluster, seen over a connection that nothing is done to. */
export interface Observer {
  /** The uids that Jobs of that name have had, and those of their pods. */
  readonly jobs: (name: string) => readonly string[]
  readonly pods: (name: string) => readonly string[]
  readonly stop: () => void
}

/** Watches the Jobs and pods of a namespace from now on. */
export async function observe(cluster: Cluster, namespace: string): Promise<Observer> {
  const [jobs, pods] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()]
  const stop = new AbortController()
  const note = (seen: Map<string, Set<string>>, name: string, uid: string) =>
    seen.set(name, (seen.get(name) ?? new Set()).add(uid))
  const watch = async (path: string, see: (metadata: Value) => void) => {
    const list = await cluster.ask({ method: 'GET', path })
    let resourceVersion = textAt(mapAt(list.body, 'metadata'), 'resourceVersion') ?? ''
    const follow = async () => {
      for (; !stop.signal.aborted; ) {
        const query = { watch: 'true', resourceVersion }
        try {
          const stream = await cluster.open({ method: 'GET', path, query, signal: stop.signal })
          for await (const line of linesIn(stream.chunks)) {
            const object = mapAt(JSON.parse(line), 'object')
            see(object?.metadata ?? null)
            resourceVersion = textAt(mapAt(object, 'metadata'), 'resourceVersion') ?? resourceVersion
          }
        } catch {
          await new Promise(retry => setTimeout(retry, 100)) // the API server may be down, as tests have it
        }
      }
    }
    void follow()
  }
  await watch(`/apis/batch/v1/namespaces/${namespace}/jobs`, metadata =>
    note(jobs, textAt(metadata, 'name') ?? '', textAt(metadata, 'uid') ?? ''),
  )
  await watch(`/api/v1/namespaces/${namespace}/pods`, metadata =>
    note(pods, textAt(mapAt(metadata, 'labels'), 'batch.kubernetes.io/job-name') ?? '', textAt(metadata, 'uid') ?? ''),
  )
  return {
    jobs: name => [...(jobs.get(name) ?? [])],
    pods: name => [...(pods.get(name) ?? [])],
    stop: () => stop.abort(new Error('observed')),
  }
}

async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let begun = ''
  for await (const chunk of chunks) {
    begun += decoder.decode(chunk, { stream: true })
    const lines = begun.split('\n')
    begun = lines.pop() ?? ''
    yield* lines.filter(line => isMap(JSON.parse(line)))
  }
}
