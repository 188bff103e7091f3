import { common, exits, manifests } from './parts.ts'

/** What `seaworthy render --help` prints. */
export const renderUsage = `Write manifests from workload templates and values.

Usage: seaworthy render TEMPLATE... [options]

TEMPLATE is agent, worker-job, or the name of a folder or file in --templates DIR.

  --templates DIR          your own templates, which take precedence over the built-in ones
  -f, --values FILE        values file; repeatable, later files win
  --set KEY=VALUE          one value, in Helm's syntax: a.b[0]=x,c=true
  --set-string KEY=VALUE   the same, never read as a number or boolean
  --output-dir DIR         write one file per object instead of a single stream
  --force                  write the output even if it has errors; still exits 1
${manifests}${common}
The output is checked at its level first. If it has errors, they go to standard error and nothing is
printed.

Examples:
  seaworthy render agent -f values/agent.yaml
  seaworthy render worker-job -f values/agent.yaml --set tasks[0].id=fix-42 --output-dir out

${exits}`
