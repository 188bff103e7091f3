/** Kinds in which something looks like a pod, and no pod is made of it as it stands. */
export interface PodlessKind {
  readonly group: string
  /** Absent: all of the group. */
  readonly kinds?: readonly string[]
  /** The one key of their data that this is about; absent: the whole object. */
  readonly key?: string
  readonly because: string
  readonly source: string
}

/** Nobody is asked to teach a kind whose containers are a pattern, a default or the values of something else. */
export const podlessKinds: readonly PodlessKind[] = [
  {
    group: '',
    kinds: ['ConfigMap'],
    key: 'helperPod.yaml',
    because: 'the provisioner adds a directory of the node to it, which only privileged admits',
    source: 'rancher/local-path-provisioner provisioner.go: createHelperPod',
  },
  {
    group: 'apiextensions.k8s.io',
    kinds: ['CustomResourceDefinition'],
    because: 'it describes fields',
    source: 'kubernetes/apiextensions-apiserver pkg/apis/apiextensions/v1: JSONSchemaProps',
  },
  {
    group: 'kyverno.io',
    because: 'its containers are patterns and patches',
    source: 'kyverno/kyverno api/kyverno/v1: Validation.Pattern, Mutation.PatchStrategicMerge',
  },
  {
    group: 'policies.kyverno.io',
    because: 'its containers are patterns and patches',
    source: 'kyverno/api api/policies.kyverno.io/v1alpha1',
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    kinds: ['HelmRelease'],
    because: 'they are the values of a chart, and its patches',
    source: 'fluxcd/helm-controller api/v2: HelmReleaseSpec.Values, PostRenderers',
  },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    kinds: ['Kustomization'],
    because: 'they are patches and names of images',
    source: 'fluxcd/kustomize-controller api/v1: KustomizationSpec.Patches, Images',
  },
  {
    group: 'kustomize.config.k8s.io',
    because: 'they are patches and names of images',
    source: 'kubernetes-sigs/kustomize api/types: Kustomization.Images, Patches',
  },
  {
    group: 'argoproj.io',
    kinds: ['Application', 'ApplicationSet', 'AppProject'],
    because: 'they are the values of a chart',
    source: 'argoproj/argo-cd pkg/apis/application/v1alpha1: ApplicationSourceHelm.ValuesObject',
  },
  {
    group: 'helm.cattle.io',
    because: 'they are the values of a chart',
    source: 'k3s-io/helm-controller pkg/apis/helm.cattle.io/v1: HelmChartSpec.Set, ValuesContent',
  },
]
