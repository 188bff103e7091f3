/**
 * The container image, made without a daemon: `npm run image` writes the OCI layout `release/image`, which
 * `skopeo copy oci:release/image:VERSION docker://…` pushes. It holds the single executable and, of Debian's packages,
 * the libraries that it is linked with; no shell, and a numeric user, so that a restricted namespace admits it.
 * `npx tsx scripts/image.ts --files DIR` writes these files alone, for the Dockerfile.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import manifest from '../package.json' with { type: 'json' }
import { tarOf, zipped } from './archive.ts'
import { bundleInto } from './bundle.ts'
import { writeExecutable } from './executable.ts'
import { billOfMaterials, type DebianPackage } from './sbom.ts'
import { tool, toolVersion } from './tools.ts'

const root = resolve(import.meta.dirname, '..')

/**
 * What Node is linked with (`ldd`). There is no base image whose digest could be pinned: apt verifies what it fetches by
 * Debian's keys, and takes the latest fixes, which `image.cdx.json` names by version.
 */
const libraries = ['libc6', 'libgcc-s1', 'libstdc++6']

/** A user that no other image has a name for; distroless images call it nonroot. */
const user = '65532:65532'

/** Write an OCI layout that holds the image, for Linux on x64. It says which packages of Debian went into it. */
export function writeImage(executable: string, layout: string): readonly DebianPackage[] {
  const work = mkdtempSync(join(tmpdir(), 'seaworthy-image-'))
  try {
    mkdirSync(join(layout, 'blobs/sha256'), { recursive: true })
    const libraries = librariesIn(work)
    const layers = [libraries.folder, programIn(work, executable)].map(folder => {
      const tar = tarOf(folder)
      return { diff: digestOf(tar), blob: blobIn(layout, mediaTypes.layer, zipped(tar)) }
    })
    const config = blobIn(layout, mediaTypes.config, json(configOf(layers.map(({ diff }) => diff))))
    const image = { schemaVersion: 2, mediaType: mediaTypes.image, config, layers: layers.map(({ blob }) => blob) }
    const entry = blobIn(layout, mediaTypes.image, json({ ...image, annotations: labels }))
    const name = { 'org.opencontainers.image.ref.name': manifest.version }
    writeFileSync(join(layout, 'index.json'), json({ schemaVersion: 2, manifests: [{ ...entry, annotations: name }] }))
    writeFileSync(join(layout, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
    return libraries.packages
  } finally {
    rmSync(work, { recursive: true })
  }
}

const mediaTypes = {
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  config: 'application/vnd.oci.image.config.v1+json',
  image: 'application/vnd.oci.image.manifest.v1+json',
} as const

const labels = {
  'org.opencontainers.image.title': manifest.name,
  'org.opencontainers.image.description': manifest.description,
  'org.opencontainers.image.version': manifest.version,
  'org.opencontainers.image.licenses': manifest.license,
} as const

/** How a container of the image starts. The Dockerfile says it once more. */
export const imageConfig = {
  User: user,
  // Its file system is read-only where it is run as it should be.
  Env: ['PATH=/usr/local/bin', 'NODE_DISABLE_COMPILE_CACHE=1'],
  Entrypoint: ['/usr/local/bin/seaworthy'],
  WorkingDir: '/work',
  Labels: labels,
} as const

function configOf(layers: readonly string[]): object {
  return { architecture: 'amd64', os: 'linux', config: imageConfig, rootfs: { type: 'layers', diff_ids: layers } }
}

/** Write the files of the image into a folder. */
function writeFiles(executable: string, folder: string): void {
  const work = mkdtempSync(join(tmpdir(), 'seaworthy-image-'))
  for (const part of [librariesIn(work).folder, programIn(work, executable)])
    cpSync(part, folder, { recursive: true, verbatimSymlinks: true })
  // A copy is made under the umask of who makes it.
  chmodSync(join(folder, 'tmp'), 0o1777)
  rmSync(work, { recursive: true })
}

/** The libraries and their copyright notices, as Debian's packages have them. */
function librariesIn(work: string): { readonly folder: string; readonly packages: readonly DebianPackage[] } {
  const [fetched, whole, folder] = ['fetched', 'whole', 'libraries'].map(name => join(work, name))
  if (fetched === undefined || whole === undefined || folder === undefined) throw new Error('three folders were named')
  mkdirSync(fetched)
  execFileSync('apt-get', ['download', '-qq', ...libraries], { cwd: fetched, stdio: 'pipe' })
  const files = readdirSync(fetched).map(file => join(fetched, file))
  for (const file of files) execFileSync('dpkg-deb', ['-x', file, whole])
  for (const part of ['lib', 'lib64', 'usr/lib/x86_64-linux-gnu', 'usr/share/doc'])
    cpSync(join(whole, part), join(folder, part), { recursive: true, verbatimSymlinks: true, filter: isNeeded })
  return { folder, packages: files.map(packageIn).toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}

function packageIn(file: string): DebianPackage {
  const field = (name: string) => execFileSync('dpkg-deb', ['-f', file, name], { encoding: 'utf8' }).trim()
  return { name: field('Package'), version: field('Version'), architecture: field('Architecture') }
}

/** Not the converters of glibc, which Node does without. */
function isNeeded(path: string): boolean {
  return !/\/(?:gconv|audit)(?:\/|$)/.test(path)
}

function programIn(work: string, executable: string): string {
  const folder = join(work, 'program')
  for (const path of ['usr/local/bin', 'work', 'tmp', 'etc']) mkdirSync(join(folder, path), { recursive: true })
  copyFileSync(executable, join(folder, 'usr/local/bin/seaworthy'))
  chmodSync(join(folder, 'usr/local/bin/seaworthy'), 0o755)
  chmodSync(join(folder, 'tmp'), 0o1777)
  writeFileSync(join(folder, 'etc/passwd'), 'nonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n')
  writeFileSync(join(folder, 'etc/group'), 'nonroot:x:65532:\n')
  return folder
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

function blobIn(layout: string, mediaType: string, bytes: Buffer): Descriptor {
  const digest = digestOf(bytes)
  writeFileSync(join(layout, 'blobs', digest.replace(':', '/')), bytes)
  return { mediaType, digest, size: bytes.length }
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value))
}

async function main(files: string | undefined): Promise<void> {
  const node = await tool('node24')
  if (node === undefined) throw new Error('found no Node 24 for Linux on x64')
  const work = mkdtempSync(join(tmpdir(), 'seaworthy-dist-'))
  const packages = await bundleInto(join(work, 'dist'))
  const executable = join(work, 'seaworthy')
  writeExecutable(join(work, 'dist'), node, executable)
  if (files === undefined) release(executable, packages)
  else writeFiles(executable, files)
  rmSync(work, { recursive: true })
}

/** The layout that is released, and what is in it. */
function release(executable: string, packages: readonly string[]): void {
  const layout = join(root, 'release/image')
  rmSync(layout, { recursive: true, force: true })
  const debian = writeImage(executable, layout)
  writeFileSync(`${layout}.cdx.json`, billOfMaterials(packages, { node: toolVersion('node24'), debian }))
  process.stdout.write(`${layout}:${manifest.version}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { files: { type: 'string' } } })
  await main(values.files)
}
