import { SourceMap, type SourceMapPayload } from 'node:module'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'
import { lineMap } from '../scripts/line-map.ts'
import { situation } from './table.ts'

const { outputFiles } = await build({
  entryPoints: ['src/harden/harden.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  packages: 'external',
  write: false,
})
const [map = '', code = ''] = outputFiles.map(({ text }) => text)
const thin = lineMap(map, code)
const [whole, lines] = [new SourceMap(payloadOf(map)), new SourceMap(payloadOf(thin))]

function payloadOf(text: string): SourceMapPayload {
  return JSON.parse(text)
}

/** Where a column of the program comes from, as Node reads a map. */
function origin(from: SourceMap, line: number, column: number): string {
  const entry = from.findEntry(line, column)
  return 'originalSource' in entry ? `${entry.originalSource}:${entry.originalLine}` : 'nowhere'
}

/** Each place of the program where a word begins. */
function* words(): Generator<readonly [line: number, column: number]> {
  for (const [line, text] of code.split('\n').entries())
    for (const { index } of text.matchAll(/\b\w/g)) yield [line, index]
}

situation('every word of the program leads to the line that it comes from', () => {
  let compared = 0
  for (const [line, column] of words()) {
    assert.is(origin(lines, line, column), origin(whole, line, column), `${line}:${column}`)
    compared++
  }
  assert.ok(compared > 10_000, `${compared} words`)
})

situation('a function keeps the name that it is declared with', () => {
  const declared = [...code.matchAll(/\bfunction\*? (\w+)\(/g)].map(({ index, 1: name = '' }) => {
    const before = code.slice(0, code.indexOf(name, index)).split('\n')
    return [before.length - 1, before.at(-1)?.length ?? 0] as const
  })
  const named = (from: SourceMap) => declared.map(place => from.findEntry(...place)).map(nameOf)
  assert.equal(named(lines), named(whole))
  assert.ok(declared.length > 500, `${declared.length} functions`)
})

function nameOf(entry: object): unknown {
  return 'name' in entry ? entry.name : undefined
}

situation('it is less than a third as large', () => {
  assert.ok(thin.length * 3 < map.length, `${thin.length} of ${map.length}`)
})
