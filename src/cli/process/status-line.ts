import { writeQuietly } from '../files/descriptor.ts'

/** One line at the foot of a terminal that says what a person waits for, and is gone before anything else is printed. */
export interface StatusLine {
  readonly show: (text: string) => void
  readonly clear: () => void
}

/** A status line on the standard error; none where no person sits at it. */
export function statusLine(place: 'terminal' | 'elsewhere'): StatusLine {
  let isShown = false
  return {
    show: text => {
      if (place === 'elsewhere') return
      writeQuietly(2, `\r\u001b[K${text}`)
      isShown = true
    },
    clear: () => {
      if (isShown) writeQuietly(2, '\r\u001b[K')
      isShown = false
    },
  }
}
