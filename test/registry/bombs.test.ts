import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { table } from '../table.ts'
import { bombs } from './bombs.ts'
import { imageOf } from './image-of.ts'
import { tarOf } from './tar-of.ts'

/** Loaded before the program: prints the most memory that it took, in kB. */
const measure = `process.once('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))`
const pod = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'bomb.test/a:1' }] },
})
/** What a bomb may take more than an ordinary layer, in kB, so that both stay below 150 MB: each expands to 400 MB. What Node itself takes differs by machine. */
const room = 88_000
let ordinary: ReturnType<typeof lockOf> | undefined

table('a layer that is a bomb', bombs, async ({ layer, want }) => {
  ordinary ??= lockOf(gzipSync(tarOf([{ path: 'etc/passwd', content: 'app:x:7:7::/:/bin/sh' }])))
  const { peak: usual } = await ordinary
  const { sentence, peak } = await lockOf(layer())
  assert.match(sentence, want)
  assert.ok(peak - usual < room, `took ${peak} kB, an ordinary layer ${usual} kB`)
})

/** What lock says of an image of this one layer, and the most memory that it took, in kB. */
function lockOf(layer: Buffer): Promise<{ readonly sentence: string; readonly peak: number }> {
  return withFolder({ 'measure.cjs': measure, 'pod.yaml': pod }, async folder => {
    layoutOf(join(folder, 'layout'), layer)
    const program = join(await installedPackage(), 'dist/cli.cjs')
    const args = ['lock', '--from-oci-layout', `bomb.test/a:1=${join(folder, 'layout')}`, 'pod.yaml']
    const preload = ['--require', join(folder, 'measure.cjs')]
    const { stderr } = await ended({ command: process.execPath, args: [...preload, program, ...args], cwd: folder })
    const [, sentence = '', peak] = /^(.*?)peak (\d+)\n$/s.exec(stderr) ?? []
    assert.ok(peak !== undefined, stderr)
    return { sentence: sentence.trim(), peak: Number(peak) }
  })
}

function layoutOf(folder: string, layer: Buffer): void {
  const { blobs, root } = imageOf({ config: { User: 'app', Entrypoint: ['/entry.sh'] }, layers: [layer] })
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true })
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [root] }))
  for (const [digest, bytes] of blobs) writeFileSync(join(folder, 'blobs', digest.replace(':', '/')), bytes)
}
