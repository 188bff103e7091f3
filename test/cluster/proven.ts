/**
 * Say how often something was put to the test and held. `npm run test:cluster` adds these lines up at its end: the
 * README's figures come from there.
 */
export function proven(what: string, held: number, of: number): void {
  process.stdout.write(`proven: ${held} of ${of} ${what}\n`)
}

/** Counts tests that put the same thing to the test, and says at the end how often it held. */
export interface Count {
  /** One test: it held unless `work` rejects. */
  readonly of: (work: () => Promise<void>) => Promise<void>
  readonly tell: () => void
}

/** Nothing counted yet. */
export function countOf(what: string): Count {
  let [held, all] = [0, 0]
  return {
    of: async work => {
      all += 1
      await work()
      held += 1
    },
    tell: () => proven(what, held, all),
  }
}

/** What all lines of an output come to, one for each thing that was proven. */
export function sumsOf(output: string): readonly string[] {
  const sums = new Map<string, readonly [number, number]>()
  for (const [, held, of, what = ''] of output.matchAll(/proven: (\d+) of (\d+) (.*)$/gm)) {
    const [sumHeld, sumOf] = sums.get(what) ?? [0, 0]
    sums.set(what, [sumHeld + Number(held), sumOf + Number(of)])
  }
  return [...sums].map(([what, [held, of]]) => `proven: ${held} of ${of} ${what}`)
}
