import { setTimeout as wait } from 'node:timers/promises'
import { readDocument } from '../../../src/manifest/document.ts'
import { splitStream } from '../../../src/manifest/stream.ts'
import { inTurns } from '../../../src/manifest/turns.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../../src/manifest/value.ts'
import { type Api, collectionPath, itemsOf, messageOf } from '../api.ts'
import type { Case } from './case.ts'
import { namespace, type Place, persistentVolume } from './manifest.ts'
import { clean, logOf, prepare } from './node.ts'
import { type Probed, readProbe } from './probe.ts'

/** A stream that is run as it is: the case's own, or what hardening made of it. */
export interface Run {
  readonly case: Case
  readonly place: Place
  readonly text: string
}

/** What came of it: what each container said that came to say something, and why others did not. */
export interface Played {
  readonly probes: ReadonlyMap<string, Probed>
  /** Init containers that ended badly. */
  readonly failed: readonly string[]
  readonly reason: string
  /** False where it was still under way when nobody waited any longer: what it says is not all. */
  readonly isOver: boolean
}

const atOnce = 24
const patience = 150_000

/** Run pods on the node, many at once; answers in the order of the runs. */
export async function play(api: Api, node: string, runs: readonly Run[]): Promise<readonly Played[]> {
  const pods = new Pods(api)
  try {
    return await inTurns(runs, atOnce, run => playOne(api, node, pods, run))
  } finally {
    pods.stop()
  }
}

async function playOne(api: Api, node: string, pods: Pods, run: Run): Promise<Played> {
  const { place } = run
  prepare(run.case, place)
  for (const object of objectsOf(run)) await create(api, object)
  const { pod, isOver } = await pods.settled(place.run)
  const uid = textAt(mapAt(pod, 'metadata'), 'uid') ?? ''
  const names = ['initContainers', 'containers'].flatMap(list =>
    listAt(mapAt(pod, 'spec'), list).flatMap(container => textAt(container, 'name') ?? []),
  )
  const log = (container: string) => logOf(node, { name: place.run, uid }, container)
  const probes = names.flatMap(name => {
    const probed = readProbe(log(name))
    return probed === undefined ? [] : [[name, probed] as const]
  })
  const reason = await reasonOf(api, pod, log)
  await remove(api, run)
  return { probes: new Map(probes), failed: failedInits(pod), reason, isOver }
}

/** Kinds that a run makes anew. Classes and drivers only describe; the drivers are there already. */
const made = ['PersistentVolume', 'PersistentVolumeClaim', 'ConfigMap', 'Secret', 'Pod']

function objectsOf({ case: { volumes }, place, text }: Run): readonly ValueMap[] {
  const stream = splitStream(text)
  const written = stream.documents.map(span => readDocument(stream, span).value).filter(isMap)
  const provided = volumes.flatMap(volume =>
    volume.kind === 'claim' && volume.origin === 'made' ? [persistentVolume(volume, place)] : [],
  )
  return [...provided, ...written].filter(object => made.includes(textAt(object, 'kind') ?? ''))
}

async function create(api: Api, object: ValueMap): Promise<void> {
  const answer = await api.ask({ method: 'POST', path: await collectionOf(api, object), body: object })
  if (answer.status >= 300) throw new Error(`${object.kind}: ${messageOf(answer)}\n${JSON.stringify(object)}`)
}

async function collectionOf(api: Api, object: ValueMap): Promise<string> {
  const [apiVersion, kind] = [textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '']
  const resource = await api.resourceOf(apiVersion, kind)
  if (resource === undefined) throw new Error(`the server does not know ${kind}`)
  return collectionPath(apiVersion, resource, namespace)
}

/** The pod first: a claim is kept while a pod uses it. */
async function remove(api: Api, run: Run): Promise<void> {
  for (const object of objectsOf(run).toReversed()) {
    const name = textAt(mapAt(object, 'metadata'), 'name')
    await api.ask({
      method: 'DELETE',
      path: `${await collectionOf(api, object)}/${name}`,
      body: { gracePeriodSeconds: 0 },
    })
  }
  clean(run.place)
}

function failedInits(pod: ValueMap): readonly string[] {
  return listAt(mapAt(pod, 'status'), 'initContainerStatuses').flatMap(status => {
    const ended = mapAt(mapAt(status, 'state'), 'terminated')
    return ended === undefined || ended.exitCode === 0 ? [] : [textAt(status, 'name') ?? '']
  })
}

