import { sortedSet } from './byte-order.ts'
import type { Violation } from './check.ts'

/** The singular for exactly one, else the plural. */
export function singularOrPlural(count: number, one: string, many: string): string {
  return count === 1 ? one : many
}

/** `"a", "b"`. Upstream escapes nothing here, not even a quote inside an item. */
export function joinQuote(items: readonly string[]): string {
  return items.map(item => `"${item}"`).join(', ')
}

/** Names of the containers at fault: each container once, in visit order; two of one name are two. */
export function containerNames(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ subject }) => subject))].flatMap(({ name }) =>
    name === undefined ? [] : [name],
  )
}

/** `container "a"` or `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${singularOrPlural(names.length, 'container', 'containers')} ${joinQuote(names)}`
}

/** The containers at fault: `containers "a", "b"`. */
export function containersOfViolations(violations: readonly Violation[]): string {
  return containersText(containerNames(violations))
}

/** Names of the volumes at fault, in the order of the pod. */
export function volumeNames(violations: readonly Violation[]): string[] {
  return violations.map(({ volume = '' }) => volume)
}

/** `volume "a"` or `volumes "a", "b"`. */
export function volumesText(names: readonly string[]): string {
  return `${singularOrPlural(names.length, 'volume', 'volumes')} ${joinQuote(names)}`
}

/** Everything at fault that has a name for it: the pod, then its containers. */
export function settersOf(violations: readonly Violation[]): string[] {
  const names = containerNames(violations)
  return [
    ...(violations.some(({ subject }) => subject.name === undefined) ? ['pod'] : []),
    ...(names.length > 0 ? [containersText(names)] : []),
  ]
}

/** `pod and containers "a", "b"`. */
export function settersText(violations: readonly Violation[]): string {
  return settersOf(violations).join(' and ')
}

/** What both capability checks say of what is added. */
export function addsText(violations: readonly Violation[]): string {
  const capabilities = joinQuote(actualTexts(violations))
  return `${containersOfViolations(violations)} must not include ${capabilities} in securityContext.capabilities.add`
}

/** What both seccomp checks say of a profile that is set. */
export function seccompText(violations: readonly Violation[]): string {
  const types = joinQuote(actualTexts(violations))
  return `${settersText(violations)} must not set securityContext.seccompProfile.type to ${types}`
}

/** The distinct values found, in byte order. */
export function actualTexts(violations: readonly Violation[]): string[] {
  return sortedSet(violations.flatMap(({ actual }) => (actual === undefined ? [] : [String(actual)])))
}
