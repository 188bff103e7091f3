/** A path in a pattern: `'/data/my files'`, `"/data/x"`, `‘/data/x’`, `/data/x:`. In quotes it ends where they do. */
export const path = String.raw`['"‘“\x60]?(?<path>(?<=['"‘“\x60])/[^'"’”\x60\n]*(?=['"’”\x60])|/[^'"’”\x60\n]*?)['"’”\x60]?`

/** The errors of Node, libuv and others that print the name of the error. */
export const named = '(?:EACCES|EPERM|EROFS)[^,]{0,40}, '
