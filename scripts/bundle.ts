import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import {
  type BuildOptions,
  type BuildResult,
  build,
  type Metafile,
  type OutputFile,
  type Plugin,
  transform,
} from 'esbuild'
import { lineMap } from './line-map.ts'

const root = resolve(import.meta.dirname, '..')

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  minify: true,
  keepNames: false,
  legalComments: 'linked',
  logLevel: 'warning',
  metafile: true,
  // Where a line comes from, without the text of the sources, which is twice as large as the program.
  sourcemap: 'linked',
  sourcesContent: false,
  // The build of Handlebars without its hook into `require`, which reads files.
  alias: {
    handlebars: 'handlebars/dist/cjs/handlebars.js',
    // Its Node build is CommonJS and asks for `process`; this one is the same code as modules.
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
    // The URL of Node before 10, with 290 kB of tables, which client-node's node-fetch brings along.
    'whatwg-url': 'node:url',
    ajv: join(root, 'scripts/absent-ajv.ts'),
    'ajv-formats': join(root, 'scripts/absent-ajv.ts'),
  },
} as const satisfies BuildOptions

/**
 * One sentence where Node is too old, before anything that it does not know; under Helm 4 it is told as `src/cli/helm4.ts`
 * says. It is written for any Node, begins with the directive, which counts only at the top, and the rest of the file is
 * in syntax that Node 14 can parse.
 */
const nodeCheck = `'use strict'
;(function () {
  var found = process.versions.node.split('.').map(Number)
  if (found[0] > 20 || (found[0] === 20 && found[1] >= 12)) return
  var sentence = 'seaworthy: needs Node 20.12 or later, and this is Node ' + process.versions.node
  var underHelm4 = process.argv[2] === '--helm-plugin'
  require('fs').writeSync(underHelm4 ? 1 : 2, (underHelm4 ? '|2-\\n  ' : '') + sentence + '\\n')
  process.exit(underHelm4 ? 0 : 2)
})()`

/** What the first file holds besides the program itself: every `helm template` waits for it, and for nothing else. */
const eager = resolve(root, 'src/cli/commands/post-render.ts')
/** All of that, as one file. */
const programName = 'chunks/program'
/** What post-render reads where there is a lock: a file of its own with all that it takes, which would be a dozen chunks. */
const whole = resolve(root, 'src/lock/locked-facts.ts')

/**
 * Bundle command line and library into `folder`: post-render in one file, since every further one takes Node as long as
 * reading ten Deployments does, and all that is imported later in chunks, which the library shares and check finds in one file. What the program and
 * a chunk both need is in both, so no module may keep what the other part has to see.
 */
export async function bundleInto(folder: string): Promise<Packages> {
  const later = new Map<string, string>()
  const program = await build({
    ...shared,
    entryPoints: { [programName]: 'src/cli/main.ts', [chunkName(whole)]: whole },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // A native `import()` would start Node's module loader, which takes longer than the files that it loads.
    supported: { 'dynamic-import': false },
    plugins: [importedLater(later), ownMapsOnly],
  })
  for (const name of [programName, chunkName(whole)]) {
    const file = join(folder, `${name}.cjs`)
    writeFileSync(`${file}.map`, lineMap(readFileSync(`${file}.map`, 'utf8'), readFileSync(file, 'utf8')))
  }
  const parts = await build({
    ...shared,
    entryPoints: { ...Object.fromEntries(later), index: 'src/index.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    sourcemap: 'inline',
    plugins: [ownMapsOnly],
    write: false,
  })
  await writeParts(parts, folder)
  escapeBeyondAscii(join(folder, 'chunks'))
  writeFileSync(join(folder, 'index.js'), moduleOf(exportsOf(parts)))
  await writeStart(folder)
  return [...packagesIn(program), ...packagesIn(parts)]
}

/**
 * The program reads its parts a byte a character (`src/cli/compiled/parts.ts`), and the bundler leaves what is no ASCII in
 * patterns. There an escape means the same; maps lead to lines, which stay.
 */
function escapeBeyondAscii(folder: string): void {
  for (const name of readdirSync(folder).filter(file => file.endsWith('.cjs'))) {
    const text = readFileSync(join(folder, name), 'utf8')
    const escaped = text.replaceAll(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    if (escaped !== text) writeFileSync(join(folder, name), escaped)
  }
}

/** The file that users start. It knows which program lies beside it, so that it runs no code of another one. */
async function writeStart(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: { cli: 'src/cli/start.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    banner: { js: nodeCheck },
    define: { programHash: JSON.stringify(hashOf(join(folder, 'chunks'))) },
    // What Node 14 does not parse.
    supported: { 'logical-assignment': false, 'class-static-blocks': false },
  })
  chmodSync(join(folder, 'cli.cjs'), 0o755)
}

function hashOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).toSorted()) hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}

