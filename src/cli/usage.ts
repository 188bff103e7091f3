import { checkUsage } from './usage/check.ts'
import { completionUsage } from './usage/completion.ts'
import { explainUsage } from './usage/explain.ts'
import { exportUsage } from './usage/export.ts'
import { fixUsage } from './usage/fix.ts'
import { fleetUsage } from './usage/fleet.ts'
import { imageUsage } from './usage/image.ts'
import { initUsage } from './usage/init.ts'
import { lockUsage } from './usage/lock.ts'
import { mcpUsage } from './usage/mcp.ts'
import { postRenderUsage } from './usage/post-render.ts'
import { preflightUsage } from './usage/preflight.ts'
import { renderUsage } from './usage/render.ts'
import { runUsage } from './usage/run.ts'
import { schemaUsage } from './usage/schema.ts'
import { suggestUsage } from './usage/suggest.ts'
import { verifyUsage } from './usage/verify.ts'

// What `--help` prints. Literal, so that a reader of the code sees what a reader of the terminal sees.

const seaworthy = `seaworthy renders Kubernetes workload manifests, hardens any Helm chart on its way through
--post-renderer, and proves the result before a cluster sees it.

Usage: seaworthy <command> [options] [file|dir|- ...]

  render        write manifests from workload templates and values
  post-render   harden manifests from standard input to standard output
  check         find Pod Security violations, volumes that cannot be written, and unknown fields
  explain       show which user runs what, who owns each volume, what fails and why, and the fix
  fix           harden files: show a diff, or write them
  export        print the same hardening for kustomize, Flux, Kyverno or the API server
  suggest       find the values of a chart that fix what check finds in it
  init          start a policy, seaworthy.yaml, from what manifests or a chart name
  lock          record what images run as, from registries and archives, in seaworthy.lock.yaml
  run           run a task's worker Job on a cluster, follow it to its end, and clean up
  image         show one reference in full, and what is known about the image and from where
  preflight     ask a cluster whether it would take the manifests and their pods, without changing it
  fleet         render and harden many releases at once, on all cores, into a folder
  verify        render and post-render every golden case, and compare
  schema        print the JSON Schema of values, of the policy, of the lock or of a fleet
  mcp           serve check, explain, fix and render to an agent, as tools of MCP
  completion    print a completion script for bash, zsh or fish

Examples:
  helm template web ./chart --post-renderer seaworthy      (Helm 3; for Helm 4 see the README)
  seaworthy check ./chart --level baseline
  seaworthy fix --write manifests/

Run \`seaworthy <command> --help\` for details, \`seaworthy --version\` for the version.
Exit: 0 nothing found, 1 findings, 2 bad input or usage, 3 a cluster could not be asked, 130 interrupted,
70 a bug in seaworthy.
`

/** Help by command; `seaworthy` is the program's own. */
export const usage: Readonly<Record<string, string>> = {
  seaworthy,
  render: renderUsage,
  'post-render': postRenderUsage,
  check: checkUsage,
  explain: explainUsage,
  fix: fixUsage,
  export: exportUsage,
  init: initUsage,
  lock: lockUsage,
  run: runUsage,
  image: imageUsage,
  preflight: preflightUsage,
  fleet: fleetUsage,
  suggest: suggestUsage,
  verify: verifyUsage,
  schema: schemaUsage,
  mcp: mcpUsage,
  completion: completionUsage,
}
