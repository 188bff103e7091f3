/**
 * The program as one file that needs no Node, for Linux on x64: `npm run executable` writes `release/seaworthy-linux-x64`.
 *
 * It is a single executable application of Node, with the API of Node 20.12: the program is its script, which V8 finds
 * compiled, and each other chunk is an asset that is read when the script asks for it.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleInto } from './bundle.ts'
import { tool } from './tools.ts'

const root = resolve(import.meta.dirname, '..')

const program = 'program.cjs'

/** Where Node looks for what was injected (`src/node_sea.cc`). */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** The `require` of such a script knows what is built in, and no file. All chunks lie in one folder. */
const requirePart = `const builtIn = require
const { getAsset } = require('node:sea')
const { compileFunction } = require('node:vm')
const parts = new Map()
function requirePart(name) {
  if (!name.startsWith('.')) return builtIn(name)
  const filename = name.slice(name.lastIndexOf('/') + 1)
  const known = parts.get(filename)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  parts.set(filename, module)
  const run = compileFunction(getAsset(filename, 'utf8'), ['exports', 'require', 'module'], { filename })
  run(module.exports, requirePart, module)
  return module.exports
}
`

/** Write the program of `dist` and the Node that runs it into one file. */
export function writeExecutable(dist: string, node: string, file: string): void {
  const work = mkdtempSync(join(tmpdir(), 'seaworthy-executable-'))
  try {
    writeFileSync(join(work, 'main.cjs'), scriptOf(readFileSync(join(dist, 'chunks', program), 'utf8')))
    writeFileSync(join(work, 'config.json'), JSON.stringify({ ...configuration, assets: chunksOf(dist) }))
    execFileSync(node, ['--experimental-sea-config', 'config.json'], { cwd: work, stdio: 'pipe' })
    copyFileSync(node, file)
    const injected = ['NODE_SEA_BLOB', join(work, configuration.output), '--sentinel-fuse', fuse]
    execFileSync(process.execPath, [join(root, 'node_modules/postject/dist/cli.js'), file, ...injected], {
      stdio: 'pipe',
    })
  } finally {
    rmSync(work, { recursive: true })
  }
}

const configuration = {
  main: 'main.cjs',
  output: 'program.blob',
  disableExperimentalSEAWarning: true,
  useCodeCache: true,
} as const

function scriptOf(program: string): string {
  const withoutMap = program.replace(/^#!.*\n/, '').replace(/^\/\/# sourceMappingURL=.*$/m, '')
  return `${requirePart};(function (require) {\n${withoutMap}\n})(requirePart)\n`
}

function chunksOf(dist: string): Readonly<Record<string, string>> {
  const folder = join(dist, 'chunks')
  const names = readdirSync(folder).filter(name => name.endsWith('.cjs') && name !== program)
  return Object.fromEntries(names.toSorted().map(name => [name, join(folder, name)]))
}

async function main(): Promise<void> {
  const node = await tool('node24')
  if (node === undefined) throw new Error('found no Node 24 for Linux on x64')
  const file = join(root, 'release/seaworthy-linux-x64')
  const dist = mkdtempSync(join(tmpdir(), 'seaworthy-dist-'))
  mkdirSync(join(root, 'release'), { recursive: true })
  await bundleInto(dist)
  writeExecutable(dist, node, file)
  rmSync(dist, { recursive: true })
  process.stdout.write(`${file}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
