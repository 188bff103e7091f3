/** A file name as a URI reference. An absolute path gets a scheme (a drive is no scheme), and a `:` must not look like one. */
export function uriOf(file: string): string {
  const path = file
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  const onDrive = path.replace(/^([A-Za-z])%3A\//, '/$1:/')
  return onDrive.startsWith('/') ? `file://${onDrive}` : path
}
