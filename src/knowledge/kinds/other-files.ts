/**
 * What a file is that lies where manifests do and holds none. Rows are compared from above; all that a row says has to be so.
 * `apiVersion` and `kind` are those of files that look like objects and that no API server is given.
 */
export interface OtherFile {
  readonly is: OtherFileName
  /** The file's path, with slashes. */
  readonly path?: RegExp
  readonly apiVersion?: RegExp
  readonly kind?: RegExp
  /** Fields at the root of a document. */
  readonly keys?: readonly string[]
}

export type OtherFileName =
  | 'seaworthy-policy'
  | 'seaworthy-lock'
  | 'seaworthy-fleet'
  | 'seaworthy-output'
  | 'kustomization'
  | 'kubeconfig'
  | 'cluster-config'
  | 'skaffold'
  | 'ci'
  | 'helm-chart'
  | 'helm-values'
  | 'helmfile'
  | 'compose'
  | 'github-workflow'
  | 'openapi'
  | 'json-schema'
  | 'npm-package'
  | 'empty'

/** Every file of that sort that is told by its name or its fields. */
export const otherFiles: readonly OtherFile[] = [
  { is: 'seaworthy-policy', apiVersion: /^seaworthy\.dev\//, kind: /^Policy$/ },
  { is: 'seaworthy-lock', apiVersion: /^seaworthy\.dev\//, kind: /^Lock$/ },
  { is: 'seaworthy-fleet', apiVersion: /^seaworthy\.dev\//, kind: /^Fleet$/ },
  { is: 'seaworthy-output', apiVersion: /^seaworthy\.dev\//, kind: /./ },
  // kubectl.docs.kubernetes.io/references/kustomize/kustomization: it may leave out apiVersion and kind.
  { is: 'kustomization', apiVersion: /^kustomize\.config\.k8s\.io\// },
  { is: 'kustomization', path: /(^|\/)kustomization(\.ya?ml)?$/ },
  // k8s.io/client-go/tools/clientcmd/api/v1.
  { is: 'kubeconfig', apiVersion: /^v1$/, kind: /^Config$/, keys: ['clusters', 'contexts'] },
  // kubernetes.io/docs/reference/config-api: read by the programs of a cluster from files. kind.sigs.k8s.io, k3d.io.
  {
    is: 'cluster-config',
    apiVersion: /^(kubeadm|kube(let|proxy|scheduler)\.config|apiserver\.config|kind\.x)(-k8s\.io|\.k8s\.io)\//,
  },
  { is: 'cluster-config', apiVersion: /^k3d\.io\// },
  // skaffold.dev/docs/references/yaml.
  { is: 'skaffold', apiVersion: /^skaffold\// },
  // docs.drone.io and woodpecker-ci.org: a kind without an apiVersion.
  { is: 'ci', path: /(^|\/)\.(drone|woodpecker)\.ya?ml$/ },
  {
    is: 'ci',
    path: /(^|\/)(\.gitlab-ci|[^/]*\.gitlab-ci|\.travis|\.pre-commit-config|azure-pipelines|bitbucket-pipelines)\.ya?ml$/,
  },
  { is: 'ci', path: /(^|\/)\.circleci\// },
  // docs.github.com/actions/reference/workflows-and-actions.
  { is: 'github-workflow', path: /(^|\/)\.github\/workflows\// },
  { is: 'github-workflow', path: /(^|\/)action\.ya?ml$/, keys: ['runs'] },
  // helm.sh/docs/topics/charts.
  { is: 'helm-chart', path: /(^|\/)Chart\.(yaml|lock)$/ },
  { is: 'json-schema', path: /\.schema\.json$/ },
  { is: 'helm-values', path: /(^|[/._-])values([._-][^/]*)?\.(ya?ml|json)$/ },
  // helmfile.readthedocs.io.
  { is: 'helmfile', path: /(^|\/)helmfile([._-][^/]*)?\.ya?ml$/ },
  { is: 'helmfile', keys: ['releases', 'repositories'] },
  // docs.docker.com/reference/compose-file.
  { is: 'compose', path: /(^|\/)(docker-)?compose([._-][^/]*)?\.ya?ml$/ },
  // spec.openapis.org/oas, and its second version.
  { is: 'openapi', keys: ['openapi', 'info'] },
  { is: 'openapi', keys: ['swagger', 'info'] },
  { is: 'json-schema', keys: ['$schema', 'properties'] },
  // docs.npmjs.com/cli/configuring-npm/package-json.
  { is: 'npm-package', path: /(^|\/)package(-lock)?\.json$/ },
]