type SplitResult = BuildResult<{ write: false; metafile: true }>

/** Leaves what is imported later to chunks, and collects their names and sources. */
function importedLater(later: Map<string, string>): Plugin {
  return {
    name: 'imported later',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const source = resolve(resolveDir, path)
        if (kind !== 'dynamic-import' || source === eager) return undefined
        const name = chunkName(source)
        if (source !== whole) later.set(name, source)
        return { path: `./${basename(name)}.cjs`, external: true }
      })
    },
  }
}

function chunkName(source: string): string {
  const name = relative(join(root, 'src'), source).replace(/\.ts$/, '')
  return `chunks/${name.replaceAll(/[\\/]/g, '-')}`
}

/** A map leads to our own sources: who looks for a fault in a package has its own, and they would double the maps. */
const ownMapsOnly: Plugin = {
  name: 'maps of our own sources',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=${emptyMap}`,
      loader: 'default',
    }))
  },
}

const emptyMap = `data:application/json,${encodeURIComponent('{"version":3,"sources":[],"mappings":"A"}')}`

/** Whose chunks are loaded together: what reads any YAML, and what else a policy and check take. */
const groups: readonly (readonly [name: string, sources: readonly string[]])[] = [
  ['read', ['src/manifest/read/composed-document.ts', 'src/run/in-file.ts']],
  ['policy', ['src/policy/policy.ts']],
  ['check', ['src/cli/commands/check.ts', 'src/report/text.ts']],
]

async function writeParts({ outputFiles, metafile }: SplitResult, folder: string): Promise<void> {
  const parts = await Promise.all(outputFiles.map(commonJsPart))
  const fileOf = joinedFiles(metafile)
  for (const part of parts) if (!fileOf.has(basename(part.path))) writePart(linked(part, fileOf))
  for (const name of new Set(fileOf.values())) {
    const own = parts.filter(({ path }) => fileOf.get(basename(path)) === name)
    writePart(linked(joinedPart(join(folder, 'chunks', name), own), fileOf))
  }
}

/** The file of each chunk that groups want: one for those of the same groups, so that none loads what only another needs. */
function joinedFiles(metafile: Metafile): ReadonlyMap<string, string> {
  const groupsOf = new Map<string, string>()
  for (const [name, sources] of groups)
    for (const chunk of chunksOf(sources, metafile)) groupsOf.set(chunk, `${groupsOf.get(chunk) ?? 'joined'}-${name}`)
  // The bundler's own helpers are in every part, also in those that want nothing else.
  for (const [output, { inputs }] of Object.entries(metafile.outputs))
    if (Object.keys(inputs).length === 0) groupsOf.delete(basename(output))
  return new Map([...groupsOf].map(([chunk, file]) => [chunk, `${file}.cjs`]))
}

/** The names of all chunks that some sources import, and of those that these import. */
function chunksOf(sources: readonly string[], { outputs }: Metafile): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (output: string) => {
    for (const { path, kind } of outputs[output]?.imports ?? []) {
      if (kind !== 'import-statement' || found.has(basename(path))) continue
      found.add(basename(path))
      add(path)
    }
  }
  for (const [output, { entryPoint = '' }] of Object.entries(outputs)) if (sources.includes(entryPoint)) add(output)
  return found
}

/** A part that finds its chunks where they are, by a line above it that asks the joined files first. */
function linked({ path, code, maps }: Part, fileOf: ReadonlyMap<string, string>): Part {
  const wanted = code.matchAll(/\brequire\("\.\/((?:chunks\/)?)(chunk-\w+\.cjs)"\)/g)
  const files = [...wanted].map(([, folder, chunk = '']) => fileOf.has(chunk) && `./${folder}${fileOf.get(chunk)}`)
  const others = [...new Set(files)].filter(file => file !== false && basename(file) !== basename(path))
  if (others.length === 0) return { path, code, maps }
  const head = others.map(file => `require=require("${file}")(require);`).join('')
  return { path, code: `${head}\n${code}`, maps: maps.map(section => ({ ...section, line: section.line + 1 })) }
}

/**
 * Chunks in one file, each of which is run when it is first asked for: to open a file takes Node as long as to harden
 * ten Deployments, and check would open seventy. What the file exports makes a `require` that looks here first.
 */
function joinedPart(path: string, parts: readonly Part[]): Part {
  const maps: MapSection[] = []
  let code = 'const run={\n'
  let line = 1
  for (const part of parts) {
    const head = `${JSON.stringify(basename(part.path))}(module,exports,require){\n`
    maps.push(...part.maps.map(section => ({ ...section, line: section.line + line + 1 })))
    code += `${head}${part.code}},\n`
    line += part.code.split('\n').length + 1
  }
  code += `},made={},here=module.exports=elsewhere=>path=>{
const name=path.slice(path.lastIndexOf("/")+1);
if(!(name in run))return elsewhere(path);
if(!(name in made))run[name](made[name]={exports:{}},made[name].exports,here(require));
return made[name].exports}\n`
  return { path, code, maps }
}

/** A file of the package, with the maps of its code. Of what is a package's for the most part there is none. */
interface Part {
  readonly path: string
  readonly code: string
  readonly maps: readonly MapSection[]
}

/** The map of the code that begins on a line of a file. */
interface MapSection {
  readonly line: number
  readonly map: string
}

async function commonJsPart({ path, text }: OutputFile): Promise<Part> {
  const { code, map } = await commonJs(text, basename(path).startsWith('chunk-'))
  return { path, code, maps: isOfOurs(map) ? [{ line: 0, map: lineMap(map, code) }] : [] }
}

function writePart({ path, code, maps }: Part): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, maps.length === 0 ? code : `${code}//# sourceMappingURL=${basename(path)}.map\n`)
  const sections = maps.map(({ line, map }) => ({ offset: { line, column: 0 }, map: JSON.parse(map) }))
  if (maps.length > 0) writeFileSync(`${path}.map`, JSON.stringify({ version: 3, sections }))
}

