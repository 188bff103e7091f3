import { dirname } from 'node:path'
import { inputPath, type Release } from '../../fleet/release.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { loadSettings } from '../settings.ts'
import { decisiveOptions } from './options.ts'
import { digestOfParts } from './store.ts'

/** The settings of a release, and a digest of the files and options that they were read from. */
export interface ReleaseSettings {
  readonly settings: Settings
  readonly args: Arguments
  readonly digest: string
  /** The files: policy and lock. */
  readonly files: readonly string[]
}

/** Loads the settings of releases, each policy once. */
export function settingsLoader(args: Arguments, io: Io): (release: Release) => Promise<ReleaseSettings> {
  const known = new Map<string, Promise<ReleaseSettings>>()
  return release => {
    const { namespace, policy } = release
    const key = JSON.stringify([policy ?? ['found from', dirname(inputPath(release.input))], namespace])
    const loading = known.get(key) ?? load(release, args, io)
    known.set(key, loading)
    return loading
  }
}

async function load(release: Release, args: Arguments, io: Io): Promise<ReleaseSettings> {
  const read: (string | Uint8Array)[] = []
  const files: string[] = []
  const recording: Io = {
    ...io,
    readFile: async path => {
      const bytes = await io.readFile(path)
      read.push(path, bytes)
      files.push(path)
      return bytes
    },
    stderr: () => undefined,
  }
  const own = ofRelease(args, release)
  const { settings } = await loadSettings(own, recording, [inputPath(release.input)])
  const expiring = settings.exemptions.some(({ expires }) => expires !== undefined) ? [io.today()] : []
  const digest = digestOfParts([...decisiveOptions(args), settings.namespace ?? '', ...read, ...expiring])
  return { settings, args: own, digest, files }
}

/** What the release says wins over what the call says of all. */
function ofRelease(args: Arguments, { namespace, policy }: Release): Arguments {
  const own: Readonly<Record<string, string | undefined>> = { namespace, policy }
  return {
    ...args,
    text: name => own[name] ?? args.text(name),
    has: name => (name === 'quiet' ? true : name === 'verbose' ? false : args.has(name)),
  }
}
