/** Whether Kubernetes reads what we refuse, as far as we know. */
export type Strictness = 'as Kubernetes' | 'stricter'

/** Thrown where reading stops, and caught by `compose`: a document has one syntax error at most, its first. */
export class Unreadable extends Error {
  readonly offset: number
  readonly strictness: Strictness

  constructor(offset: number, message: string, strictness: Strictness = 'as Kubernetes') {
    super(message)
    this.offset = offset
    this.strictness = strictness
  }
}
