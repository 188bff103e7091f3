import { chmodSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const root = resolve(import.meta.dirname, '..')

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  minify: true,
  keepNames: false,
  legalComments: 'linked',
  logLevel: 'warning',
  // The build of Handlebars without its hook into `require`, which reads files.
  alias: {
    handlebars: 'handlebars/dist/cjs/handlebars.js',
    // Its Node build is CommonJS and asks for `process`; this one is the same code as modules.
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
  },
}

const modules: BuildOptions = { ...shared, format: 'esm', splitting: true, chunkNames: 'chunks/[name]-[hash]' }

/** Bundle the command line into `folder`, in chunks, so that a `helm template` pays for post-render and nothing else. */
export async function bundleCommandLine(folder: string): Promise<void> {
  await build({ ...modules, entryPoints: { cli: 'src/cli/main.ts' }, outdir: folder })
  chmodSync(join(folder, 'cli.js'), 0o755)
}

/** Bundle the library into `folder`, for `import` and for `require`. */
export async function bundleLibrary(folder: string): Promise<void> {
  const entryPoints = { index: 'src/index.ts' }
  await build({ ...modules, entryPoints, outdir: folder })
  await build({ ...shared, entryPoints, outdir: folder, format: 'cjs', outExtension: { '.js': '.cjs' } })
}
