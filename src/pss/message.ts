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

/** Names of the volumes at fault, in the order of the pod. */
export function volumeNames(breaches: readonly Breach[]): string[] {
  return breaches.map(({ volume = '' }) => volume)
}

/** `volume "a"` or `volumes "a", "b"`. */
export function volumesText(names: readonly string[]): string {
  return `${plural(names.length, 'volume', 'volumes')} ${joinQuote(names)}`
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

/** What both capability checks say of what is added. */
export function addsText(breaches: readonly Breach[]): string {
  const capabilities = joinQuote(actualTexts(breaches))
  return `${containersOfBreaches(breaches)} must not include ${capabilities} in securityContext.capabilities.add`
}

/** What both seccomp checks say of a profile that is set. */
export function seccompText(breaches: readonly Breach[]): string {
  const types = joinQuote(actualTexts(breaches))
  return `${settersText(breaches)} must not set securityContext.seccompProfile.type to ${types}`
}

/** The distinct values found, in byte order. */
export function actualTexts(breaches: readonly Breach[]): string[] {
  return sortedSet(breaches.flatMap(({ actual }) => (actual === undefined ? [] : [String(actual)])))
}
