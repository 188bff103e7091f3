import type { Value } from '../../manifest/value.ts'

const units: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
}

/** The amount that a quantity says, near enough to be compared (apimachinery, resource.Quantity); undefined for no quantity. */
export function quantityOf(value: Value): number | undefined {
  const [, digits, unit = '', exponent] =
    /^(\d+(?:\.\d*)?)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/.exec(String(value ?? '')) ?? []
  const scale = exponent === undefined ? units[unit] : 10 ** Number(exponent)
  return digits === undefined || scale === undefined ? undefined : Number(digits) * scale
}
