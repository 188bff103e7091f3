/** A file of the package is not there. The further lines of Node's message say who asked for it. */
export function incomplete(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'MODULE_NOT_FOUND') return undefined
  return `seaworthy: the installation is not complete (${error.message.split('\n')[0]}); install seaworthy again\n`
}
