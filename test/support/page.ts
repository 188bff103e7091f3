import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The shell commands that a page of the repository shows below a heading. */
export function commandsBelow(heading: string, page: string): string {
  const text = readFileSync(resolve(import.meta.dirname, '../..', page), 'utf8')
  const section = text.split(/^(?=##? )/m).find(part => part.startsWith(`${heading}\n`)) ?? ''
  const commands = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block).join('')
  if (commands === '') throw new Error(`${page} shows no commands below "${heading}"`)
  return commands
}
