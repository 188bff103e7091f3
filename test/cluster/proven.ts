/**
 * Say how often something was put to the test and held. `npm run test:cluster` repeats these lines at its end: the
 * README's figures come from there.
 */
export function proven(what: string, held: number, of: number): void {
  process.stdout.write(`proven: ${held} of ${of} ${what}\n`)
}