/** For people, where something did not start. */
async function reasonOf(api: Api, pod: ValueMap, log: (container: string) => string): Promise<string> {
  const states = statusesOf(pod).flatMap(status => {
    const state = mapAt(status, 'state')
    const said = mapAt(state, 'waiting') ?? mapAt(state, 'terminated')
    const [name, reason] = [textAt(status, 'name') ?? '', textAt(said, 'reason') ?? '']
    if (['Completed', 'PodInitializing', ''].includes(reason)) return []
    const parts = [reason, said?.exitCode, textAt(said, 'message'), said?.exitCode && log(name).slice(-300)]
    return [`${name}: ${parts.filter(Boolean).join(' ')}`.trim()]
  })
  const events = textAt(mapAt(pod, 'status'), 'phase') === 'Pending' ? await warningsOf(api, pod) : []
  return [...states, ...new Set(events.map(event => `${textAt(event, 'reason')}: ${textAt(event, 'message')}`))].join(
    '\n',
  )
}

async function warningsOf(api: Api, pod: ValueMap): Promise<readonly ValueMap[]> {
  const name = textAt(mapAt(pod, 'metadata'), 'name')
  const selector = encodeURIComponent(`involvedObject.name=${name},type=Warning`)
  return itemsOf(
    await api.ask({ method: 'GET', path: `/api/v1/namespaces/${namespace}/events?fieldSelector=${selector}` }),
  )
}

function statusesOf(pod: ValueMap): readonly ValueMap[] {
  const status = mapAt(pod, 'status')
  return [...listAt(status, 'initContainerStatuses'), ...listAt(status, 'containerStatuses')].filter(isMap)
}

/** The pods of the namespace, looked at together once a second. */
class Pods {
  readonly #api: Api
  readonly #seen = new Map<string, ValueMap>()
  readonly #stopped = new AbortController()
  readonly #looking: Promise<void>

  constructor(api: Api) {
    this.#api = api
    this.#looking = this.#look()
    this.#looking.catch(() => undefined) // told by whoever waits for a pod
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** The pod once nothing more will come of it. */
  async settled(name: string): Promise<{ readonly pod: ValueMap; readonly isOver: boolean }> {
    const end = Date.now() + patience
    let quiet = 0
    while (Date.now() < end) {
      await Promise.race([wait(1000), this.#looking])
      const pod = this.#seen.get(name)
      if (pod === undefined) continue
      const state = stateOf(pod)
      if (state === 'ended') return { pod, isOver: true }
      quiet = state === 'held up' || (state === 'not started' && (await this.#isRefused(pod))) ? quiet + 1 : 0
      if (quiet > 3) return { pod, isOver: true }
    }
    const pod = this.#seen.get(name)
    if (pod === undefined) throw new Error(`pod ${name} is gone`)
    return { pod, isOver: false }
  }

  async #look(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const answer = await this.#api.ask({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods` })
      for (const pod of itemsOf(answer)) this.#seen.set(textAt(mapAt(pod, 'metadata'), 'name') ?? '', pod)
      await wait(1000)
    }
  }

  /** The kubelet tried several times, and failed each time. */
  async #isRefused(pod: ValueMap): Promise<boolean> {
    const events = await warningsOf(this.#api, pod)
    const failed = events.filter(event =>
      ['FailedMount', 'FailedCreatePodSandBox'].includes(textAt(event, 'reason') ?? ''),
    )
    return failed.some(event => Number(event.count ?? 0) >= 3)
  }
}

/** Reasons that a container waits for ever. */
const heldUp = [
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'InvalidImageName',
]

function stateOf(pod: ValueMap): 'ended' | 'held up' | 'not started' | 'under way' {
  const status = mapAt(pod, 'status')
  const phase = textAt(status, 'phase') ?? ''
  if (phase === 'Succeeded' || phase === 'Failed') return 'ended'
  const states = statusesOf(pod).map(one => ({ always: mapAt(one, 'started'), state: mapAt(one, 'state') }))
  const main = listAt(status, 'containerStatuses').map(one => mapAt(one, 'state'))
  if (main.some(state => mapAt(state, 'running') !== undefined)) return 'under way'
  const waiting = states.flatMap(({ state }) => textAt(mapAt(state, 'waiting'), 'reason') ?? [])
  if (waiting.some(reason => heldUp.includes(reason))) return 'held up'
  return states.every(({ state }) => mapAt(state, 'waiting') !== undefined) ? 'not started' : 'under way'
}
