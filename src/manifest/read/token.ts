/** What a text is cut into before it has a structure. The names are those of YAML's grammar, in our words. */
export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-list'
  | 'block-map'
  | 'block-end'
  | 'item'
  | 'flow-list'
  | 'flow-list-end'
  | 'flow-map'
  | 'flow-map-end'
  | 'comma'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'quoted'
  | 'block'

/** A token, with offsets into the text of its document. */
export interface Token {
  readonly type: TokenType
  readonly start: number
  readonly end: number
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag. */
  readonly text: string
  /** What follows the handle of a tag. */
  readonly suffix: string
}

/** A token that says nothing beside its type and place. */
export function mark(type: TokenType, start: number, end: number): Token {
  return { type, start, end, text: '', suffix: '' }
}
