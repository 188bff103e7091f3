import { common, exclude, levelHelp, policy, rendering } from './parts.ts'

/** What `seaworthy lock --help` prints. */
export const lockUsage = `Record what images run as in seaworthy.lock.yaml, which the other commands read: the numeric user and
groups, the entrypoint and what its script calls, file capabilities, whether there is a shell, and who
owns the image's directories at its volumes and mount paths. Only facts are kept, never environment
variables or labels. Images are looked up at their registries, with the logins of Docker or Podman.

With --cluster, record what a cluster says as well: its version, the levels that its namespaces enforce,
and what its storage classes, CSI drivers, volumes and claims are. Nothing is changed there.

Usage: seaworthy lock [options] [file|dir|- ...]
       seaworthy lock --cluster [--context NAME] [--namespace GLOB]... [file|dir|- ...]

  --update                 look up images again that the lock already has
  --prune                  remove images that these manifests do not use
  --check                  only check that every tag still names the locked image; exit 1 if not
  --keep-going             write what was found even if some images were not; exit 1
  --platform OS/ARCH       default: linux/amd64; repeatable
  --from-oci-layout REFERENCE=DIR[:TAG]
                           read an image from an OCI layout
  --from-archive FILE      read the images of a \`docker save\` archive, by their saved names
  --allow-registry GLOB    contact only these registries; repeatable
  --registry-config FILE   logins; default: those of Podman and Docker
  --ca FILE                also trust this certificate authority; repeatable
  --mirror REGISTRY=HOST   contact HOST instead of a registry
  --insecure-registry HOST[:PORT]
                           allow plain HTTP; always allowed for registries on this machine
  --cluster                read the cluster, too; without files, only the cluster
  --context NAME           a context of the kubeconfig (KUBECONFIG, ~/.kube/config); default: its current
                           one; in a pod without a kubeconfig: its service account
  --namespace GLOB         with --cluster: only these namespaces and their claims; repeatable
  --print-role             with --cluster: print the ClusterRole that it needs, and ask nothing
${policy}  --lock FILE              the lock to write; default: seaworthy.lock.yaml beside the policy
${levelHelp}${exclude}${common}${rendering}
Examples:
  seaworthy lock ./chart
  helm template web ./chart | seaworthy lock
  seaworthy lock --check manifests/
  seaworthy lock --from-archive images.tar manifests/
  seaworthy lock --cluster --namespace 'agents-*'
  seaworthy lock --cluster --print-role | kubectl apply -f -

Without a right, what it would show is left out; the rest is written. Secrets are never read.

Exit: 0 done, 1 a tag moved, some images were not found (--keep-going) or some of the cluster could not be
read, 2 bad input or usage, or an image that could not be looked up, 3 the cluster could not be asked; after
2 and 3 the lock is unchanged.
`
