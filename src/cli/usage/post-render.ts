import { common, exits, hardening, manifests, schemaSwitch } from './parts.ts'

/** What `seaworthy post-render --help` prints. */
export const postRenderUsage = `Read manifests from standard input, add what their pods lack for the level of their namespace, and
write them to standard output. Everything that needs no change stays byte for byte the same.

Usage: seaworthy post-render [options]
       helm template web ./chart --post-renderer seaworthy

${manifests}${schemaSwitch}${hardening}  --format FORMAT --output FILE
                           also write a report: text, json, sarif, junit, github or gitlab; repeatable
  --golden FILE            compare the result with FILE; fail with a diff if it differs
  --update                 with --golden: if it differs, write FILE and exit 1; refused when CI=true
${common}
Findings fail the run only with --strict. Helm discards a post-renderer's messages if it succeeds: use
--strict, or a report file.

A program with Helm's SDK may call a post-renderer twice (PostRenderStrategy "separate"): {part} in a
FILE becomes hooks or manifests, by what came in, and all where both did.

Examples:
  helm template web ./chart | seaworthy post-render --level baseline
  helm template web ./chart --post-renderer seaworthy --post-renderer-args=--strict
  helm template web ./chart | seaworthy post-render --format sarif --output web.sarif > web.yaml

${exits}`
