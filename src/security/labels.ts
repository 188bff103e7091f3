import { refuse } from './chown.ts'
import { refusalSentence, rules } from './rules.ts'

/** What a set of labels is about. `component` tells a master from its workers. */
export interface LabelFacts {
  readonly name: string
  readonly instance: string
  readonly version?: string
  readonly component?: string
  readonly partOf?: string
  readonly managedBy?: string
}

/** Which label holds which fact, in the order they are written. The first two select, and never change. */
export const labelKeys = [
  ['name', 'app.kubernetes.io/name'],
  ['instance', 'app.kubernetes.io/instance'],
  ['component', 'app.kubernetes.io/component'],
  ['version', 'app.kubernetes.io/version'],
  ['partOf', 'app.kubernetes.io/part-of'],
  ['managedBy', 'app.kubernetes.io/managed-by'],
] as const satisfies readonly (readonly [keyof LabelFacts, string])[]

/** How many of `labelKeys` belong into a selector: those that stay the same from one version to the next. */
export const selectorKeys = 3

/** The recommended labels of an object (kubernetes.io, "Recommended Labels"), shared by master, worker and chart. */
export function labels(facts: LabelFacts): Record<string, string> {
  refuse(labelsProblem(facts))
  const entries = labelKeys.map(([fact, key]) => [key, labelValue(facts[fact] ?? '')] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** Why there are no labels for these, or undefined: the labels that select must say something. */
export function labelsProblem(facts: LabelFacts): string | undefined {
  const empty = (['name', 'instance'] as const).find(fact => labelValue(facts[fact]) === '')
  return empty === undefined ? undefined : refusalSentence(empty, facts[empty], rules.labelText)
}

/** The labels by which a Deployment or a Service finds its pods. */
export function selectorLabels(facts: LabelFacts): Record<string, string> {
  const kept = new Set<string>(labelKeys.slice(0, selectorKeys).map(([, key]) => key))
  return Object.fromEntries(Object.entries(labels(facts)).filter(([key]) => kept.has(key)))
}

/** The nearest label value: at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. */
export function labelValue(text: string): string {
  const safe = text.replace(new RegExp(rules.notLabelValue, 'gu'), '-').slice(0, rules.maxLabel)
  return safe.replace(new RegExp(rules.labelEnds, 'g'), '')
}
