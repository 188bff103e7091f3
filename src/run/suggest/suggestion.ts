import type { Value } from '../../manifest/value.ts'
import type { ValuePath } from './chart-values.ts'
import type { Item } from './item.ts'

/** Values of a chart that end what is wrong with what it renders, and what none of them ends. */
export interface Suggestion {
  readonly settings: readonly SuggestedSetting[]
  readonly remaining: readonly RemainingItem[]
  /** Items before any value was set. */
  readonly items: readonly Item[]
  /** Contexts that values.yaml documents and no template reads. */
  readonly ignored: readonly ValuePath[]
  /** How often the chart was rendered. */
  readonly renders: number
  /** Why the search ended: it had tried everything, or as many renders as it was given. */
  readonly ended: 'done' | 'bound'
}

/** A value to set, the items that come back without it, what it takes from the pods, and why it may take too much. */
export interface SuggestedSetting {
  readonly path: ValuePath
  readonly value: Value
  readonly ends: readonly Item[]
  readonly losses: readonly string[]
  readonly doubts: readonly string[]
}

/** An item that no value ends. `tried` are the values that were tried, and `refused` says why the nearest one is no answer. */
export interface RemainingItem {
  readonly item: Item
  readonly tried: number
  readonly refused?: { readonly path: ValuePath; readonly value: Value; readonly harm: string }
}
