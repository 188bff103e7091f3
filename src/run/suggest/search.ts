import { inTurns } from '../../manifest/turns.ts'
import { valueAt } from '../../manifest/value.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { countOf, endable, harmOf, type State, withGroups } from './acceptance.ts'
import { alternativesOf, type KnownChart } from './alternatives.ts'
import type { ChartValues, ValuePath } from './chart-values.ts'
import { contextPaths } from './contexts.ts'
import type { Item } from './item.ts'
import { located } from './locate.ts'
import { plainSettings } from './plain-values.ts'
import { type HardeningPlan, planOf } from './plan.ts'
import { joined, pathKey, type Setting } from './setting.ts'
import type { RemainingItem, SuggestedSetting, Suggestion } from './suggestion.ts'
import type { Trial, Trials } from './trial.ts'

/** A search under way. */
interface Search extends KnownChart {
  readonly trials: Trials
  /** How many renders run at the same time. */
  readonly lanes: number
}

/**
 * Find the values of a chart that end what is wrong with what it renders. Names say what to try, a marked field in each
 * security context says where it arrives, and every answer is proven by rendering: it ends an item, starts none, and
 * changes nothing that is not about security. What is not needed is taken out again.
 */
export async function searchValues(
  chart: ChartValues,
  trials: Trials,
  { settings, lanes }: { readonly settings: Settings; readonly lanes: number },
): Promise<Suggestion> {
  const contexts = endable(trials.base).length === 0 ? [] : await located(chart, trials, settings)
  const plan = planOf(trials.base.text, settings, trials.keyOf)
  const search: Search = { chart, trials, plan, contexts, lanes }
  const start: State = { accepted: [], trial: trials.base, refused: new Map() }
  const withContexts = await withAlternatives(start, search)
  const whole = await withPlainValues(withContexts, search)
  const least = await minimised(whole, search, settings)
  return suggestionOf(least, search)
}

/** Round after round the next alternative of each item that is left, until none has one. */
async function withAlternatives(start: State, search: Search): Promise<State> {
  let state = start
  const alternatives = new Map(endable(start.trial).map(item => [item.key, alternativesOf(item, search)]))
  for (let round = 0; ; round += 1) {
    const next = [...state.trial.items.keys()].flatMap(key => {
      const settings = alternatives.get(key)?.[round]
      return settings === undefined ? [] : [settings]
    })
    if (next.length === 0 || search.trials.isOver()) return state
    state = await withGroups(state, unique(next), search.trials)
  }
}

function unique(groups: readonly (readonly Setting[])[]): readonly (readonly Setting[])[] {
  return [...new Map(groups.map(group => [JSON.stringify(group), group])).values()]
}

/** Values of other kinds: each is tried by itself, some at a time, and those that help are put together one by one. */
async function withPlainValues(start: State, search: Search): Promise<State> {
  let state = start
  const tried = new Set<string>()
  for (const item of endable(start.trial)) {
    if (!state.trial.items.has(item.key)) continue
    const fresh = plainSettings(item, search.chart).filter(setting => !tried.has(JSON.stringify(setting)))
    for (const setting of fresh) tried.add(JSON.stringify(setting))
    const { accepted } = state
    await inTurns(fresh, search.lanes, setting => search.trials.attempt(joined(accepted, [setting])))
    for (const setting of fresh) state = await withGroups(state, [[setting]], search.trials)
  }
  return state
}

/** Take out what is not needed, the first first: later alternatives make earlier ones needless. */
async function minimised(state: State, { trials }: Search, { harden: { runAs } }: Settings): Promise<State> {
  let least = state
  for (const setting of state.accepted.filter(one => !isDecreed(one, runAs))) {
    const rest = least.accepted.filter(other => other !== setting)
    const trial = await trials.attempt(rest)
    if (trial !== undefined && harmOf(trial, least.trial) === undefined && countOf(trial) <= countOf(least.trial))
      least = { ...least, accepted: rest, trial }
  }
  return least
}

/** What the policy decrees no finding asks for. */
function isDecreed({ path, value }: Setting, runAs: Settings['harden']['runAs']): boolean {
  const field = path.at(-1)
  return (field === 'runAsUser' && value === runAs?.user) || (field === 'runAsGroup' && value === runAs?.group)
}

async function suggestionOf(state: State, search: Search): Promise<Suggestion> {
  const { trials, chart, plan } = search
  const settings: SuggestedSetting[] = []
  for (const setting of state.accepted) {
    const without = await trials.attempt(state.accepted.filter(other => other !== setting))
    const ends = without === undefined ? [] : itemsBack(without, state.trial)
    const kept = new Set(without?.losses ?? [])
    const losses = state.trial.losses.filter(loss => !kept.has(loss))
    settings.push({ ...setting, ends, losses, doubts: doubtsOf(setting, ends, plan) })
  }
  return {
    settings,
    remaining: endable(state.trial).map(item => remainingOf(item, state, search)),
    items: endable(trials.base),
    ignored: contextPaths(chart).filter(path => isIgnored(path, search)),
    renders: trials.renders(),
    ended: trials.isOver() ? 'bound' : 'done',
  }
}

/** What is wrong again without a setting. */
function itemsBack(without: Trial, { items }: Trial): readonly Item[] {
  return [...without.items.values()].filter(({ key, count }) => count > (items.get(key)?.count ?? 0))
}

function doubtsOf({ path }: Setting, ends: readonly Item[], { doubt }: HardeningPlan): readonly string[] {
  const doubts = ends.flatMap(({ object, container }) => path.map(field => doubt(object, container, field)))
  return [...new Set(doubts.flatMap(because => because ?? []))]
}

function remainingOf(item: Item, { refused }: State, search: Search): RemainingItem {
  const tried = alternativesOf(item, search).length + plainSettings(item, search.chart).length
  const nearest = refused.get(item.key)
  const [first] = nearest?.settings ?? []
  return { item, tried, ...(nearest && first && { refused: { ...first, harm: nearest.harm } }) }
}

/** A default that no template reaches by its name, and that arrives nowhere: whatever values.yaml promises, it does nothing. */
function isIgnored(path: ValuePath, { chart, contexts }: Search): boolean {
  if (contexts.length === 0) return false
  const isReached =
    chart.words.has(path.at(-1) ?? '') || contexts.some(context => pathKey(context.path) === pathKey(path))
  return !isReached && valueAt(chart.tree, path) !== undefined
}
