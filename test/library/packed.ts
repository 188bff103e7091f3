import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildInto } from '../../scripts/build.ts'
import { ended } from '../support/process.ts'

const root = resolve(import.meta.dirname, '../..')

/** A package as `npm pack` makes it from the sources as they are. */
export interface Packed {
  readonly tarball: string
  /** Every path in it, in order. */
  readonly files: readonly string[]
  readonly unpackedSize: number
}

/**
 * Build and pack below `folder`, so that a stale `dist/` of the repository is neither used nor touched. Beside what is
 * published lies what must not be.
 */
export async function packInto(folder: string): Promise<Packed> {
  const stage = join(folder, 'stage')
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const published = files.filter((name: string) => name !== 'dist' && existsSync(join(root, name)))
  for (const name of ['package.json', ...published, 'seaworthy.yaml', 'scripts'])
    cpSync(join(root, name), join(stage, name), { recursive: true })
  mkdirSync(join(stage, 'dist'))
  await buildInto(join(stage, 'dist'))
  const { stdout, stderr, status } = await ended({
    command: 'npm',
    args: ['pack', '--json', '--ignore-scripts'],
    cwd: stage,
  })
  if (status !== 0) throw new Error(stderr)
  const [packed] = JSON.parse(stdout)
  const paths: string[] = packed.files.map((file: { readonly path: string }) => file.path)
  return { tarball: join(stage, packed.filename), files: paths.toSorted(), unpackedSize: packed.unpackedSize }
}

/** Install the tarball into an empty project, without a network: it brings everything along. */
export async function installInto(project: string, { tarball }: Packed): Promise<void> {
  mkdirSync(project, { recursive: true })
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "consumer", "version": "1.0.0", "private": true, "type": "module" }\n',
  )
  const args = ['install', tarball, '--offline', '--no-audit', '--no-fund']
  const { status, stderr } = await ended({ command: 'npm', args, cwd: project, seconds: 180 })
  if (status !== 0) throw new Error(stderr)
}

/** Install a package into a project, or say why that cannot be done here. */
export async function install(project: string, wanted: string): Promise<string | undefined> {
  const args = ['install', wanted, '--save-exact', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1']
  const { status, stderr } = await ended({ command: 'npm', args, cwd: project, seconds: 180 })
  if (status === 0) return undefined
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(stderr)) return 'no registry'
  throw new Error(stderr)
}
