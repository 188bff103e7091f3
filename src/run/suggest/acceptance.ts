import { type Item, isEndable } from './item.ts'
import { joined, type Setting } from './setting.ts'
import type { Trial, Trials } from './trial.ts'

/** Settings that were accepted, and the render with them. */
export interface State {
  readonly accepted: readonly Setting[]
  readonly trial: Trial
  /** By item: the first settings that would have ended it and did harm. */
  readonly refused: ReadonlyMap<string, Refused>
}

/** Settings that are no answer, and why. */
export interface Refused {
  readonly settings: readonly Setting[]
  readonly harm: string
}

/** Accept groups of settings together where that does no harm, else by halves, so that one bad group costs a few renders. */
export async function withGroups(
  state: State,
  groups: readonly (readonly Setting[])[],
  trials: Trials,
): Promise<State> {
  if (groups.length === 0) return state
  const settings = joined(state.accepted, groups.flat())
  const trial = await trials.attempt(settings)
  if (trial === undefined) return state
  const harm = harmOf(trial, state.trial)
  if (harm === undefined) return isBetter(trial, state.trial) ? { ...state, accepted: settings, trial } : state
  if (groups.length === 1) return { ...state, refused: withRefusal(state, trial, { settings: groups[0] ?? [], harm }) }
  const middle = groups.length >> 1
  const first = await withGroups(state, groups.slice(0, middle), trials)
  return withGroups(first, groups.slice(middle), trials)
}

/** What is wrong now and was not before, or what changed that is not about security. */
export function harmOf(trial: Trial, before: Trial): string | undefined {
  if (trial.harm !== undefined) return trial.harm
  const [fresh] = [...trial.items.values()].filter(({ key, count }) => count > (before.items.get(key)?.count ?? 0))
  return fresh && `${fresh.what} of ${fresh.object} begins`
}

function isBetter(trial: Trial, before: Trial): boolean {
  return countOf(trial) < countOf(before)
}

/** How many fields are wrong that a value could mend. */
export function countOf(trial: Trial): number {
  return endable(trial).reduce((sum, { count }) => sum + count, 0)
}

/** What is wrong and a value could mend. */
export function endable({ items }: Trial): readonly Item[] {
  return [...items.values()].filter(isEndable)
}

/** The first value that would have ended an item, and why it is no answer. */
function withRefusal({ trial, refused }: State, tried: Trial, refusal: Refused): ReadonlyMap<string, Refused> {
  const ended = tried.text === '' ? [] : [...trial.items.keys()].filter(key => !tried.items.has(key))
  return new Map([...ended.map(key => [key, refusal] as const), ...refused])
}
