/** What the system calls an error: `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EBADF: 'it is closed',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a part of the path is not a folder',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ELOOP: 'a symbolic link leads back to itself',
  ENAMETOOLONG: 'the name is longer than the file system allows',
  // Of a path, which Node looks at before the system does.
  ERR_INVALID_ARG_VALUE: 'no path holds a NUL byte',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
}

/** An error code in words, where we know any. */
export function reasonOf(code: string): string {
  return reasons[code] ?? code
}
