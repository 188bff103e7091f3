import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** A page with `text` between its comments `<!-- MARK -->` and `<!-- /MARK -->`. Throws where they are gone. */
export function withBetween(page: string, mark: string, text: string): string {
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`found no ${begin.trim()} … ${end} in the page`)
  return `${page.slice(0, from + begin.length)}\n${text}\n\n${page.slice(to)}`
}

/** Write `text` there into a file of the repository. */
export function writeBetween(path: string, mark: string, text: string): void {
  const file = resolve(import.meta.dirname, '..', path)
  writeFileSync(file, withBetween(readFileSync(file, 'utf8'), mark, text))
}
