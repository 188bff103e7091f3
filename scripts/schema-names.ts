/** Packages of Kubernetes' definitions as the table calls them. */
const packages: readonly (readonly [string, string])[] = [
  ['io.k8s.api.', ''],
  ['io.k8s.apimachinery.pkg.apis.meta.', 'meta.'],
  ['io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.', 'apiextensions.'],
  ['io.k8s.kube-aggregator.pkg.apis.apiregistration.', 'apiregistration.'],
]

/** `core.v1.Pod` of `io.k8s.api.core.v1.Pod`. */
export function shortName(name: string): string {
  const found = packages.find(([prefix]) => name.startsWith(prefix))
  return found === undefined ? name : found[1] + name.slice(found[0].length)
}
