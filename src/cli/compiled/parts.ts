import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { Script } from 'node:vm'
import type { CompiledFolder } from './folder.ts'
import { type Kept, readKept, writeKept } from './kept.ts'

type Load = (name: string) => unknown
type Run = (exports: object, require: Load, module: { exports: object }, filename: string, dirname: string) => void

/** How Node wraps a CommonJS file. */
const [head, tail] = ['(function (exports, require, module, __filename, __dirname) { ', '\n})']

/** Of a smaller part the code takes as long to read as to make. */
const worthKeeping = 20_000

/** A run adds the functions that it was the first to call. After so many of them hardly any is missing. */
const teachingRuns = 4
const day = 86_400_000

/**
 * A `require` of the parts of the program, which lie in one folder. Compiling is much of a short run: what V8 made is kept,
 * and the next run finds it.
 */
export function partsIn(folder: string, { folder: kept, use }: CompiledFolder): Load {
  const elsewhere = createRequire(join(folder, 'program.cjs'))
  const loaded = new Map<string, { exports: object }>()
  const keep = use === 'read' ? () => undefined : keeper()
  const load: Load = name => {
    if (!name.startsWith('.')) return elsewhere(name)
    const part = basename(name)
    const known = loaded.get(part)
    if (known !== undefined) return known.exports
    const path = join(folder, part)
    const source = sourceOf(path)
    // Node says what is missing.
    if (source === undefined) return elsewhere(name)
    const module = { exports: {} }
    loaded.set(part, module)
    runOf({ path, source }, join(kept, `${part}.bin`), keep)(module.exports, load, module, path, folder)
    return module.exports
  }
  return load
}

/** The bundler writes ASCII alone, which this reads fastest. */
function sourceOf(path: string): string | undefined {
  try {
    return `${head}${readFileSync(path, 'latin1')}${tail}`
  } catch {
    return undefined
  }
}

interface Part {
  readonly path: string
  readonly source: string
}

function runOf({ path, source }: Part, file: string, keep: Keep): Run {
  const options = { filename: path, columnOffset: -head.length }
  if (source.length < worthKeeping) return new Script(source, options).runInThisContext()
  const kept = readKept(file)
  const script = new Script(source, { ...options, ...(kept !== undefined && { cachedData: kept.code }) })
  if (isWanting(kept, script.cachedDataRejected)) keep(script, file, kept)
  return script.runInThisContext()
}

function isWanting(kept: Kept | undefined, isRejected: boolean | undefined): boolean {
  if (kept === undefined) return true
  return (kept.writes < teachingRuns && isRejected !== true) || Date.now() - kept.changedAt > day
}

type Keep = (script: Script, file: string, kept: Kept | undefined) => void

/** Writes when all is done, in one listener: a run may load more parts than Node takes listeners without a warning. */
function keeper(): Keep {
  const wanted: Parameters<Keep>[] = []
  return (...part) => {
    if (wanted.push(part) > 1) return
    const tag = versionTag()
    process.once('exit', () => {
      // V8 was told otherwise since: no other run would take its code.
      if (versionTag() === tag) for (const one of wanted) keepPart(...one)
    })
  }
}

function keepPart(...[script, file, kept]: Parameters<Keep>): void {
  writeKept(file, { code: script.createCachedData(), writes: Math.min(255, (kept?.writes ?? 0) + 1) })
}

/** Loaded by the few runs that write, since it takes as long as reading a part. */
function versionTag(): number {
  const { cachedDataVersionTag }: typeof import('node:v8') = createRequire(__filename)('node:v8')
  return cachedDataVersionTag()
}
