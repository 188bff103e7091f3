/** A file name as a URI reference. An absolute path gets a scheme, and a `:` must not look like the end of one. */
export function uriOf(file: string): string {
  const path = file
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return path.startsWith('/') ? `file://${path}` : path
}
