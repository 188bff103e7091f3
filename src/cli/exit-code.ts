/** How a command ends. Scripts rely on these numbers. */
export const exitCode = {
  ok: 0,
  /** The command worked and the answer is "no": findings, or golden files differ. */
  found: 1,
  /** Bad options, unreadable file, invalid values or policy. Nothing was written. */
  input: 2,
  /** A cluster could not be asked: whether anything is wrong is not known. */
  unasked: 3,
  /** A signal ended it, as a shell tells it. */
  interrupted: 130,
  /** A bug in this program. */
  internal: 70,
} as const

/** A status that the program may end with. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
