import { sortedSet } from './byte-order.ts'
import type { Breach } from './check.ts'

/** The singular for exactly one, else the plural. */
export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many
}

/** `"a", "b"`. Upstream escapes nothing here, not even a quote inside an item. */
export function joinQuote(items: readonly string[]): string {
  return items.map(item => `"${item}"`).join(', ')
}

/** Names of the containers at fault: each container once, in visit order; two of one name are two. */
export function containerNames(breaches: readonly Breach[]): string[] {
  return [...new Set(breaches.map(({ setter }) => setter))].flatMap(({ name }) => (name === undefined ? [] : [name]))
}

/** `container "a"` or `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${plural(names.length, 'container', 'containers')} ${joinQuote(names)}`
}

/** The containers at fault: `containers "a", "b"`. */
export function containersOfBreaches(breaches: readonly Breach[]): string {
  return containersText(containerNames(breaches))
}

/** Everything at fault that has a name for it: the pod, then its containers. */
export function settersOf(breaches: readonly Breach[]): string[] {
  const names = containerNames(breaches)
  return [
    ...(breaches.some(({ setter }) => setter.name === undefined) ? ['pod'] : []),
    ...(names.length > 0 ? [containersText(names)] : []),
  ]
}

/** `pod and containers "a", "b"`. */
export function settersText(breaches: readonly Breach[]): string {
  return settersOf(breaches).join(' and ')
}

/** The distinct values found, in byte order. */
export function actualTexts(breaches: readonly Breach[]): string[] {
  return sortedSet(breaches.flatMap(({ actual }) => (actual === undefined ? [] : [String(actual)])))
}
