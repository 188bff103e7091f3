import { podsOf } from '../../workload/object/kinds.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { ChartValues } from './chart-values.ts'
import { arrivals, type Context, contextPaths, probes } from './contexts.ts'
import { objectsOfText } from './keys.ts'
import type { Setting } from './setting.ts'
import type { Trials } from './trial.ts'

/** Where each security context arrives: one render for all of them, halves where the chart refuses one. */
export async function located(
  chart: ChartValues,
  trials: Trials,
  { workloads }: Settings,
): Promise<readonly Context[]> {
  const paths = contextPaths(chart)
  const marks = probes(paths, chart.tree)
  const texts = await rendersOf(marks, trials)
  const pods = texts.flatMap(objectsOfText).flatMap(object => podsOf(object, workloads))
  return arrivals(paths, pods, ({ object }) => trials.keyOf(object.ref, object.source)).filter(
    ({ places }) => places.length > 0,
  )
}

async function rendersOf(marks: readonly (readonly Setting[])[], trials: Trials): Promise<readonly string[]> {
  if (marks.length === 0) return []
  const trial = await trials.attempt(marks.flat())
  if (trial === undefined) return []
  if (trial.text !== '') return [trial.text]
  if (marks.length === 1) return []
  const middle = marks.length >> 1
  return [...(await rendersOf(marks.slice(0, middle), trials)), ...(await rendersOf(marks.slice(middle), trials))]
}
