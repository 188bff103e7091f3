import { bytesOf, type Descriptor, verified } from '../digest.ts'
import { counting, decompressed } from '../layer/decompress.ts'
import { type ImageFile, type Layer, readFiles, textOf } from '../layer/image-files.ts'
import type { TarEntry } from '../layer/tar.ts'
import { gibibytes, ImageError, registryLimits, unreadImage } from '../limits.ts'
import type { ImageManifest } from '../source/manifest.ts'
import { formatPlatform, type Platform, runsOn } from '../source/platform.ts'
import { type ImageConfig, readConfig } from './config.ts'
import { type EntrypointFacts, entrypointFacts, isScript, type Started, startedBy } from './entrypoint.ts'
import { fileCapabilities } from './file-capabilities.ts'
import { type ImageUser, imageUser, userOf } from './image-user.ts'

/**
 * Owner and mode of a directory of the image, `{ owner: "999:1000", mode: "0755" }`, or that it has none there. What is
 * behind a link that cannot be followed is unknown, and is told, so that nobody looks for it again.
 */
export type PathFacts = { readonly owner: string; readonly mode: string } | 'absent' | 'unknown'

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
  /** Capabilities by path of what starts: programs in front, the one behind them, and what that is handed if it is a script. */
  readonly fileCapabilities: Readonly<Record<string, readonly string[]>> | 'unknown'
  /** Whether the entrypoint has a setuid bit, or its script calls such a program; else unknown where it is no script. */
  readonly setuid: EntrypointFacts['setuid']
  /** Every file with a setuid bit, a setgid bit or capabilities, those that an upper layer replaces included. */
  readonly privilegedFiles: readonly string[]
  /** Of chown and the programs that switch the user, those that the script calls. */
  readonly calls: readonly string[]
  /** Whom the script becomes, where every switch names the same user and the image knows it. */
  readonly switchesTo?: { readonly uid: number; readonly gid: number }
  /** The image's own directory at its volumes and at each path that was asked for. */
  readonly paths: Readonly<Record<string, PathFacts>>
}

/** Where the blobs of an image come from: a registry, a layout, an archive. */
export type OpenBlob = (blob: Descriptor) => AsyncIterable<Uint8Array>

/** What is asked of an image. */
export interface ImageQuestion {
  readonly platform: Platform
  /** Absolute paths that the manifests mount; those of the image's volumes are always looked at. */
  readonly paths: readonly string[]
}

/** Read an image: its config, and of its layers what decides. Throws `ImageError` for one that is not what it says. */
export async function readImage(
  manifest: ImageManifest,
  open: OpenBlob,
  question: ImageQuestion,
): Promise<PlatformFacts> {
  const bytes = await bytesOf(
    verified(open(manifest.config), manifest.config),
    'the image config',
    registryLimits.config,
  )
  const config = readConfig(bytes, manifest.config.mediaType)
  if (!runsOn(config.platform, question.platform))
    throw new ImageError(
      `the image is for ${formatPlatform(config.platform)}, not for ${formatPlatform(question.platform)}; name what it is for with --platform`,
    )
  const started = startedBy([...config.entrypoint, ...config.cmd], config)
  const handed = startedBy(started.args, config)
  const mounted = [...new Set([...config.volumes, ...question.paths])].toSorted()
  const wanted = [...always, ...shells, ...started.programs.flat(), ...handed.programs.flat(), ...mounted]
  const read = await readFiles(layersOf(manifest, open), wanted)
  return factsOf({ digest: manifest.config.digest, config, ...read, started, handed, mounted })
}

const passwd = 'etc/passwd'
const group = 'etc/group'
const always = [passwd, group]
/** `sh` is mostly a link: what it may lead to is looked for at once, which saves passes over the layers. */
const shells = ['/bin/sh', '/usr/bin/sh', '/bin/busybox', '/bin/dash', '/bin/bash', '/usr/bin/dash', '/usr/bin/bash']

