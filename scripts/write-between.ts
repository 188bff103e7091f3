import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Write `text` into a page, between its comments `<!-- MARK -->` and `<!-- /MARK -->`. */
export function writeBetween(page: string, mark: string, text: string): void {
  const file = resolve(import.meta.dirname, '..', page)
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`]
  const was = readFileSync(file, 'utf8')
  const [from, to] = [was.indexOf(begin), was.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${page}: found no ${begin.trim()} before a ${end}`)
  writeFileSync(file, `${was.slice(0, from + begin.length)}\n${text}\n\n${was.slice(to)}`)
}
