/** The licences of what is bundled: its code is in `dist/`, so its notices are too. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const modules = resolve(import.meta.dirname, '../node_modules')

/** Licences that ask for no notice (SPDX). */
const withoutNotice: readonly string[] = ['0BSD', 'CC0-1.0', 'Unlicense']

/** The text of `dist/LICENSES.txt`: for each package its name, version and licence file. */
export function licencesOf(packages: readonly string[]): string {
  return packages.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceOf(path: string): string {
  const folder = join(modules, path)
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
  if (file === undefined && withoutNotice.includes(license)) return `${name} ${version}\n\n${license}\n`
  if (file === undefined) throw new Error(`${name}: found no licence file, expected one to bundle`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}
