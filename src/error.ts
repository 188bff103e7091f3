/** What went wrong with the caller's input. The command line maps every code to exit status 2. */
export type InputErrorCode =
  | 'BAD_INPUT' // invalid UTF-8, NUL, over a limit
  | 'BAD_VALUES'
  | 'BAD_POLICY'
  | 'BAD_LOCK'
  | 'BAD_FLEET'
  | 'BAD_TEMPLATE'
  | 'NO_SUCH_TEMPLATE'
  | 'UNREADABLE'
  | 'UNWRITABLE'
  | 'REFUSED' // by a cluster, before anything was made on it
  | 'USAGE'

/** What we throw on purpose; beside `ClusterError`, anything else that escapes is a bug in this program. */
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

/** Why a cluster gave no answer that could be used. */
export type ClusterErrorCode =
  | 'kubeconfig' // none, unreadable, or without what was asked for
  | 'credentials' // expired, wrong, or a plugin that gives none
  | 'certificate'
  | 'unreachable' // no connection, or no answer in time
  | 'broken' // the connection ended in the middle of an answer
  | 'refused' // by the API server, in its words

/** A cluster could not be asked. Nobody knows yet where the fault lies, so it is neither an input error nor a bug: exit status 3. */
export class ClusterError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'ClusterError'
  }

  readonly code: ClusterErrorCode
  constructor(code: ClusterErrorCode, message: string) {
    super(message)
    this.name = 'ClusterError'
    this.code = code
  }
}
