/** How a program names a path that begins where it runs: the group `path`. */
export interface RelativePath {
  readonly by: string
  readonly source: string
  readonly match: RegExp
}

/** The wordings in which programs name such a path. */
export const relativePaths: readonly RelativePath[] = [
  {
    by: 'Node, Go and s6, which quotes nothing',
    source: 'Node lib/internal/errors.js `UVException`; Go io/fs/fs.go `PathError.Error`',
    match:
      /\b(?:mkdir|open|scandir|rename|unlink|chmod|chown)(?:\(\))? ['"]?(?<path>\.{0,2}[\w-][\w./-]*|\.{1,2}\/[\w./-]+)['"]?(?=$|[\s:,)])/m,
  },
  {
    by: 'coreutils and Python',
    source: 'coreutils src/mkdir.c, src/touch.c, src/copy.c; CPython Objects/exceptions.c `OSError_str`',
    match:
      /(?:cannot (?:create directory|touch|create regular file)|[Pp]ermission denied:) ['"‘](?<path>[^'"’/\n][^'"’\n]*)['"’]/,
  },
]
