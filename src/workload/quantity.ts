import type { Value } from '../manifest/value.ts'

/** An amount in billionths, exactly: Kubernetes counts no finer (`resource.Quantity`, `Nano`). */
export type Amount = bigint

const billion = 1_000_000_000n

/** Suffixes of quantities, as fractions. */
const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, billion],
  u: [1n, 1_000_000n],
  m: [1n, 1000n],
  '': [1n, 1n],
  ...Object.fromEntries(['k', 'M', 'G', 'T', 'P', 'E'].map((name, power) => [name, [1000n ** BigInt(power + 1), 1n]])),
  ...Object.fromEntries(
    ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((name, power) => [name, [1024n ** BigInt(power + 1), 1n]]),
  ),
}

/** The amount that a quantity is, rounded up; undefined for what is none. */
export function amountOf(quantity: Value): Amount | undefined {
  if (quantity === null || typeof quantity === 'object' || typeof quantity === 'boolean') return undefined
  const [, sign = '', whole = '', fraction = '', suffix = '', exponent] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?$/.exec(String(quantity).trim()) ?? []
  if (`${whole}${fraction}` === '') return undefined
  const [up, down] = exponent === undefined ? (suffixes[suffix] ?? [1n, 1n]) : powerOfTen(Number(exponent))
  const below = 10n ** BigInt(fraction.length) * down
  const above = BigInt(whole + fraction) * up * billion
  const amount = (above + below - 1n) / below
  return sign === '-' ? -amount : amount
}

function powerOfTen(exponent: number): readonly [bigint, bigint] {
  return exponent < 0 ? [1n, 10n ** BigInt(-exponent)] : [10n ** BigInt(exponent), 1n]
}

/** An amount as people write it: cores and counts in thousandths where they must be, bytes in powers of 1024 where they can be. */
export function spelledAmount(amount: Amount, resource: string): string {
  if (amount % billion !== 0n) return `${(amount + 999_999n) / 1_000_000n}m`
  const whole = amount / billion
  if (!/memory|storage|hugepages/.test(resource)) return String(whole)
  const units = ['Gi', 'Mi', 'Ki']
  const unit = units.find((_, index) => whole !== 0n && whole % 1024n ** BigInt(units.length - index) === 0n)
  return unit === undefined ? String(whole) : `${whole / 1024n ** BigInt(units.length - units.indexOf(unit))}${unit}`
}
