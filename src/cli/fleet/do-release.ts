import { InputError } from '../../error.ts'
import { failedReport, type RecordHead, type ReleaseRow, recordText, rowOf } from '../../fleet/record.ts'
import type { Release } from '../../fleet/release.ts'
import type { PlainReport } from '../../report/plain-report.ts'
import { hardenTexts } from '../../run/harden/harden-texts.ts'
import type { SourceText } from '../../run/source.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { refuseLinkOut } from '../files/folder.ts'
import type { Arguments } from '../options/arguments.ts'
import type { Io } from '../process/io.ts'
import { goldenFindings, goldenInputs, goldenOf } from './release-golden.ts'
import { settingsLoader } from './release-settings.ts'
import { type ReleaseSource, releaseSource } from './release-source.ts'
import { digestOfParts, manifestFile, readHead, readUnguarded, recordFile } from './store.ts'

/** Where releases go. */
export interface Destination {
  /** Holds the records, and the manifests where they are wanted. */
  readonly folder: string
  readonly manifests: 'written' | 'not-written'
  /** Of this program. */
  readonly version: string
}

/** A release that was tried, or that was done already with equal inputs. */
export interface DoneRelease {
  readonly row: ReleaseRow
  /** What its record says that it was made from. */
  readonly inputs: string
  readonly unchanged: boolean
}

/** Does releases one after the other; what several of them share is read once. */
export function releaseWorker(
  args: Arguments,
  destination: Destination,
  io: Io,
): (release: Release) => Promise<DoneRelease> {
  const settingsOf = settingsLoader(args, io)
  const sourceOf = releaseSource(io)
  return async release => {
    try {
      const { settings, args: own, digest } = await settingsOf(release)
      const source = await sourceOf(release, own, settings)
      const golden = await goldenOf(release, args, io)
      const inputs = digestOfParts([destination.version, digest, ...source.inputs, ...goldenInputs(golden)])
      const known = await stillThere(release, inputs, destination, io)
      if (known !== undefined) return { row: known.row, inputs, unchanged: true }
      const texts = await source.read()
      const result = hardenTexts(texts, settings)
      const text = joined(result.texts)
      const again = () => hardenedAgain(source, texts, settings)
      const findings = [...result.remaining(), ...(await goldenFindings(golden, release, { text, again }, io))]
      const report = { ...result.report(), findings }
      const head = { row: rowOf(release.name, 'hardened', report), inputs, output: digestOfParts([text]) }
      await write(release, { head, report, text }, destination, io)
      return { row: head.row, inputs, unchanged: false }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return writeFailure(release, error.message, destination, io)
    }
  }
}

/** Made once more; undefined where that comes to the same as the first time. */
async function hardenedAgain(
  { again }: ReleaseSource,
  first: readonly SourceText[],
  settings: Settings,
): Promise<string | undefined> {
  const texts = await again?.()
  if (texts === undefined || joined(texts) === joined(first)) return undefined
  return joined(hardenTexts(texts, settings).texts)
}

/** One stream of several texts, each of which begins a document. */
function joined(texts: readonly SourceText[]): string {
  if (texts.length <= 1) return texts[0]?.text ?? ''
  return texts
    .map(({ text }) => `${text.startsWith('---') ? '' : '---\n'}${text}${/(^|\n)$/.test(text) ? '' : '\n'}`)
    .join('')
}

/** The record of a release that was done with these inputs, and whose manifests lie there as they were written. */
async function stillThere(
  { name }: Release,
  inputs: string,
  { folder, manifests }: Destination,
  io: Io,
): Promise<RecordHead | undefined> {
  const head = await readHead(folder, name, io)
  if (head === undefined || head.inputs !== inputs || head.row.state === 'failed') return undefined
  if (manifests === 'not-written') return head
  const file = manifestFile(folder, name)
  if ((await io.kindOf(file)) !== 'file') return undefined
  return digestOfParts([await readUnguarded(file, io)]) === head.output ? head : undefined
}

interface Made {
  readonly head: RecordHead
  readonly report: PlainReport
  readonly text: string
}

/** The record last: where it is, the manifests are too. */
async function write({ name }: Release, { head, report, text }: Made, destination: Destination, io: Io): Promise<void> {
  const { folder, manifests } = destination
  if (manifests === 'written') await writeInto(folder, manifestFile(folder, name), text, io)
  await writeInto(folder, recordFile(folder, name), recordText(head, report), io)
}

async function writeInto(folder: string, file: string, text: string, io: Io): Promise<void> {
  await refuseLinkOut(file, folder, io)
  await io.writeFile(file, text)
}

/** Of a release that failed: what it would have been made from may not even be there. */
const noInputs = ''

/** Record that a release failed. It is tried again by the next run, whatever its inputs are. */
export async function writeFailure(
  { name, place: { file, position } }: Release,
  message: string,
  { folder }: Destination,
  io: Io,
): Promise<DoneRelease> {
  const detail = message.trim().replaceAll(/\s*\n\s*/g, ' ')
  const report = failedReport({
    code: 'release-failed',
    release: name,
    detail,
    severity: 'error',
    place: { file, index: 0, position },
  })
  const row = rowOf(name, 'failed', report)
  await writeInto(folder, recordFile(folder, name), recordText({ row, inputs: noInputs }, report), io)
  return { row, inputs: noInputs, unchanged: false }
}
