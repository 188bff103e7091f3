import { setTimeout as wait } from 'node:timers/promises'
import { chartFiles } from './chart-files.ts'
import type { Io } from './process/io.ts'

/**
 * Render a chart once more, at another point of time, so that what it makes anew each time is seen: what is made from the
 * time of day differs from one second to the next, and what is random at once.
 */
export async function renderAgain<Rendered>(
  tellsTime: Promise<boolean>,
  render: () => Promise<Rendered>,
): Promise<Rendered> {
  if (await tellsTime) await wait(1100)
  return render()
}

/** Whether some template of the chart asks for the time (sprig `now`). An archive is not looked into. */
export async function tellsTime(chart: string, io: Io): Promise<boolean> {
  if ((await io.kindOf(chart)) !== 'folder') return true
  const files = await chartFiles(chart, io)
  return [...files].some(([path, text]) => path.includes('templates/') && /\bnow\b/.test(text))
}
