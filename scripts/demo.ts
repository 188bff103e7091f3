/** The main job in a few seconds, without a cluster and without a `helm` binary: `npm run demo`. */
import { createColors } from 'picocolors'
import { story } from './story.ts'

const { bold, dim, green, red } = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR)

for (const { says, typed, printed, code, want } of await story()) {
  if (says !== '') process.stdout.write(`${bold(`# ${says}`)}\n`)
  const colored = printed.replaceAll(/^[+-].*$/gm, line => (line.startsWith('+') ? green(line) : red(line)))
  process.stdout.write(`${dim('$')} seaworthy ${typed}\n${colored}\n`)
  if (code === want) continue
  process.stdout.write(`${red(`exit ${code}, wanted ${want}`)}\n`)
  process.exitCode = 1
}
