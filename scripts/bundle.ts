import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type OutputFile, transform } from 'esbuild'

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

const modules = {
  ...shared,
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
} as const satisfies BuildOptions

/**
 * Bundle the command line into `folder`, in chunks, so that a `helm template` pays for post-render and nothing else. The
 * chunks are CommonJS, which Node loads a tenth faster than modules; esbuild splits only modules, so each is converted.
 */
export async function bundleCommandLine(folder: string): Promise<Packages> {
  const result = await build({
    ...modules,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    write: false,
  })
  await Promise.all(result.outputFiles.map(convert))
  chmodSync(join(folder, 'cli.cjs'), 0o755)
  return packagesIn(result)
}

async function convert({ path, text }: OutputFile): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, path.endsWith('.cjs') ? await commonJs(text) : text)
}

/**
 * esbuild makes every export a getter, for modules that import each other in a circle; chunks do not. Copied once, a
 * function of another chunk is a property, where a getter was called for every call of it.
 */
async function commonJs(text: string): Promise<string> {
  const options = { format: 'cjs', platform: 'node', target: shared.target, minify: true } as const
  // A native `import()` would start the module loader that this is to spare.
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