/** Whether a map leads to our sources. Of a chunk that is a package's for the most part it is as large as the chunk, and tells nothing. */
function isOfOurs(map: string): boolean {
  const { sources }: { readonly sources: readonly string[] } = JSON.parse(map)
  return (
    sources.filter(source => /(?:^|\/)src\//.test(source) && !source.includes('node_modules')).length * 4 >=
    sources.length
  )
}

/**
 * A part as CommonJS, which Node loads a tenth faster than modules; esbuild splits modules only. It makes every export a
 * getter, for modules that import each other in a circle; chunks do not. Copied once at the end of a chunk, a function of
 * another chunk is a property, where a getter was called for every call of it.
 */
function commonJs(text: string, isChunk: boolean): Promise<{ readonly code: string; readonly map: string }> {
  return transform(text, {
    format: 'cjs',
    platform: 'node',
    target: shared.target,
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    supported: { 'dynamic-import': false },
    ...(isChunk && { footer: 'module.exports={...module.exports};' }),
  })
}

/** The library for `import`: the same objects as for `require`, so that what one part throws is an instance for the other. */
function moduleOf(names: readonly string[]): string {
  return `import library from './index.cjs'\nexport const { ${names.join(', ')} } = library\n`
}

function exportsOf({ metafile }: { readonly metafile: Metafile }): readonly string[] {
  const [library] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint === 'src/index.ts')
  if (library === undefined) throw new Error('the library was not bundled')
  return library.exports.toSorted()
}

/** Folders below `node_modules` of the packages whose code is in a bundle: their licences must be told beside it. */
export type Packages = readonly string[]

function packagesIn({ metafile }: { readonly metafile: Metafile }): Packages {
  const inputs = Object.keys(metafile.inputs)
  // The folder itself may be a link that leads elsewhere.
  const names = inputs.map(
    input => /(?:^|\/)node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1],
  )
  return [...new Set(names.filter(name => name !== undefined))].toSorted()
}
