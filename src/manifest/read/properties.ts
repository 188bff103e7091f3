import type { Composer } from './composer.ts'
import type { Token } from './token.ts'
import { peek, take } from './tokens.ts'
import { Unreadable } from './unreadable.ts'

/** Anchor and tag of a node. */
export interface Properties {
  readonly anchor?: string
  /** Resolved. */
  readonly tag?: string
  /** Where they end, if there are any. */
  readonly end?: number
}

const none: Properties = {}

/** Take the properties of the node that comes: an anchor, a tag, or one of each in any order. */
export function takeProperties(composer: Composer): Properties {
  const { scanner } = composer
  let properties = none
  for (;;) {
    const token = peek(scanner)
    const { anchor, tag } = properties
    if (token.type === 'anchor' && anchor === undefined)
      properties = { ...properties, anchor: token.text, end: token.end }
    else if (token.type === 'tag' && tag === undefined)
      properties = { ...properties, tag: resolved(token, composer), end: token.end }
    else return properties
    take(scanner)
  }
}

function resolved({ text: handle, suffix, start }: Token, { tagPrefixes }: Composer): string {
  if (handle === '') return suffix
  const prefix = tagPrefixes.get(handle)
  if (prefix === undefined) throw new Unreadable(start, `found the tag handle ${handle}, which no directive defines`)
  return prefix + suffix
}
