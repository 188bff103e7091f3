import type { InputError } from '../../error.ts'
import type { ValueMap } from '../../manifest/value.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { readRun } from '../manifest-run.ts'
import { type Effect, effectOf, volatileFields } from './effect.ts'
import { type Item, itemsWith } from './item.ts'
import { type KeyOf, keysOf } from './keys.ts'
import { type Setting, valuesOf } from './setting.ts'

/** Render the chart with further values: the manifests, or why there are none. */
export type Render = (values: ValueMap) => Promise<{ readonly text: string } | { readonly error: InputError }>

/** What came of a render: what is wrong in it, and what else it changed. */
export interface Trial extends Effect {
  readonly text: string
  readonly items: ReadonlyMap<string, Item>
}

/** A chart that can be rendered so often, and what it renders to without further values. */
export interface Trials {
  readonly base: Trial
  readonly keyOf: KeyOf
  /** Undefined where no render is left. What was rendered before costs nothing. */
  readonly attempt: (settings: readonly Setting[]) => Promise<Trial | undefined>
  readonly renders: () => number
  readonly isOver: () => boolean
}

/** How a search is bounded, and who is told how far it is. */
export interface TrialOptions {
  readonly renders: number
  readonly onRender: (count: number) => void
}

/**
 * Render once without further values, and once more to see what differs from one time to the next. `error` is why the
 * chart cannot be rendered at all.
 */
export async function startTrials(
  render: Render,
  settings: Settings,
  { renders, onRender }: TrialOptions,
): Promise<Trials | { readonly error: InputError }> {
  const [first, second] = await Promise.all([render({}), render({})])
  if ('error' in first) return first
  if ('error' in second) return second
  const kinds = settings.workloads
  const keyOf = keysOf(first.text, second.text)
  const volatile = volatileFields(first.text, second.text, { keyOf, kinds })
  const compared = { keyOf, kinds, volatile }
  let count = 2
  const known = new Map<string, Promise<Trial | undefined>>()
  const once = async (values: ValueMap): Promise<Trial | undefined> => {
    if (count >= renders) return undefined
    count += 1
    onRender(count)
    const made = await render(values)
    if ('error' in made) return { text: '', items: new Map(), harm: 'Helm cannot render it', losses: [] }
    return {
      text: made.text,
      items: itemsIn(made.text, settings, keyOf),
      ...effectOf(first.text, made.text, compared),
    }
  }
  return {
    keyOf,
    base: { text: first.text, items: itemsIn(first.text, settings, keyOf), losses: [] },
    attempt: tried => {
      const values = valuesOf(tried)
      const key = JSON.stringify(values)
      const before = known.get(key)
      if (before !== undefined) return before
      const made = once(values)
      known.set(key, made)
      return made
    },
    renders: () => count,
    isOver: () => count >= renders,
  }
}

function itemsIn(text: string, settings: Settings, keyOf: KeyOf): ReadonlyMap<string, Item> {
  return itemsWith(readRun([{ file: 'chart/', text }], settings).findings(), keyOf)
}
