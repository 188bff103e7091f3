import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin, transform } from 'esbuild'

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
  // The build of Handlebars without its hook into `require`, which reads files.
  alias: {
    handlebars: 'handlebars/dist/cjs/handlebars.js',
    // Its Node build is CommonJS and asks for `process`; this one is the same code as modules.
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
  },
} as const satisfies BuildOptions

const modules = { ...shared, format: 'esm', splitting: true } as const satisfies BuildOptions

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

/**
 * Bundle the command line into `folder`: post-render in one file, since every further one takes Node as long as reading
 * ten Deployments does, and all that is imported later in chunks. What both need is in both, so no module may keep what
 * the other part has to see.
 */
export async function bundleCommandLine(folder: string): Promise<Packages> {
  const later = new Map<string, string>()
  const program = await build({
    ...shared,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    banner: { js: nodeCheck },
    // A native `import()` would start Node's module loader, which takes longer than the files that it loads. The other
    // two are what Node 14 does not parse.
    supported: { 'dynamic-import': false, 'logical-assignment': false, 'class-static-blocks': false },
    plugins: [importedLater(later)],
  })
  const chunks = await build({
    ...modules,
    entryPoints: Object.fromEntries(later),
    outdir: join(folder, 'chunks'),
    outExtension: { '.js': '.cjs' },
    write: false,
  })
  await Promise.all(chunks.outputFiles.map(convert))
  chmodSync(join(folder, 'cli.cjs'), 0o755)
  return [...packagesIn(program), ...packagesIn(chunks)]
}

/** Leaves what is imported later to chunks, and collects their names and sources. */
function importedLater(later: Map<string, string>): Plugin {
  return {
    name: 'imported later',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const source = resolve(resolveDir, path)
        if (kind !== 'dynamic-import' || source === eager) return undefined
        const name = relative(join(root, 'src'), source).replace(/\.ts$/, '').replaceAll(/[\\/]/g, '-')
        later.set(name, source)
        return { path: `./chunks/${name}.cjs`, external: true }
      })
    },
  }
}

async function convert({ path, text }: OutputFile): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, path.endsWith('.cjs') ? await commonJs(text) : text)
}

/**
 * A chunk as CommonJS, which Node loads a tenth faster than modules; esbuild splits modules only. It makes every export a
 * getter, for modules that import each other in a circle; chunks do not. Copied once, a function of another chunk is a
 * property, where a getter was called for every call of it.
 */
async function commonJs(text: string): Promise<string> {
  const options = { format: 'cjs', platform: 'node', target: shared.target, minify: true } as const
  const { code } = await transform(text, { ...options, supported: { 'dynamic-import': false } })
  return code.replaceAll(/\brequire\("\.\/chunk-[\w-]+\.cjs"\)/g, '{...$&}')
}

/** Bundle the library into `folder`, for `import` and for `require`. */
export async function bundleLibrary(folder: string): Promise<Packages> {
  const entryPoints = { index: 'src/index.ts' }
  const result = await build({ ...modules, entryPoints, outdir: folder })
  await build({ ...shared, entryPoints, outdir: folder, format: 'cjs', outExtension: { '.js': '.cjs' } })
  return packagesIn(result)
}

/** Names of the packages whose code is in a bundle: their licences must be told beside it. */
export type Packages = readonly string[]

function packagesIn({ metafile }: { readonly metafile: Metafile }): Packages {
  const inputs = Object.keys(metafile.inputs)
  const names = inputs.map(input => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
  return [...new Set(names.filter(name => name !== undefined))].toSorted()
}
