import { bytesOf, type Descriptor, verified } from './digest.ts'
import { type ImageConfig, parseConfig } from './config.ts'
import { counting, decompressed } from './decompress.ts'
import { type EntrypointFacts, entrypointFacts, programPaths } from './entrypoint.ts'
import { fileCapabilities } from './file-capabilities.ts'
import { type ImageFile, type Layer, readFiles, textOf } from './image-files.ts'
import { type ImageUser, imageUser } from './image-user.ts'
import { ImageError, limits } from './limits.ts'
import type { ImageManifest } from './manifest.ts'
import { formatPlatform, type Platform, runsOn } from './platform.ts'
import type { TarEntry } from './tar.ts'

/** Owner and mode of a directory of the image, `{ owner: "999:1000", mode: "0755" }`, or that it has none there. */
export type PathFacts = { readonly owner: string; readonly mode: string } | 'absent'

/** What an image runs as on one platform, and what its files say of it. */
export interface PlatformFacts {
  /** Digest of the image config. */
  readonly config: string
  readonly user: ImageUser
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly workingDir: string
  readonly volumes: readonly string[]
  readonly shell: 'present' | 'absent' | 'unknown'
  /** Capabilities of the entrypoint's program by its path. */
  readonly fileCapabilities: Readonly<Record<string, readonly string[]>>
  /** Whether the entrypoint's script calls a program that works by its setuid bit; unknown where it is no script. */
  readonly setuid: EntrypointFacts['setuid']
  /** Of chown and the programs that switch the user, those that the script calls. */
  readonly calls: readonly string[]
  /** Whom the script becomes, where every switch names the same user and the image knows it. */
  readonly switchesTo?: { readonly uid: number; readonly gid: number }
  /** The image's own directory at its volumes and at each path that was asked for. One behind a link that cannot be followed is left out. */
  readonly paths: Readonly<Record<string, PathFacts>>
}

/** Where the blobs of an image come from: a registry, a layout, an archive. */
export type OpenBlob = (blob: Descriptor) => AsyncIterable<Uint8Array>

/** What is asked of an image. */
export interface Question {
  readonly platform: Platform
  /** Absolute paths that the manifests mount; those of the image's volumes are always looked at. */
  readonly paths: readonly string[]
}

/** Read an image: its config, and of its layers what decides. Throws `ImageError` for one that is not what it says. */
export async function readImage(manifest: ImageManifest, open: OpenBlob, question: Question): Promise<PlatformFacts> {
  const config = parseConfig(await bytesOf(verified(open(manifest.config), manifest.config), limits.config))
  if (!runsOn(config.platform, question.platform))
    throw new ImageError(
      `the image is for ${formatPlatform(config.platform)}, not for ${formatPlatform(question.platform)}`,
    )
  const programs = programPaths(config)
  const mounted = [...new Set([...config.volumes, ...question.paths])].toSorted()
  const files = await readFiles(layersOf(manifest, open), [...always, ...shells, ...programs, ...mounted])
  return factsOf({ digest: manifest.config.digest, config, files, programs, mounted })
}

const passwd = 'etc/passwd'
const group = 'etc/group'
const always = [passwd, group]
/** `sh` is mostly a link: what it may lead to is looked for at once, which saves passes over the layers. */
const shells = ['/bin/sh', '/usr/bin/sh', '/bin/busybox', '/bin/dash', '/bin/bash', '/usr/bin/dash', '/usr/bin/bash']

function layersOf({ layers }: ImageManifest, open: OpenBlob): readonly Layer[] {
  if (layers.length > limits.layers)
    throw new ImageError(`the image has ${layers.length} layers, more than ${limits.layers}`)
  let total = 0
  const count = (length: number) => {
    total += length
    if (total > limits.image) throw new ImageError(`the layers expand to more than ${limits.image} bytes`)
  }
  return layers.map(layer => ({
    open: () => {
      if (layer.urls.length > 0) throw new ImageError(`layer ${layer.digest} lies outside the registry`)
      return counting(decompressed(verified(open(layer), layer)), count)
    },
  }))
}

interface Read {
  readonly digest: string
  readonly config: ImageConfig
  readonly files: ReadonlyMap<string, ImageFile>
  readonly programs: readonly string[]
  readonly mounted: readonly string[]
}

function factsOf({ digest, config, files, programs, mounted }: Read): PlatformFacts {
  const program = programs.map(path => files.get(path)).find(file => file !== undefined && file.state !== 'absent')
  const resolve = (user: string) => imageUser(user, textOf(files.get(passwd)), textOf(files.get(group)))
  const { switchesTo, ...script } = entrypointFacts(program)
  const target = switchesTo === undefined ? undefined : resolve(switchesTo)
  return {
    config: digest,
    user: resolve(config.user),
    entrypoint: config.entrypoint,
    cmd: config.cmd,
    workingDir: config.workingDir,
    volumes: config.volumes,
    shell: shellOf(files),
    fileCapabilities: capabilitiesOf(program),
    ...script,
    ...(target !== undefined && 'uid' in target && { switchesTo: { uid: target.uid, gid: target.gid } }),
    paths: Object.fromEntries(mounted.flatMap(path => directory(path, files.get(path)))),
  }
}

function shellOf(files: ReadonlyMap<string, ImageFile>): PlatformFacts['shell'] {
  const found = [files.get('/bin/sh'), files.get('/usr/bin/sh')]
  if (found.some(file => file?.state === 'found' && file.entry.type === 'file')) return 'present'
  return found.some(file => file?.state === 'unknown') ? 'unknown' : 'absent'
}

function capabilitiesOf(program: ImageFile | undefined): PlatformFacts['fileCapabilities'] {
  if (program?.state !== 'found' || program.entry.capability === undefined) return {}
  return { [`/${program.path}`]: fileCapabilities(program.entry.capability)?.names ?? [] }
}

function directory(path: string, file: ImageFile | undefined): readonly (readonly [string, PathFacts])[] {
  if (file === undefined || file.state === 'unknown') return []
  const isDirectory = file.state === 'found' && file.entry.type === 'directory'
  return [[path, isDirectory ? pathFacts(file.entry) : 'absent']]
}

function pathFacts({ uid, gid, mode }: TarEntry): PathFacts {
  return { owner: `${uid}:${gid}`, mode: mode.toString(8).padStart(4, '0') }
}
