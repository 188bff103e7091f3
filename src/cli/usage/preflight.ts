import { common, exclude, rendering, strict } from './parts.ts'

/** What `seaworthy preflight --help` prints. */
export const preflightUsage = `Ask a cluster whether it would take manifests, before they are applied: each object is created or changed
in a dry run, and so is the pod behind each workload, as its controller would make it. What pods name and
the cluster does not have, and what the objects together ask of quotas, is checked too. Nothing is changed.

Usage: seaworthy preflight [options] [file|dir|- ...]

  --context NAME           a context of the kubeconfig (KUBECONFIG, ~/.kube/config); default: its current
                           one; in a pod without a kubeconfig: its service account
  -n, --namespace NAME     namespace of objects without one; default: HELM_NAMESPACE, then the context's
  --print-role             print the rights that these manifests need for it, and ask nothing: a Role for
                           each namespace, and a ClusterRole for objects that are in none
  --policy FILE            the policy, for custom kinds that hold pods
${exclude}${strict}  --format FORMAT          text (default), json, sarif, junit, github or gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${common}${rendering}
What you have no right to ask is left out, with a warning. Secrets are looked up by name,
and never read.

Examples:
  seaworthy preflight manifests/
  helm template web ./chart -n agents | seaworthy preflight -n agents --context staging
  seaworthy preflight ./chart --print-role | kubectl apply -f -

Exit: 0 the cluster would take it, 1 findings, 2 bad input or usage, 3 the cluster could not be asked,
70 a bug in seaworthy.
`
