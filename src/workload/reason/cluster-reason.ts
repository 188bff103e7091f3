/** What happens while something is missing in a cluster. */
export type MissingEffect =
  | 'namespace-empty'
  | 'pods-refused'
  | 'pods-pending'
  | 'claim-pending'
  | 'mounts-wait'
  | 'variables-wait'
  | 'images-not-pulled'

/** Why a cluster could not be asked about objects. */
export type NotAskedReason =
  /** The manifests make the namespace, or define the kind, and the cluster does not have it yet. */
  | { readonly code: 'namespace-absent'; readonly namespace: string }
  | { readonly code: 'kind-absent'; readonly kind: string }
  /** Its side effects are not declared. */
  | { readonly code: 'webhook-without-dry-run'; readonly webhook: string }
