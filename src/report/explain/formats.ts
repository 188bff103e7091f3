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
