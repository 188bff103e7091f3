import { isAbsolute, normalize } from 'node:path'
import { InputError } from '../../error.ts'
import { type Fleet, inputPath, type ReleaseInput } from '../../fleet/release.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { FleetJobFile } from '../../run/render/fleet-job-values.ts'
import { everyFile, filesBelow } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { settingsLoader } from './release-settings.ts'

/** What a ConfigMap holds at most (`MaxSecretSize` of k8s.io/api/core/v1). */
const mostBytes = 1024 * 1024

/**
 * Every file that doing the fleet reads, by its path from here: the same paths in the pods make the same report. An empty
 * `.git` says where the search for policies ends, as it does in the repository.
 */
export async function filesOfFleet(fleet: Fleet, args: Arguments, io: Io): Promise<readonly FleetJobFile[]> {
  const paths = new Set<string>([fleet.file])
  const settingsOf = settingsLoader(args, io)
  for (const release of fleet.releases) {
    for (const path of await pathsOf(release.input, io)) paths.add(path)
    for (const path of (await settingsOf(release)).files) paths.add(path)
  }
  const files: FleetJobFile[] = []
  let bytes = 0
  for (const path of paths) {
    const content = await io.readFile(path)
    bytes += content.length
    files.push(fileOf(pathInPod(path), content))
  }
  if (bytes > mostBytes) throw tooLarge(bytes)
  return files.some(({ path }) => path === '.git') ? files : [...files, { path: '.git', text: '' }]
}

async function pathsOf(input: ReleaseInput, io: Io): Promise<readonly string[]> {
  if (input.kind === 'stream') return [input.stream]
  if (input.kind !== 'chart')
    throw new InputError(
      'USAGE',
      `fleet job: ${visible(inputPath(input))}: a ConfigMap brings charts and streams only; use --fleet-claim or --git`,
    )
  const { chart, values } = input
  if ((await io.kindOf(chart)) !== 'folder') return [chart, ...values]
  return [...(await filesBelow(chart, everyFile, io)).files.map(({ path }) => path), ...values]
}

function pathInPod(path: string): string {
  const plain = withSlashes(normalize(path))
  if (!isAbsolute(path) && !plain.startsWith('../')) return plain
  throw new InputError(
    'USAGE',
    `fleet job: ${visible(path)} lies outside of this folder, and a ConfigMap brings the files of this folder only; call it from further up, or use --fleet-claim or --git`,
  )
}

function fileOf(path: string, content: Uint8Array): FleetJobFile {
  const bytes = Buffer.from(content)
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? { path, text } : { path, base64: bytes.toString('base64') }
}

function tooLarge(bytes: number): InputError {
  const megabytes = (bytes / 1024 / 1024).toFixed(1)
  return new InputError(
    'USAGE',
    `fleet job: the files of the fleet are ${megabytes} MiB, and a ConfigMap holds 1 MiB; use --fleet-claim CLAIM or --git URL`,
  )
}
