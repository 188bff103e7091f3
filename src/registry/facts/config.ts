import { type Json, jsonMap, jsonMapAt, jsonTexts, own, textOfJson } from '../json.ts'
import { ArtifactError, damagedImage, ImageError, registryLimits, unreadImage } from '../limits.ts'
import { refuseOtherCase } from '../sound-json.ts'
import type { Platform } from '../source/platform.ts'

/** What an image's config says of the process that it starts (image-spec, config.md). Env and labels are left out: they may hold secrets. */
export interface ImageConfig {
  readonly platform: Platform
  /** `USER` as it is written; empty where there is none. */
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly workingDir: string
  /** Sorted. */
  readonly volumes: readonly string[]
  /** Folders in which a program without a slash is looked for. */
  readonly path: readonly string[]
}

/** What runc looks in where the image sets no PATH (opencontainers/runtime-spec has none; runc, containerd's oci.WithDefaultPathEnv). */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Folders of PATH that are looked at. */
const mostFolders = 64

const imageTypes: ReadonlySet<string> = new Set([
  '',
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** Read a config of `mediaType`: one that says that it is no image's may hold anything. */
export function readConfig(bytes: Uint8Array, mediaType: string): ImageConfig {
  try {
    return parseConfig(bytes)
  } catch (error) {
    throw error instanceof ImageError && !imageTypes.has(mediaType) ? new ArtifactError(error.message) : error
  }
}

/** Read an image config. */
function parseConfig(bytes: Uint8Array): ImageConfig {
  const image = jsonMap(bytes, 'the image config')
  const config = jsonMapAt(image, 'config')
  const variant = textOfJson(image, 'variant')
  if (textOfJson(image, 'os') === undefined)
    throw new ArtifactError('the config names no system: it is not a container image; correct the reference')
  refuseOtherCase(Object.keys(image), imageFields, 'the image config')
  refuseOtherCase(Object.keys(config ?? {}), Object.keys(configFields), 'the image config')
  for (const [key, { is, type }] of Object.entries(configFields))
    if (!is(own(config, key) ?? null)) throw damagedImage(`${key} of the config is not ${type}`)
  for (const key of ['User', 'Entrypoint', 'Cmd', 'WorkingDir', 'Volumes'])
    if (JSON.stringify(own(config, key) ?? null).length > registryLimits.text)
      throw unreadImage(`${key} of the config has more than ${registryLimits.text} bytes, which is not read`)
  return {
    platform: {
      os: textOfJson(image, 'os') ?? '',
      architecture: textOfJson(image, 'architecture') ?? '',
      ...(variant !== undefined && { variant }),
    },
    user: textOfJson(config, 'User') ?? '',
    entrypoint: jsonTexts(config, 'Entrypoint') ?? [],
    cmd: jsonTexts(config, 'Cmd') ?? [],
    workingDir: textOfJson(config, 'WorkingDir') || '/',
    volumes: Object.keys(jsonMapAt(config, 'Volumes') ?? {}).toSorted(),
    path: pathOf(jsonTexts(config, 'Env') ?? []),
  }
}

const imageFields = ['os', 'architecture', 'variant', 'config', 'rootfs']

const text = { type: 'a text', is: (value: Json) => value === null || typeof value === 'string' }
const texts = {
  type: 'a list of texts',
  is: (value: Json) => value === null || (Array.isArray(value) && value.every(item => typeof item === 'string')),
}
const map = {
  type: 'a map',
  is: (value: Json) => value === null || (typeof value === 'object' && !Array.isArray(value)),
}
/** What nodes refuse to read otherwise (image-spec, specs-go/v1/config.go, by encoding/json). Absent is no answer: it means root. */
const configFields = { User: text, Entrypoint: texts, Cmd: texts, WorkingDir: text, Volumes: map, Env: texts } as const

function pathOf(env: readonly string[]): readonly string[] {
  const found = env.findLast(entry => entry.startsWith('PATH='))
  const folders = (found?.slice('PATH='.length) ?? defaultPath).split(':')
  return folders.filter(folder => folder.startsWith('/')).slice(0, mostFolders)
}
