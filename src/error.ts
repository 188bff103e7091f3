/** What went wrong with the caller's input. The command line maps every code to exit status 2. */
export type InputErrorCode =
  | 'BAD_INPUT' // invalid UTF-8, NUL, over a limit
  | 'BAD_VALUES'
  | 'BAD_POLICY'
  | 'BAD_LOCK'
  | 'BAD_TEMPLATE'
  | 'NO_SUCH_TEMPLATE'
  | 'UNREADABLE'
  | 'UNWRITABLE'
  | 'USAGE'

/** The only error we throw on purpose. Anything else that escapes is a bug in this program. */
export class InputError extends Error {
  /** By name: the command line is bundled in two parts and the library for two module systems, each with its own class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'InputError'
  }

  readonly code: InputErrorCode
  constructor(code: InputErrorCode, message: string) {
    super(message)
    this.name = 'InputError'
    this.code = code
  }
}
