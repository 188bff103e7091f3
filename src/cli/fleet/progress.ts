import type { Io } from '../process/io.ts'

/** A line that says how far a run is, how fast, and how long it will take. Only a person at a terminal sees it. */
export function fleetProgress(total: number, io: Io): (failed: number) => void {
  const start = io.now()
  let done = 0
  let shown = start
  return failed => {
    done += 1
    const now = io.now()
    // A terminal is slower than a small release.
    if (now - shown < 100 && done < total) return
    shown = now
    io.progress(progressText({ done, total, failed, seconds: (now - start) / 1000 }))
  }
}

/** How far a run is. */
export interface Progress {
  readonly done: number
  readonly total: number
  readonly failed: number
  readonly seconds: number
}

/** Characters of the bar. */
const barWidth = 20

/** `[######--------------] 312 of 1000 releases, 41 a second, 17 s left; 3 failed`. */
export function progressText({ done, total, failed, seconds }: Progress): string {
  const filled = Math.floor((barWidth * done) / total)
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`
  const rate = seconds > 0 ? done / seconds : 0
  const speed = rate === 0 ? '' : `, ${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} a second`
  const left = rate === 0 || done === total ? '' : `, ${durationText((total - done) / rate)} left`
  return `${bar} ${done} of ${total} releases${speed}${left}${failed === 0 ? '' : `; ${failed} failed`}`
}

/** `17 s`, `3 min`, `2 h 5 min`. */
function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
