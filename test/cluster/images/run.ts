import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inTurns } from '../../../src/manifest/turns.ts'
import { listAt, mapAt, textAt, type ValueMap } from '../../../src/manifest/value.ts'
import { type Api, itemsOf, messageOf } from '../api.ts'

/** What came of a pod: what its container said of itself, that admission refused it, or why it did not run. */
export type Outcome =
  | { readonly kind: 'ran'; readonly who: string; readonly writes: Readonly<Record<string, boolean>> }
  | { readonly kind: 'refused' | 'failed'; readonly why: string }

/** Run pods of a namespace on the node, some at a time; outcomes by name. */
export async function runPods(
  api: Api,
  node: string,
  namespace: string,
  pods: ReadonlyMap<string, ValueMap>,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = await inTurns(
    [...pods],
    12,
    async ([name, pod]) => [name, await runPod(api, node, namespace, pod)] as const,
  )
  return new Map(outcomes)
}

const patience = 120_000

async function runPod(api: Api, node: string, namespace: string, pod: ValueMap): Promise<Outcome> {
  const path = `/api/v1/namespaces/${namespace}/pods`
  const made = await api.ask({ method: 'POST', path, body: pod })
  if (made.status === 403) return { kind: 'refused', why: messageOf(made) }
  if (made.status >= 300) throw new Error(messageOf(made))
  const name = textAt(mapAt(pod, 'metadata'), 'name') ?? ''
  const ended = await settled(api, `${path}/${name}`)
  const uid = textAt(mapAt(made.body, 'metadata'), 'uid') ?? ''
  const log = logOf(join(node, 'pods', `${namespace}_${name}_${uid}`, 'main'))
  await api.ask({ method: 'DELETE', path: `${path}/${name}`, body: { gracePeriodSeconds: 0 } })
  return outcomeOf(ended, log)
}

const held = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']

/** The pod once nothing more will come of it. */
async function settled(api: Api, path: string): Promise<ValueMap> {
  for (const end = Date.now() + patience; ; await wait(500)) {
    const { body } = await api.ask({ method: 'GET', path })
    const phase = textAt(mapAt(body, 'status'), 'phase')
    const waiting = stateOf(body).map(state => textAt(mapAt(state, 'waiting'), 'reason') ?? '')
    const isOver = phase === 'Succeeded' || phase === 'Failed' || waiting.some(reason => held.includes(reason))
    if (isOver || Date.now() > end) return body
  }
}

function stateOf(pod: ValueMap): readonly ValueMap[] {
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap(list => listAt(mapAt(pod, 'status'), list))
  return statuses.flatMap(status => [mapAt(status, 'state') ?? {}])
}

function outcomeOf(pod: ValueMap, log: string): Outcome {
  const who = /^uid=.*$/m.exec(log)?.[0]
  if (textAt(mapAt(pod, 'status'), 'phase') === 'Succeeded' && who !== undefined) {
    const writes = [...log.matchAll(/^(\/\S+) (yes|no)$/gm)].map(([, path = '', answer]) => [path, answer === 'yes'])
    return { kind: 'ran', who, writes: Object.fromEntries(writes) }
  }
  const said = stateOf(pod).map(state => mapAt(state, 'waiting') ?? mapAt(state, 'terminated'))
  const why = said.map(one => `${textAt(one, 'reason')} ${textAt(one, 'message') ?? ''}`.trim()).join('; ')
  return { kind: 'failed', why: `${why} ${log.trim()}`.trim() }
}

/** What a container wrote, by the folder of its files on the node. */
export function logOf(folder: string): string {
  try {
    const files = readdirSync(folder).toSorted()
    return files
      .map(file => readFileSync(join(folder, file), 'utf8'))
      .join('')
      .replaceAll(/^\S+ (?:stdout|stderr) [FP] /gm, '')
  } catch {
    return '' // a container that never started
  }
}

/** The nodes' names, of which the kit has one. */
export async function nodeNames(api: Api): Promise<readonly string[]> {
  const answer = await api.ask({ method: 'GET', path: '/api/v1/nodes' })
  return itemsOf(answer).map(node => textAt(mapAt(node, 'metadata'), 'name') ?? '')
}
