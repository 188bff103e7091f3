import { chmodSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'

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

/** Bundle the command line into `folder`, in chunks, so that a `helm template` pays for post-render and nothing else. */
export async function bundleCommandLine(folder: string): Promise<Packages> {
  const result = await build({ ...modules, entryPoints: { cli: 'src/cli/main.ts' }, outdir: folder })
  chmodSync(join(folder, 'cli.js'), 0o755)
  return packagesIn(result)
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
