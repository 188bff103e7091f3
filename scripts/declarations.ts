/**
 * The library's types, for both ways to load it. Node decides by the nearest `package.json` whether a `.d.ts` describes
 * a module or CommonJS, so each has a folder of its own; a CommonJS file must say how it means `@kubernetes/client-node`,
 * which is a module only (TypeScript 5.3, "resolution-mode").
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
const specifier = /(from |import\(|import )'(\.[^']+)\.ts'/g

/** Write `types` and `types-cjs` into `folder`: what `src/index.ts` exports, and whatever that leads to. */
export function writeDeclarations(folder: string): void {
  const emitted = mkdtempSync(join(tmpdir(), 'seaworthy-types-'))
  try {
    const args = ['-p', join(root, 'tsconfig.build.json'), '--outDir', emitted]
    execFileSync(process.execPath, [compiler, ...args], { stdio: 'inherit' })
    for (const [file, text] of reachable(join(emitted, 'index.d.ts'))) {
      const path = relative(emitted, file)
      write(join(folder, 'types', path), text)
      write(
        join(folder, 'types-cjs', path),
        text.replaceAll(/(from '@kubernetes\/client-node')/g, "$1 with { 'resolution-mode': 'import' }"),
      )
    }
    write(join(folder, 'types-cjs/package.json'), '{ "type": "commonjs" }\n')
  } finally {
    rmSync(emitted, { recursive: true })
  }
}

/** Every declaration file that `entry` leads to, with specifiers that older compilers understand too. */
function reachable(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue
    const text = readFileSync(file, 'utf8')
    for (const [, , path = ''] of text.matchAll(specifier)) waiting.push(resolve(dirname(file), `${path}.d.ts`))
    found.set(file, text.replaceAll(specifier, "$1'$2.js'"))
  }
  return found
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
