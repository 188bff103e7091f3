/** How much of a container's log is passed on, in bytes: all up to `head`, and of what follows the last `tail`. */
export interface LogBounds {
  readonly head: number
  readonly tail: number
}

/** Decides line by line, and holds the end of a log that is too long. */
export interface LogGate<Line> {
  /** Whether a line of some size is passed on now. */
  readonly admit: (line: Line, size: number) => boolean
  /** What was held for the end, and how much was left out between it and what was passed on. */
  readonly rest: () => { readonly lines: readonly Line[]; readonly leftOut: LeftOut }
}

/** What is missing from the middle of a log. */
export interface LeftOut {
  readonly lines: number
  readonly bytes: number
}

/** A gate before the first line. */
export function logGate<Line>({ head, tail }: LogBounds): LogGate<Line> {
  const held: { readonly line: Line; readonly size: number }[] = []
  const state = { passed: 0, isFull: false, held: 0, lines: 0, bytes: 0 }
  const leaveOut = () => {
    const { size = 0 } = held.shift() ?? {}
    state.held -= size
    state.lines += 1
    state.bytes += size
  }
  return {
    admit: (line, size) => {
      state.isFull ||= state.passed + size > head
      if (!state.isFull) {
        state.passed += size
        return true
      }
      held.push({ line, size })
      state.held += size
      while (state.held > tail && held.length > 1) leaveOut()
      return false
    },
    rest: () => ({ lines: held.map(({ line }) => line), leftOut: { lines: state.lines, bytes: state.bytes } }),
  }
}
