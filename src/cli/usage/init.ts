import { common, exclude, rendering } from './parts.ts'

/** What `seaworthy init --help` prints. */
export const initUsage = `Start a policy: write seaworthy.yaml into this folder, with the storage classes, claims, images and
namespaces that the manifests name, what is assumed of them, and a row to uncomment for each thing that
nobody knows. It asks no questions, and never replaces a policy. With --cluster it also writes
the storage classes of a cluster and the levels that its namespaces enforce; nothing in the cluster is
changed.

Usage: seaworthy init [options] [file|dir|- ...]
       seaworthy init --cluster [--context NAME] [--namespace GLOB]... [file|dir|- ...]

  --lock FILE              what is known about images; default: seaworthy.lock.yaml in this folder
  --no-lock                ignore the lock
  --level LEVEL            the level to write: privileged, baseline or restricted (default)
  --level-version VERSION  the version of the standard: latest (default) or v1.x
  --kube-version VERSION   the Kubernetes version that a chart is rendered for: v1.35
  -n, --namespace NAME     namespace assumed for objects without one; default: HELM_NAMESPACE
  --cluster                read the cluster, too; without files, only the cluster
  --context NAME           a context of the kubeconfig (KUBECONFIG, ~/.kube/config); default: its current
                           one; in a pod without a kubeconfig: its service account
  --namespace GLOB         with --cluster: only these namespaces; repeatable
  --print-role             with --cluster: print the ClusterRole that it needs, and ask nothing
${exclude}${common}${rendering}
Examples:
  seaworthy init ./chart
  seaworthy init manifests/ --level baseline
  helm template web ./chart | seaworthy init
  seaworthy init --cluster --namespace 'agents-*' ./chart

Exit: 0 done, 1 some of the manifests or of the cluster could not be read, 2 bad input or usage, or a
policy that is there already, 3 the cluster could not be asked, 70 a bug in seaworthy; after 2 and 3
nothing is written.
`
