import type { ScalarNode } from '../node.ts'
import type { Value } from '../value.ts'
import { type Composer, report } from './composer.ts'
import type { Properties } from './properties.ts'
import { numberType, resolvePlain, resolveTagged } from './schema.ts'
import type { Token } from './token.ts'

/** The node of a scalar token. */
export function scalarNode({ type, start, end, text }: Token, properties: Properties, composer: Composer): ScalarNode {
  const style = type === 'quoted' || type === 'block' ? type : 'plain'
  return nodeOf({ style, start, end, text }, properties, composer)
}

/** The node of a scalar that is not written, at the offset where it would be. */
export function absentNode(offset: number, properties: Properties, composer: Composer): ScalarNode {
  return nodeOf({ style: 'absent', start: offset, end: offset, text: '' }, properties, composer)
}

interface Written {
  readonly style: ScalarNode['style']
  readonly start: number
  readonly end: number
  readonly text: string
}

function nodeOf(written: Written, { tag, anchor }: Properties, composer: Composer): ScalarNode {
  const { style, start, end, text } = written
  const node: ScalarNode = {
    kind: 'scalar',
    style,
    start: composer.base + start,
    end: composer.base + end,
    ...(tag === undefined ? {} : { tag }),
    ...(anchor === undefined ? {} : { anchored: true }),
    value: scalarValue(written, tag, composer),
  }
  if (typeof node.value === 'number' && numberType(text, tag) === 'float') composer.floats.add(node)
  return node
}

function scalarValue({ style, text, start }: Written, tag: string | undefined, composer: Composer): Value {
  if (tag === undefined) return style === 'plain' || style === 'absent' ? resolvePlain(text) : text
  const value = resolveTagged(tag, text)
  if (value === undefined) report(composer, start, { message: `cannot decode ${JSON.stringify(text)} as ${tag}` })
  return value ?? null
}
