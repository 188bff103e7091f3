import type { ExitCode } from '../exit-code.ts'

/** One argument of a tool: what it may be, and what becomes of it in the call of a command. */
export interface Parameter {
  readonly kind: 'text' | 'texts' | 'switch' | 'map'
  /** For a client's model to read. */
  readonly description: string
  /** The values of a text, where it has few. */
  readonly choices?: readonly string[]
  /** The option of the command; absent where `call-tool.ts` knows more of it. */
  readonly option?: string
}

/** What a client may call: a command of the program that changes nothing. */
export interface Tool {
  readonly title: string
  readonly description: string
  readonly command: string
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly required: readonly string[]
  /** The exit status from which on the answer is an error: that something was found is none. */
  readonly failure: ExitCode
}

/** Arguments of a call that are what the parameters of its tool say. */
export interface ToolInput {
  readonly text: (name: string) => string | undefined
  readonly texts: (name: string) => readonly string[]
  readonly has: (name: string) => boolean
  readonly map: (name: string) => object | undefined
}
