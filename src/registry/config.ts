import { jsonMap, jsonMapAt, jsonText, jsonTexts } from './json.ts'
import type { Platform } from './platform.ts'

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

/** Read an image config. */
export function parseConfig(bytes: Uint8Array): ImageConfig {
  const image = jsonMap(bytes, 'the image config')
  const config = jsonMapAt(image, 'config')
  const variant = jsonText(image, 'variant')
  return {
    platform: {
      os: jsonText(image, 'os') ?? '',
      architecture: jsonText(image, 'architecture') ?? '',
      ...(variant !== undefined && { variant }),
    },
    user: jsonText(config, 'User') ?? '',
    entrypoint: jsonTexts(config, 'Entrypoint') ?? [],
    cmd: jsonTexts(config, 'Cmd') ?? [],
    workingDir: jsonText(config, 'WorkingDir') || '/',
    volumes: Object.keys(jsonMapAt(config, 'Volumes') ?? {}).toSorted(),
    path: pathOf(jsonTexts(config, 'Env') ?? []),
  }
}

function pathOf(env: readonly string[]): readonly string[] {
  const found = env.findLast(entry => entry.startsWith('PATH='))
  return (found?.slice('PATH='.length) ?? defaultPath).split(':').filter(folder => folder.startsWith('/'))
}
