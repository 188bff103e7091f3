import type { PlainReport } from './plain-report.ts'

/** The formats of `--format`, in the order that help texts list them. */
export const formatNames = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab'] as const
/** A format of reports. */
export type FormatName = (typeof formatNames)[number]

/** How a report is written. A format takes from it what it can show. */
export interface FormatOptions {
  readonly style: 'plain' | 'colour'
  /** Errors only (with `strict` warnings too): no notes, no advice, no edits, no summary. */
  readonly quiet: boolean
  /** Warnings count as failures. */
  readonly strict: boolean
  /** How text is laid out: one line a finding for programs, or each object once for a terminal. */
  readonly layout?: 'lines' | 'grouped'
  /** The release of a fleet that the report is of: the same chart may be in several. */
  readonly release?: string
  /** Version of this program, for formats that name their tool. */
  readonly version: string
}

/** A report as text, final newline included. Nothing to say is the empty string where the format allows it. */
export type Formatter = (report: PlainReport, options: FormatOptions) => string

/** Each format is loaded when it is asked for: a run that writes text does not pay for SARIF at start-up. */
const loaders: Readonly<Record<FormatName, () => Promise<Formatter>>> = {
  text: async () => (await import('./text.ts')).formatText,
  json: async () => (await import('./json.ts')).formatJson,
  sarif: async () => (await import('./sarif/sarif.ts')).formatSarif,
  junit: async () => (await import('./junit.ts')).formatJunit,
  github: async () => (await import('./github.ts')).formatGithub,
  gitlab: async () => (await import('./gitlab.ts')).formatGitlab,
}

/** The formatter of a name. */
export function loadFormat(name: FormatName): Promise<Formatter> {
  return loaders[name]()
}
