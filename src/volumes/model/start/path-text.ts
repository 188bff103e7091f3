/** A path without trailing slashes; the root is empty, so that `${trimmed(path)}/` begins every path below it. */
export function trimmed(path: string): string {
  return path.replace(/\/+$/, '')
}
