import { common, exclude, exits, hardening, manifests, schemaSwitch } from './parts.ts'

/** What `seaworthy fix --help` prints. */
export const fixUsage = `Harden manifest files, as post-render hardens a stream.

Usage: seaworthy fix [--diff|--write] [options] [file|dir|- ...]

  --diff                   show what would change (default); exit 1 if anything would
  -w, --write              write the files, each atomically. A file that changed after it was read is left
                           alone (exit 1). Symbolic links are kept; of several hard links only the named
                           one is rewritten, and it no longer shares its content with the others
${manifests}${exclude}${schemaSwitch}${hardening}${common}
Examples:
  seaworthy fix manifests/
  seaworthy fix --write --level baseline manifests/web.yaml

${exits}`
