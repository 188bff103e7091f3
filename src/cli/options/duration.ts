import { InputError } from '../../error.ts'

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 }

/** Milliseconds of a duration as kubectl takes one: `90s`, `1h30m`; a plain number is seconds. */
export function readDuration(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const parts = [...text.matchAll(/(\d{1,9})([hms])/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new InputError('USAGE', `--${option}: found "${text}", expected a duration, as in 90s, 30m or 1h30m`)
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0)
}
