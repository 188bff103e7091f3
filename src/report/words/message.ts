/** What a finding says: what was found and what was expected, and beside it what to do. */
export interface Sentence {
  readonly message: string
  readonly advice?: string
}
