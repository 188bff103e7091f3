import { common, exits, hardening, manifests, schemaSwitch } from './parts.ts'

/** What `seaworthy verify --help` prints. */
export const verifyUsage = `Render every golden case of the policy (\`golden:\`) again and compare it with its file, byte for byte.
A missing file, a file that no case produces, and any difference fail.

Usage: seaworthy verify [options] [CASE...]

${manifests}${schemaSwitch}${hardening}  --update                 write the files, list them, and exit 1; refused when CI=true
  --format FORMAT          text (default), json, sarif, junit, github or gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${common}
Examples:
  seaworthy verify
  seaworthy verify --update web
  seaworthy verify --strict          (a case skipped because helm is missing fails too)

${exits}`
