import type { FieldPath } from '../../manifest/path.ts'
import { inTurns } from '../../manifest/turns.ts'
import { isMap, listAt, mapAt, type ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object.ts'
import type { PodView } from '../../workload/pod.ts'
import { podCount } from '../../workload/pod-count.ts'
import { askPatiently, atOnce } from '../patient.ts'
import { type Amounts, objectAmounts, podAmounts, summed } from './amounts.ts'
import type { Concern } from './concern.ts'
import type { Answered } from './dry-run.ts'
import { type Ask, excesses } from './quota.ts'
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
export function asksOf(
  { object, pods, resource }: KnownSubject,
  own: Answered,
  answered: readonly AnsweredPod[],
): readonly PlacedAsk[] {
  const name = `${object.ref.kind}/${object.ref.name}`
  const { live } = own
  const itself =
    live === undefined && object.ref.kind !== 'Pod'
      ? [
          {
            ask: { name, times: 1, amounts: objectAmounts(object.value, resource.plural), pod: undefined },
            object,
            path: object.path,
          },
        ]
      : []
  const direct = pods.filter(({ mode }) => mode === 'pod').map(pod => ({ pod, answered: own }))
  const times = podCount(object.value)
  return [
    ...itself,
    ...[...direct, ...answered].flatMap(({ pod, answered: { accepted } }) => {
      const spec = mapAt(accepted, 'spec') ?? pod.spec
      if (live === undefined)
        return [{ ask: { name, times, amounts: podAmounts(spec), pod: spec }, object, path: pod.path }]
      const amounts = added(spec, pod, live)
      return [{ ask: { name, times: 1, amounts, pod: spec }, object, path: pod.path }]
    }),
  ]
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
        const isSaid = said.some(
          text => text.includes(observation.quota) && text.includes(`requested: ${observation.resource}=`),
        )
        return isSaid ? [] : [{ object: place.object, path: place.path, severity: 'error', observation }]
      }),
    )
  })
  return found.flat()
}
