import { common, exclude, exits, manifests, rendering, schemaSwitch, strict } from './parts.ts'

/** What `seaworthy check --help` prints. */
export const checkUsage = `Check manifests as they are: Pod Security violations (in the API server's words), volumes a container
cannot write, conflicts between workloads, and fields of any object that
Kubernetes 1.30 to 1.37 refuses: unknown, misplaced, or with an invalid value.

Usage: seaworthy check [options] [file|dir|- ...]

${manifests}${exclude}${schemaSwitch}  --enforce                include replacements in SARIF fixes; does not change findings
${strict}  --lowest                 also print the lowest level that admits each workload
  --baseline FILE          report only findings that are not in this earlier JSON report
  --format FORMAT          text (default), json, sarif, junit, github or gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${common}${rendering}
Each finding ends with its [code], whose section in FINDINGS.md explains it.

Examples:
  seaworthy check manifests/
  seaworthy check ./chart -f values/production.yaml
  helm template web ./chart -n agents | seaworthy check -n agents --level restricted
  seaworthy check --format text --format sarif --output seaworthy.sarif manifests/

${exits}`
