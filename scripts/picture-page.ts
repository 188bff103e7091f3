/** How wide a browser is in the picture, and how much of the page it shows: all columns, and whole cards. */
const size = { width: 1280, height: 1348 }

/**
 * The top of a page of `explain --format html` as an SVG: the page itself, which a browser lays out in it, so that the
 * picture is what the program writes, in light and in dark.
 */
export function pagePicture(html: string): string {
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? []
  const [, body = ''] = /<body>(.*)<\/body>/s.exec(html) ?? []
  if (style === '' || body === '') throw new Error('the page has no style or no body')
  const { width, height } = size
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The page of seaworthy explain: workloads, who can write what, and why not">`,
    `<style>${style}svg { overflow: hidden } body { height: 100% }</style>`,
    `<foreignObject width="${width}" height="${height}">`,
    // The elements that HTML does not close.
    `<body xmlns="http://www.w3.org/1999/xhtml">${body.replaceAll(/<(input|wbr)\b([^>]*)>/g, '<$1$2/>')}</body>`,
    '</foreignObject>',
    '</svg>',
    '',
  ].join('\n')
}
