import { common, exclude, rendering } from './parts.ts'

/** What `seaworthy init --help` prints. */
export const initUsage = `Start a policy: write seaworthy.yaml into this folder, with the storage classes, claims, images and
namespaces that the manifests name, what is assumed of them, and a row to uncomment for each thing that
nobody knows. Nothing is asked, and a policy that is there is not replaced.

Usage: seaworthy init [options] [file|dir|- ...]

  --lock FILE              what is known about images; default: seaworthy.lock.yaml in this folder
  --no-lock                ignore the lock
  --level LEVEL            the level to write: privileged, baseline or restricted (default)
  --level-version VERSION  the version of the standard: latest (default) or v1.x
  --kube-version VERSION   the Kubernetes version that a chart is rendered for: v1.35
  -n, --namespace NAME     namespace assumed for objects without one; default: HELM_NAMESPACE
${exclude}${common}${rendering}
Examples:
  seaworthy init ./chart
  seaworthy init manifests/ --level baseline
  helm template web ./chart | seaworthy init

Exit: 0 done, 2 bad input or usage, or a policy that is there already, 70 a bug in seaworthy.
`
