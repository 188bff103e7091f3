/**
 * Bundle the command line and the library into `dist/`, with types. The command line is split into chunks, so that a
 * `helm template` pays for post-render and nothing else.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const shared: BuildOptions = {
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
    yaml: fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url)),
  },
}

rmSync('dist', { recursive: true, force: true })
await build({
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
})
await build({ ...shared, entryPoints: { index: 'src/index.ts' }, outdir: 'dist', format: 'esm', splitting: true, chunkNames: 'chunks/[name]-[hash]' })
await build({ ...shared, entryPoints: { index: 'src/index.ts' }, outdir: 'dist', format: 'cjs', outExtension: { '.js': '.cjs' } })
chmodSync('dist/cli.js', 0o755)
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
// The same declarations serve `require`: they import types only, and client-node's types resolve from both.
writeFileSync('dist/types/index.d.cts', "export * from './index.js'\n")
