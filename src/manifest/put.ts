import type { Value } from './value.ts'

/** Set an entry of a map that nobody else has seen. Plain assignment to `__proto__` would change the map's prototype. */
export function put(draft: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__')
    Object.defineProperty(draft, name, { value, enumerable: true, configurable: true, writable: true })
  else draft[name] = value
}
