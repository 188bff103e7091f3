type Range = readonly [number, number, number]

/**
 * The text of the block scalar in `range`, which yaml reads as `source`. One whose last line lacks its line break at
 * the end of the stream has no final newline for Kubernetes.
 */
export function blockText(text: string, range: Range, source: string): string {
  if (range[1] !== text.length || !source.endsWith('\n')) return source
  const content = text.slice(range[0])
  const last = lastLine(content)
  const onlyLine = content.indexOf('\n') === content.length - last.length - 1
  const cut = last !== '' && (onlyLine || hasContent(last, contentIndent(content)))
  return cut ? source.slice(0, -1) : source
}

/** The end of a block scalar's last line. Blank lines behind it are content under `+`, or when they are indented further. */
export function blockEnd(text: string, start: number, end: number): number {
  const content = text.slice(start, end)
  const trimmed = content.trimEnd()
  const indent = contentIndent(content)
  const [, ...blank] = content.slice(trimmed.length).split('\n')
  const keeps = /^[|>]\d?\+/.test(content) || blank.some(line => hasContent(line, indent))
  if (!keeps) return start + trimmed.length
  const last = lastLine(content)
  return end - (hasContent(last, indent) ? 0 : last.length + lineBreakBefore(content, last))
}

function lastLine(content: string): string {
  return content.slice(content.lastIndexOf('\n') + 1)
}

function lineBreakBefore(content: string, last: string): number {
  return /\r?\n$/.exec(content.slice(0, content.length - last.length))?.[0].length ?? 0
}

/** The indentation of a block scalar's content, which its first line that is not blank decides if the header does not. */
function contentIndent(content: string): number {
  if (/^[|>][-+]?\d/.test(content)) return 0
  return /^[|>][^\n]*\n(?:[ \t]*\r?\n)*( *)/.exec(content)?.[1]?.length ?? 0
}

function hasContent(line: string, indent: number): boolean {
  return line.trim() !== '' || line.replace(/\r$/, '').length > indent
}
