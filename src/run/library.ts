import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import type { Policy } from '../policy/policy-of.ts'
import type { Report } from '../report/report.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import type { Finding } from '../workload/finding/finding.ts'
import type { Level } from '../workload/settings/level.ts'
import { defaultSettings, type Settings } from '../workload/settings/settings.ts'
import { checkTexts } from './check.ts'
import { hardenTexts } from './harden/harden-texts.ts'

/** What `harden` gives. */
export interface HardenedText {
  /** The manifests, hardened. The very text of the input where nothing had to change. */
  readonly text: string
  /** Verdicts of the input, and the edits with their reasons. */
  readonly report: Report
  /** What the edits did not repair. */
  readonly remaining: readonly Finding[]
}

/** How `check` and `explain` judge. Without a policy the level is restricted, in its latest version. */
export interface CheckLibraryOptions {
  readonly policy?: Policy
  /** Beats labels and policy. */
  readonly level?: Level
  /** Today as `YYYY-MM-DD`, for exemptions that expire; without it none does. */
  readonly today?: string
}

/**
 * Harden every pod of a stream for the level that its namespace enforces, as `seaworthy post-render` does. Throws
 * `InputError('BAD_INPUT')` for text beyond the limits; broken documents pass through and are findings.
 */
export function harden(text: string, policy?: Policy): HardenedText {
  const result = hardenTexts([{ file: '-', text }], policy?.settings ?? defaultSettings)
  const [hardened] = result.texts
  return { text: hardened?.text ?? text, report: result.report(), remaining: result.remaining() }
}

/** Everything that is wrong with a stream as it stands, as `seaworthy check` says it. Throws as `harden` does. */
export function check(text: string, options: CheckLibraryOptions = {}): Report {
  return checkTexts([{ file: '-', text }], settingsOf(options), { lowest: 'not-asked', rows: options.policy?.rows })
}

/** Who can use which mount of a stream, why, and the fixes: one verdict for each container and mount. */
export function explain(text: string, options: CheckLibraryOptions = {}): readonly MountVerdict[] {
  return check(text, options).objects.flatMap(({ mounts }) => mounts)
}

/** Every document of a stream, read as Kubernetes reads it, with the positions of its fields. */
export function parseStream(text: string): readonly ManifestDocument[] {
  const stream = splitStream(text)
  return stream.documents.map(span => readDocument(stream, span))
}

function settingsOf({ policy, level, today }: CheckLibraryOptions): Settings {
  return {
    ...(policy?.settings ?? defaultSettings),
    ...(level !== undefined && { level, levelForced: true }),
    ...(today !== undefined && { today }),
  }
}
