import { sep } from 'node:path'

/** A path with `/` between its parts, as reports and policies write them. Elsewhere than on Windows `\` is a letter. */
export function withSlashes(path: string, separator: string = sep): string {
  return separator === '\\' ? path.replaceAll('\\', '/') : path
}
