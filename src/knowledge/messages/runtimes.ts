import type { Wording } from './wording.ts'
import { named, path } from './words.ts'

/** Language runtimes. */
export const runtimeWordings: readonly Wording[] = [
  {
    by: 'Node',
    source: 'node lib/internal/errors.js UVException',
    action: 'create',
    match: new RegExp(`${named}mkdir ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Node',
    source: 'node lib/internal/errors.js UVException',
    action: 'chmod',
    match: new RegExp(`${named}(?:f?chmod|l?utime|futimes?) ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Node',
    source: 'node lib/internal/errors.js UVException',
    action: 'chown',
    match: new RegExp(`${named}[lf]?chown ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Node',
    source: 'node lib/internal/errors.js UVException',
    action: 'remove',
    match: new RegExp(`${named}(?:unlink|rmdir|rename|rm) ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Node',
    source: 'node lib/internal/errors.js UVException',
    action: 'read',
    match: new RegExp(`${named}(?:scandir|stat|lstat|access) ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Node',
    source: 'node lib/internal/errors.js UVException',
    action: 'open',
    match: new RegExp(`${named}\\w+ ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Ruby',
    source: 'ruby error.c rb_syserr_fail_path(); dir.c, file.c',
    action: 'create',
    match: new RegExp(`@ dir_s_mkdir - ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Ruby',
    source: 'ruby error.c rb_syserr_fail_path(); io.c',
    action: 'open',
    match: new RegExp(`@ (?:rb_sysopen|rb_file_s_\\w+|apply2files|dir_initialize) - ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'PHP',
    source: 'php main/streams/plain_wrapper.c',
    action: 'open',
    match: new RegExp(`\\(${path}\\): Failed to open stream: `, 'i'),
  },
  {
    by: 'PHP: Monolog, Composer, Twig, Smarty',
    source: 'php-src ext/standard/file.c; Seldaek/monolog StreamHandler.php',
    action: 'open',
    match: new RegExp(
      `(?:stream or file|cache directory|directory) ${path} (?:could not be opened|is not writable|does not exist and (?:could not|is not))`,
      'i',
    ),
    errno: 'EACCES',
  },
  {
    by: '.NET',
    source: 'dotnet/runtime System.Private.CoreLib Strings.resx UnauthorizedAccess_IODenied_Path',
    action: 'open',
    match: new RegExp(`Access to the path ${path} is denied`, 'i'),
    errno: 'EACCES',
  },
  {
    by: 'Go and nginx',
    source: 'Go io/fs PathError; nginx src/core/ngx_file.c',
    action: 'create',
    match: new RegExp(`\\bmkdir(?:at|\\(\\))? ${path}[: ]`),
  },
  {
    by: 'Go and nginx',
    source: 'Go io/fs PathError; nginx src/core/ngx_file.c',
    action: 'chown',
    match: new RegExp(`\\b(?:l|f)?chown(?:\\()? ?${path}[:,]`),
  },
  { by: 'Go', source: 'Go io/fs PathError', action: 'chmod', match: new RegExp(`\\bf?chmod ${path}: `) },
  {
    by: 'Go',
    source: 'Go io/fs PathError, os LinkError',
    action: 'remove',
    match: new RegExp(`\\b(?:unlinkat|remove|rename) ${path}(?:: | /)`),
  },
  {
    by: 'Go and nginx',
    source: 'Go io/fs PathError; nginx src/core/ngx_log.c',
    action: 'open',
    match: new RegExp(`\\bopen(?:at)?(?:\\(\\))? ${path}(?: failed)?[: ]`),
  },
  {
    by: 'Go',
    source: 'Go io/fs PathError',
    action: 'read',
    match: new RegExp(`\\b(?:stat|lstat|readdirent|fdopendir) ${path}: `),
  },
  {
    by: 'Python',
    source: 'cpython Objects/exceptions.c OSError_str()',
    action: 'open',
    match: new RegExp(`(?:PermissionError|OSError|IOError)\\b.{0,80}: ${path}(?:$|\\s)`, 'm'),
  },
  {
    by: 'Java',
    source: 'jdk sun/nio/fs/UnixException.java',
    action: 'open',
    match: new RegExp(`(?:AccessDeniedException|FileNotFoundException): ${path}(?:$|\\s|\\()`, 'm'),
    errno: 'EACCES',
  },
]
