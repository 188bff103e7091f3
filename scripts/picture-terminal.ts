import { xmlText } from '../src/report/escape.ts'
import { columns, type Scene } from './story.ts'

const step = { character: 8.4, line: 19, margin: 22 }

/** One line of the terminal, and when it appears. */
interface Line {
  readonly text: string
  readonly kind: 'says' | 'typed' | 'added' | 'removed' | 'wrong' | 'plain'
  /** Seconds after the beginning. */
  readonly at: number
}

/**
 * A terminal in which the story is typed, as an SVG without a script. It ends as a still picture, which is also what who
 * asks for less motion sees, and a reader that knows no animations.
 */
export function terminalPicture(scenes: readonly Scene[]): string {
  const lines = linesOf(scenes)
  const [width, height] = [columns * step.character + 2 * step.margin, lines.length * step.line + 2 * step.margin]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${height}" width="${Math.round(width)}" height="${height}" role="img" aria-label="seaworthy in a terminal: ${scenes.map(({ typed }) => typed).join(', ')}">`,
    `<style>${style}</style>`,
    `<rect width="100%" height="100%" rx="10"/>`,
    ...lines.map(lineOf),
    '</svg>',
    '',
  ].join('\n')
}

const style = `
rect { fill: #16181d }
text { font: 14px ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d7dae0; white-space: pre }
.says { fill: #8ab8f5 } .typed { fill: #ffffff; font-weight: 700 } .added { fill: #7fd18b } .removed { fill: #f08a8a } .wrong { fill: #f0a06b }
@media (prefers-reduced-motion: no-preference) { text { animation: appear .05s both } @keyframes appear { from { opacity: 0 } } }
`

/** What is typed takes its time; what is printed comes at once, and stays long enough to be read. */
function linesOf(scenes: readonly Scene[]): readonly Line[] {
  let at = 0
  return scenes
    .flatMap(({ says, typed, printed }) => {
      const asked: Line[] = says === '' ? [] : [{ text: `# ${says}`, kind: 'says', at }]
      at += says === '' ? 0.5 : 1.5
      const call: Line = { text: `$ seaworthy ${typed}`, kind: 'typed', at }
      at += 1
      const answer = printedLines(printed).map((text): Line => ({ text, kind: kindOf(text), at }))
      at += 1 + answer.length * 0.25
      return [...asked, call, ...answer, { text: '', kind: 'plain' as const, at }]
    })
    .slice(0, -1)
}

/** A call that says nothing has no line. */
function printedLines(printed: string): readonly string[] {
  return printed === '' ? [] : printed.trimEnd().split('\n')
}

function kindOf(text: string): Line['kind'] {
  if (text.startsWith('+')) return 'added'
  if (text.startsWith('-')) return 'removed'
  return text.startsWith('✗') ? 'wrong' : 'plain'
}

function lineOf({ text, kind, at }: Line, index: number): string {
  const y = step.margin + index * step.line + 14
  return `<text class="${kind}" x="${step.margin}" y="${y}" style="animation-delay:${at.toFixed(2)}s">${xmlText(text)}</text>`
}
