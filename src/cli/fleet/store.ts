import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Plan, planFile, planText } from '../../fleet/plan.ts'
import { type RecordHead, recordHead, recordReport } from '../../fleet/record.ts'
import type { PlainReport } from '../../report/plain-report.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Io } from '../process/io.ts'

/*
 * The output folder of a fleet:
 *
 *     NAME.yaml                    the manifests of a release
 *     report.jsonl                 the report, a release on a line
 *     fleet/releases/NAME.jsonl    what is known of a release: RecordHead, and its report
 *     fleet/shards/2-of-4.json     what a run has to do: Plan
 *
 * No file of it but the manifests ends in what `kubectl apply -f` reads, save plans, which lie deeper. No name begins with
 * a dot, since actions/upload-artifact leaves such files out.
 */

/** Where the manifests of a release lie. */
export function manifestFile(folder: string, name: string): string {
  return withSlashes(join(folder, `${name}.yaml`))
}

/** Where its record lies. */
export function recordFile(folder: string, name: string): string {
  return withSlashes(join(folder, 'fleet', 'releases', `${name}.jsonl`))
}

/** Where the plans of all shards lie. */
export function planFolder(folder: string): string {
  return withSlashes(join(folder, 'fleet', 'shards'))
}

/** Write what a run is about to do. */
export function writePlan(folder: string, plan: Plan, io: Io): Promise<void> {
  return io.writeFile(withSlashes(join(planFolder(folder), planFile(plan.shard))), planText(plan))
}

/** The text of a record; undefined where there is none that can be read. */
export async function readRecord(folder: string, name: string, io: Io): Promise<string | undefined> {
  const file = recordFile(folder, name)
  if ((await io.kindOf(file)) !== 'file') return undefined
  return readUnguarded(file, io)
}

/** The head of a record. */
export async function readHead(folder: string, name: string, io: Io): Promise<RecordHead | undefined> {
  const text = await readRecord(folder, name, io)
  return text === undefined ? undefined : recordHead(text)
}

/** The report of a record that is there. */
export async function readReport(folder: string, name: string, io: Io): Promise<PlainReport> {
  return recordReport(await readUnguarded(recordFile(folder, name), io))
}

/** What we wrote ourselves is no input that must not be written over. */
export async function readUnguarded(file: string, io: Io): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of io.openFile(file)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** SHA-256 of parts, each as long as it says. */
export function digestOfParts(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex')
}

/** The content of a file for a digest; what is not there has none. */
export async function digestOfFile(file: string, io: Io): Promise<string> {
  return digestOfParts([await io.readFile(file)])
}