function layersOf({ layers }: ImageManifest, open: OpenBlob): readonly Layer[] {
  if (layers.length > registryLimits.layers)
    throw unreadImage(`the image has ${layers.length} layers, of which at most ${registryLimits.layers} are read`)
  let total = 0
  const count = (length: number) => {
    total += length
    if (total > registryLimits.image)
      throw unreadImage(`the layers expand to more than ${gibibytes(registryLimits.image)}, which is not read`)
  }
  return layers.map(layer => ({
    open: () => {
      if (layer.urls.length > 0)
        throw unreadImage(`layer ${layer.digest} lies outside the registry, where it is not read`)
      return counting(decompressed(verified(open(layer), layer)), count)
    },
  }))
}

interface Read {
  readonly digest: string
  readonly config: ImageConfig
  readonly files: ReadonlyMap<string, ImageFile>
  readonly privileged: readonly string[]
  readonly started: Started
  /** What that hands on, where it is a script. */
  readonly handed: Started
  readonly mounted: readonly string[]
}

function factsOf({ digest, config, files, privileged, started, handed, mounted }: Read): PlatformFacts {
  const programs = programsAt(started, files)
  const carriers = isScript(programs.at(-1)) ? [...programs, ...programsAt(handed, files)] : programs
  const [users, groups] = [textOf(files.get(passwd)), textOf(files.get(group))]
  const { switchesTo, ...script } = entrypointFacts([...config.entrypoint, ...config.cmd], started, programs)
  const target = switchesTo === undefined ? undefined : userOf(switchesTo, users, groups)
  return {
    config: digest,
    user: imageUser(config.user, users, groups),
    entrypoint: config.entrypoint,
    cmd: config.cmd,
    workingDir: config.workingDir,
    volumes: config.volumes,
    shell: shellOf(files),
    fileCapabilities: capabilitiesOf(carriers),
    ...script,
    privilegedFiles: privileged,
    ...(target !== undefined && 'uid' in target && { switchesTo: { uid: target.uid, gid: target.gid } }),
    paths: Object.fromEntries(mounted.map(path => [path, directory(path, files.get(path))])),
  }
}

function shellOf(files: ReadonlyMap<string, ImageFile>): PlatformFacts['shell'] {
  const found = [files.get('/bin/sh'), files.get('/usr/bin/sh')]
  if (found.some(file => file?.state === 'found' && file.entry.type === 'file')) return 'present'
  return found.some(file => file?.state === 'unknown') ? 'unknown' : 'absent'
}

/** Of each program the first place where it is, or nobody can tell. */
function programsAt({ programs }: Started, files: ReadonlyMap<string, ImageFile>): readonly (ImageFile | undefined)[] {
  return programs.map(places =>
    places.map(place => files.get(place)).find(file => file !== undefined && file.state !== 'absent'),
  )
}

/** What a program that was not found carries is unknown, and not nothing; so is what cannot be decoded. */
function capabilitiesOf(programs: readonly (ImageFile | undefined)[]): PlatformFacts['fileCapabilities'] {
  const carried: [string, readonly string[]][] = []
  for (const program of programs) {
    if (program?.state !== 'found' || program.entry.type !== 'file') return 'unknown'
    const { capability } = program.entry
    const names = capability === undefined ? [] : fileCapabilities(capability)?.names
    if (names === undefined) return 'unknown'
    if (names.length > 0) carried.push([`/${program.path}`, names])
  }
  return Object.fromEntries(carried)
}

/** An image always has a root: of one that no layer tells of, runtimes make a directory that is root's (containerd, CRI-O). */
const untoldRoot: PathFacts = { owner: '0:0', mode: '0755' }

function directory(path: string, file: ImageFile | undefined): PathFacts {
  if (file === undefined || file.state === 'unknown') return 'unknown'
  if (file.state === 'absent') return path === '/' ? untoldRoot : 'absent'
  return file.entry.type === 'directory' ? pathFacts(file.entry) : 'absent'
}

function pathFacts({ uid, gid, mode }: TarEntry): PathFacts {
  return { owner: `${uid}:${gid}`, mode: mode.toString(8).padStart(4, '0') }
}
