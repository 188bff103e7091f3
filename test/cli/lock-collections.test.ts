import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation } from '../table.ts'

/** Each has a layer of 5 MB, which is downloaded and expanded in pieces that are let go at once. */
const images = 40

situation('V8 does not look through all that lives for each layer', () =>
  withFolder({}, async folder => {
    const registry = spawn(process.execPath, [
      '--import',
      'tsx',
      resolve(import.meta.dirname, '../../bench/registry.ts'),
    ])
    try {
      const port = String(await once(registry.stdout, 'data')).trim()
      const containers = Array.from({ length: images }, (_, index) => ({
        name: `c${index}`,
        image: `127.0.0.1:${port}/a${index}:v1`,
      }))
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } }
      const args = ['--trace-gc', join(await installedPackage(), 'dist/cli.cjs'), 'lock']
      const { status, stdout } = await ended({
        command: process.execPath,
        args,
        cwd: folder,
        input: JSON.stringify(pod),
      })
      assert.is(status, 0)
      const full = stdout.match(/Mark-Compact/g)?.length ?? 0
      assert.ok(full < images / 4, `${full} full collections for ${images} images`)
    } finally {
      registry.kill()
    }
  }),
)
