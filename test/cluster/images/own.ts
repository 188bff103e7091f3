import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import manifest from '../../../package.json' with { type: 'json' }
import { writeExecutable } from '../../../scripts/executable.ts'
import { writeImage } from '../../../scripts/image.ts'
import { installedPackage } from '../../support/built.ts'
import { ended } from '../../support/process.ts'

const repository = 'registry.example.com/seaworthy'

/** The image of this program, as the node has it. */
export const ownImage = `${repository}:${manifest.version}`

/** Make the image of this program and put it on the node. It says where its layout lies in the folder. */
export async function importOwnImage({
  node24,
  cluster,
  folder,
}: {
  readonly node24: string
  readonly cluster: string
  readonly folder: string
}): Promise<string> {
  const [program, layout, archive] = [join(folder, 'program'), join(folder, 'layout'), join(folder, 'image.tar')]
  writeExecutable(join(await installedPackage(), 'dist'), node24, program)
  writeImage(program, layout)
  const socket = join(cluster, 'containerd.sock')
  const steps = [
    ['tar', '-C', layout, '-cf', archive, '.'],
    ['ctr', '-a', socket, '-n', 'k8s.io', 'images', 'import', '--base-name', repository, archive],
  ]
  for (const [command = '', ...args] of steps) {
    const got = await ended({ command, args })
    assert.is(got.status, 0, got.stderr)
  }
  for (const path of [program, archive]) rmSync(path)
  return layout
}
