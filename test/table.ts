import { suite } from 'uvu'

/**
 * Register one named row per test and run them. The only door to uvu: a suite that is never `.run()`, and one
 * without rows, cannot be written through it. `prove` gets the row and its name.
 */
export function table<Row>(
  name: string,
  rows: Readonly<Record<string, Row>>,
  prove: (row: Row, rowName: string) => void | Promise<void>,
): void {
  const entries = Object.entries(rows)
  if (entries.length === 0) throw new Error(`table "${name}" has no rows`)
  const test = suite(name)
  for (const [rowName, row] of entries) test(rowName, () => prove(row, rowName))
  test.run()
}

/** A single situation that needs no row. */
export function situation(name: string, prove: () => void | Promise<void>): void {
  table(name, { [name]: undefined }, prove)
}

/**
 * Say that a test cannot run here, by name: no root, no `helm`, no shared data. It is printed, counted by the runner,
 * and never silent.
 */
export function skipped(name: string, reason: string): void {
  process.stdout.write(`skipped: ${name}: ${reason}\n`)
}
