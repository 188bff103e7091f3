import type { Splice } from '../../src/report/report.ts'

/** What an editor does with a fix that it reads from SARIF: from the last splice to the first, by line and column. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  const offsetOf = ({ line, column }: Splice['start']): number => (starts[line - 1] ?? 0) + column - 1
  return splices.reduceRight(
    (result, { start, end, content }) => result.slice(0, offsetOf(start)) + content + result.slice(offsetOf(end)),
    text,
  )
}
