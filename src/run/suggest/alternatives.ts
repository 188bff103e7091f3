import type { ValueMap } from '../../manifest/value.ts'
import { mergeValues } from '../../render/values/merge.ts'
import type { ChartValues, ValuePath } from './chart-values.ts'
import { type Context, type ContextPlace, switches } from './contexts.ts'
import type { Item } from './item.ts'
import type { HardeningPlan } from './plan.ts'
import { news, type Setting, settingsBelow } from './setting.ts'
import { hasFields, wantedFields } from './wanted.ts'

/** What is known of a chart before anything is tried. */
export interface KnownChart {
  readonly chart: ChartValues
  readonly contexts: readonly Context[]
  readonly plan: HardeningPlan
}

/** Ways to end an item by a security context: those that arrive at its place, the fewest other places first. */
export function alternativesOf(item: Item, { contexts, chart, plan }: KnownChart): readonly (readonly Setting[])[] {
  const near = contexts.filter(({ places }) => places.some(place => isAt(place, item)))
  const ways = near
    .toSorted((a, b) => a.places.length - b.places.length)
    .map(({ path, places }) => ({ path, container: places.find(place => isAt(place, item))?.container }))
  const fieldsAt = (container: string | undefined) =>
    wantedFields(item, plan.fields(item.object, container), plan.decreed(item.object, container))
  const most = Math.max(0, ...ways.map(({ container }) => fieldsAt(container).length))
  const rounds = Array.from({ length: most }, (_, round) => round)
  const mild = rounds.flatMap(round => ways.flatMap(way => wayWith(way, fieldsAt(way.container)[round])))
  // A value that replaces the context which a template writes by itself has to say again what that one said.
  const whole = mild.map(({ path, container, fields }) => {
    const current = plan.current(item.object, container)
    return { path, fields: mergeValues(current, fields) }
  })
  return [...mild, ...whole]
    .map(({ path, fields }) => news([...switches(path, chart.tree), ...settingsBelow(path, fields)], chart.tree))
    .filter(settings => settings.length > 0)
}

interface Way {
  readonly path: ValuePath
  readonly container: string | undefined
}

function wayWith(way: Way, fields: ValueMap | undefined): readonly (Way & { readonly fields: ValueMap })[] {
  return fields === undefined || !hasFields(way.container, fields) ? [] : [{ ...way, fields }]
}

/** A pod's context counts for all of its containers, and one that is missing in the pod may be given to each of them. */
function isAt({ pod, container }: ContextPlace, item: Item): boolean {
  return (
    pod === item.object && (container === undefined || item.container === undefined || container === item.container)
  )
}
