import type { Explanation } from './explanation.ts'

/** The formats of `explain --format`, in the order that help texts list them. */
export const explainFormatNames = ['text', 'json', 'markdown', 'html'] as const
/** A format of `explain`. */
export type ExplainFormatName = (typeof explainFormatNames)[number]

/** How an explanation is written. */
export interface ExplainFormatOptions {
  readonly view: 'workloads' | 'matrix'
  readonly style: 'plain' | 'colour'
  /** Only what does not work, or may not. */
  readonly quiet: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** The call that shows the chosen fixes as a diff, where one does. */
  readonly fixCommand?: string
  /** The call that makes them, where that is another one. */
  readonly applyCommand?: string
  /** For a page, which is kept and passed on. */
  readonly about?: ExplainAbout
}

/** What an explanation was made of. */
export interface ExplainAbout {
  /** Files and folders, as they were named. */
  readonly inputs: readonly string[]
  /** When the newest of them was changed, in UTC as `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly changed?: string
  readonly policy?: string
  readonly lock?: string
  /** Of this program. */
  readonly version: string
}

/** An explanation as text, final newline included. */
export type ExplainFormatter = (explanation: Explanation, options: ExplainFormatOptions) => string

const loaders: Readonly<Record<ExplainFormatName, () => Promise<ExplainFormatter>>> = {
  text: async () => (await import('./text.ts')).explainText,
  json: async () => (await import('./json.ts')).explainJson,
  markdown: async () => (await import('./markdown.ts')).explainMarkdown,
  html: async () => (await import('./html.ts')).explainHtml,
}

/** The formatter of a name; each is loaded when it is asked for. */
export function loadExplainFormat(name: ExplainFormatName): Promise<ExplainFormatter> {
  return loaders[name]()
}
