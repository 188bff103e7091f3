import { common, exits, hardening, manifests, schemaSwitch } from './parts.ts'

/** What `seaworthy fleet --help` prints. */
export const fleetUsage = `Render and harden many releases at once, on all cores, and report on all of them. fleet.yaml lists them:

  apiVersion: seaworthy.dev/v1alpha1
  kind: Fleet
  releases:
    - { name: web, chart: charts/web, values: [values/web.yaml], namespace: web }
    - { name: legacy, stream: rendered/legacy.yaml, policy: policies/legacy.yaml }

Charts are rendered with helm (on PATH, or HELM_BIN), without your repositories, plugins, cluster or
network. A release that fails is reported, and all others are done.

Usage: seaworthy fleet [options] [fleet.yaml|dir]

  --output-dir DIR         write NAME.yaml for each release, and report.jsonl beside them; what is there
                           already for equal inputs is not done again, so an interrupted run goes on
  --only-changed           report only releases whose inputs changed since the last run into --output-dir
  --jobs N                 how many releases to do at once; default: one per core
  --exit-zero              exit 0 also when releases fail or have findings
  --format FORMAT          text (default: a table), json (a line per release), sarif, junit, github or
                           gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${manifests}${schemaSwitch}${hardening}${common}
Findings are those that hardening leaves.

Examples:
  seaworthy fleet --output-dir out
  seaworthy fleet fleets/production.yaml --format sarif --output fleet.sarif

${exits}`
