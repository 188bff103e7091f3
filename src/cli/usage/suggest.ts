import { common, manifests, strict } from './parts.ts'

/** What `seaworthy suggest --help` prints. */
export const suggestUsage = `Find which of a chart's own values fix what check finds in its manifests, and print the smallest values
file that does, with a reason for each value and what no value fixes. Each answer is proven: the chart is
rendered with it, a finding is gone, none is new, and nothing changes that is not about security.

Usage: seaworthy suggest [options] CHART

${manifests}${strict}  --renders NUMBER         how often the chart is rendered at most; default: 400
  --format FORMAT          values (default, a values file) or json
  --output FILE            write to FILE instead of standard output
${common}
CHART is a folder that holds Chart.yaml. It is rendered with helm (on PATH, or HELM_BIN), without your
repositories, plugins, cluster or network, and nothing is written into it:
  -f, --values FILE        values that are given anyway, as for helm template; repeatable
  --set KEY=VALUE          one value, in Helm's syntax; it wins over a values file; repeatable
  --set-string KEY=VALUE   the same, never read as a number or boolean; repeatable
  --release NAME           the release's name; default: the name of the chart's folder

Examples:
  seaworthy suggest ./chart > restricted.yaml
  seaworthy suggest ./chart -f production.yaml --level baseline --output baseline.yaml

Exit: 0 values fix everything, 1 something is left that no value fixes, 2 bad input or usage, 70 a bug in
seaworthy.
`
