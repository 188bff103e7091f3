import type { ListNode, MapEntry, MapNode, ScalarNode, YamlNode } from '../../node.ts'
import { behindSpaces, code } from './cursor.ts'
import { mapNode, plainDepth, plainEntry } from './node.ts'
import { flowPlainEnd, isFlowIndicator, plainNode, quotedNode, startsPlain } from './scalar.ts'

/**
 * The node of the flow collection at `at`, if it ends on its line and every entry has a key and a value. A comma
 * before the closing bracket, a key alone and a pair in a sequence are left to the other reader.
 */
export function flowNode(text: string, base: number, at: number, depth: number): MapNode | ListNode | undefined {
  if (depth > plainDepth) return undefined
  return text.charCodeAt(at) === code.openMap ? flowMap(text, base, at, depth) : flowList(text, base, at, depth)
}

function flowMap(text: string, base: number, at: number, depth: number): MapNode | undefined {
  const entries: MapEntry[] = []
  let here = behindSpaces(text, at + 1)
  while (text.charCodeAt(here) !== code.closeMap || entries.length > 0) {
    const key = flowKey(text, base, here)
    if (key === undefined) return undefined
    const value = flowValue(text, base, behindSpaces(text, key.end - base + 1), depth)
    const entry = value === undefined ? undefined : plainEntry(text, base, key, value)
    if (value === undefined || entry === undefined) return undefined
    entries.push(entry)
    here = behindSpaces(text, value.end - base)
    if (text.charCodeAt(here) !== code.comma) break
    here = behindSpaces(text, here + 1)
  }
  return text.charCodeAt(here) === code.closeMap ? mapNode('flow', base + at, base + here + 1, entries) : undefined
}

function flowList(text: string, base: number, at: number, depth: number): ListNode | undefined {
  const items: YamlNode[] = []
  let here = behindSpaces(text, at + 1)
  while (text.charCodeAt(here) !== code.closeList || items.length > 0) {
    const item = flowValue(text, base, here, depth)
    if (item === undefined) return undefined
    items.push(item)
    here = behindSpaces(text, item.end - base)
    if (text.charCodeAt(here) !== code.comma) break
    here = behindSpaces(text, here + 1)
  }
  if (text.charCodeAt(here) !== code.closeList) return undefined
  const value = items.map(item => item.value)
  return { kind: 'list', style: 'flow', start: base + at, end: base + here + 1, value, items }
}

/** The key at `at`, with its colon right after it. A colon may touch its value only after a quoted key. */
function flowKey(text: string, base: number, at: number): ScalarNode | undefined {
  const key = isQuote(text.charCodeAt(at)) ? quotedNode(text, base, at) : flowPlain(text, base, at)
  if (key === undefined || text.charCodeAt(key.end - base) !== code.colon) return undefined
  const touched = text.charCodeAt(key.end - base + 1)
  return key.style === 'quoted' || touched === code.space ? key : undefined
}

function flowValue(text: string, base: number, at: number, depth: number): YamlNode | undefined {
  const first = text.charCodeAt(at)
  if (first === code.openMap || first === code.openList) return flowNode(text, base, at, depth + 1)
  return isQuote(first) ? quotedNode(text, base, at) : flowPlain(text, base, at)
}

function flowPlain(text: string, base: number, at: number): ScalarNode | undefined {
  if (!startsPlain(text, at) && !startsNegative(text, at)) return undefined
  const end = flowPlainEnd(text, at)
  return end === -1 ? undefined : plainNode(text, base, at, end)
}

/** `-` begins a plain scalar when something follows it at once. */
function startsNegative(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  return text.charCodeAt(at) === code.dash && next > code.space && !isFlowIndicator(next)
}

function isQuote(found: number): boolean {
  return found === code.quote || found === code.apostrophe
}
