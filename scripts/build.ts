/** Bundle the command line and the library into `dist/`, with types. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { bundleCommandLine, bundleLibrary } from './bundle.ts'

const dist = resolve('dist')
rmSync(dist, { recursive: true, force: true })
await bundleCommandLine(dist)
await bundleLibrary(dist)
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
// The same declarations serve `require`: they import types only, and client-node's types resolve from both.
writeFileSync('dist/types/index.d.cts', "export * from './index.js'\n")
