/** Text holding YAML documents, and where each one lies. Nothing is parsed yet. */
export interface ManifestStream {
  readonly text: string
  readonly documents: readonly DocumentSpan[]
}

/**
 * One document of a stream: the half-open range of its text, `---` line excluded, so that the text between two
 * spans is separators only. `line` is the 1-based line of the stream on which the span begins.
 */
export interface DocumentSpan {
  readonly index: number
  readonly start: number
  readonly end: number
  readonly line: number
}
