import type { FieldPath } from '../../manifest/path.ts'
import { inTurns } from '../../manifest/turns.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { podCount } from '../../workload/pod/pod-count.ts'
import { askPatiently, atOnce } from '../patient.ts'
import { type Amounts, objectAmounts, podAmounts, summed } from './amounts.ts'
import type { Concern } from './concern.ts'
import type { Answered } from './dry-run.ts'
import { type Ask, type Excess, excesses } from './quota.ts'
import { type KnownSubject, mapBelow, type Run } from './run.ts'

/** An ask and where in the manifests it comes from. */
export interface PlacedAsk {
  readonly ask: Ask
  readonly object: ObjectView
  readonly path: FieldPath
}

/** A pod and what the server said of it. */
export interface AnsweredPod {
  readonly pod: PodView
  readonly answered: Answered
}

/** What was asked for in a namespace, and what was said of it already. */
export interface Counted {
  readonly namespace: string
  readonly concerns: readonly Concern[]
  readonly asks: readonly PlacedAsk[]
}

/** What the object and its pods add to the quotas of their namespace. What is there already is in use already. */
export function asksOf(one: KnownSubject, own: Answered, answered: readonly AnsweredPod[]): readonly PlacedAsk[] {
  const { object, pods, resource } = one
  const direct = pods.filter(({ mode }) => mode === 'pod').map(pod => ({ pod, answered: own }))
  const isNew = own.live === undefined && object.ref.kind !== 'Pod'
  const amounts = objectAmounts(own.accepted ?? object.value, resource.plural)
  const itself = { ask: { name: nameOf(object), times: 1, amounts, pod: undefined }, object, path: object.path }
  return [...(isNew ? [itself] : []), ...[...direct, ...answered].flatMap(asked => podAsks(object, own, asked))]
}

function nameOf({ ref }: ObjectView): string {
  return `${ref.kind}/${ref.name}`
}

function podAsks(object: ObjectView, own: Answered, { pod, answered }: AnsweredPod): readonly PlacedAsk[] {
  const spec = mapAt(answered.accepted, 'spec') ?? pod.spec
  const ask = (name: string, times: number, amounts: Amounts) => ({
    ask: { name, times, amounts, pod: spec },
    object,
    path: pod.path,
  })
  const name = nameOf(object)
  if (own.live === undefined) return [ask(name, podCount(object.value), podAmounts(spec))]
  const change = ask(name, 1, added(spec, pod, own.live))
  if (!isRolledBeside(own, own.live)) return [change]
  const { ask: beside, ...place } = ask(name, 1, podAmounts(spec))
  return [change, { ...place, ask: { ...beside, during: 'rollout' as const } }]
}

/**
 * Whether a Deployment that changes needs a new pod before an old one goes: none of a few may be missing by default, for a
 * quarter of them is rounded down (pkg/controller/deployment/util, `ResolveFenceposts`).
 */
function isRolledBeside({ accepted }: Answered, live: ValueMap): boolean {
  const [now, then] = [mapAt(live, 'spec'), mapAt(accepted, 'spec')]
  const strategy = mapAt(then, 'strategy')
  if (live.kind !== 'Deployment' || textAt(strategy, 'type') !== 'RollingUpdate' || podCount(live) === 0) return false
  if (JSON.stringify(mapAt(now, 'template')) === JSON.stringify(mapAt(then, 'template'))) return false
  const rolling = mapAt(strategy, 'rollingUpdate')
  const share = (part: Value | undefined) =>
    typeof part === 'string' ? (Number.parseInt(part, 10) / 100) * podCount(live) : Number(part ?? 0)
  return Math.floor(share(rolling?.maxUnavailable)) === 0 && Math.ceil(share(rolling?.maxSurge)) > 0
}

/** More pods than now, and more for each of those that are there. A pod, a Job's included, does not change. */
function added(spec: ValueMap, pod: PodView, live: ValueMap): Amounts {
  const { object, path } = pod
  if (object.ref.kind === 'Pod' || object.ref.kind === 'Job') return new Map()
  const before = podCount(live)
  const was = mapBelow({ value: live, path: object.path }, path) ?? {}
  return summed([
    { amounts: podAmounts(spec), times: podCount(object.value) - before },
    { amounts: podAmounts(pod.spec), times: before },
    { amounts: podAmounts(was), times: -before },
  ])
}

/** `exceeded quota: few, requested: pods=1,requests.cpu=2, used: …` */
function isTold(said: string, { quota, resource }: Excess['observation']): boolean {
  const [, name, requested = ''] = /exceeded quota: (\S+), requested: (.*?), used: /.exec(said) ?? []
  return name === quota && requested.split(',').some(part => part.startsWith(`${resource}=`))
}

/** Each namespace's quotas against all that is asked for in it, but for what the API server said of a single object. */
export async function quotaConcerns(run: Run, looked: readonly Counted[]): Promise<readonly Concern[]> {
  const names = [...new Set(looked.map(({ namespace }) => namespace))].filter(name => name !== '')
  const said = looked.flatMap(({ concerns }) =>
    concerns.flatMap(({ observation }) => (observation.code === 'cluster-quota' ? [observation.detail] : [])),
  )
  const found = await inTurns(names, atOnce, async (name): Promise<readonly Concern[]> => {
    const asks = looked.filter(({ namespace }) => namespace === name).flatMap(one => one.asks)
    const [first] = asks
    if (first === undefined) return []
    const request = { method: 'GET', path: `/api/v1/namespaces/${encodeURIComponent(name)}/resourcequotas` } as const
    const answer = await askPatiently(run.cluster, request)
    if (answer.status === 403) run.rights.lacks(request, first.object)
    const quotas = listAt(answer.body, 'items').filter(isMap)
    return quotas.flatMap(quota =>
      excesses(
        quota,
        asks.map(({ ask }) => ask),
      ).flatMap(({ ask, observation }): readonly Concern[] => {
        const place = asks.find(one => one.ask === ask) ?? first
        return said.some(text => isTold(text, observation))
          ? []
          : [{ object: place.object, path: place.path, severity: 'error', observation }]
      }),
    )
  })
  return found.flat()
}
