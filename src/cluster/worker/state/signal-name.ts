/** Signals that end a container, by number (signal(7)). */
const names: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
}

/** The signal that ended a program: the one that is recorded, or what an exit code above 128 stands for. */
export function signalName(exitCode: number, signal: number): string | undefined {
  const number = signal > 0 ? signal : exitCode - 128
  return number > 0 && number < 65 ? (names[number] ?? `signal ${number}`) : undefined
}
