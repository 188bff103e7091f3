import { withoutNetwork } from './without-network.ts'

/** One call of `helm template` for a chart that lies in a folder. Paths are absolute. */
export interface ChartCall {
  readonly release: string
  readonly chart: string
  readonly values: readonly string[]
  /** `KEY=VALUE` in Helm's syntax, which Helm reads. */
  readonly sets?: readonly string[]
  readonly setStrings?: readonly string[]
  /** As in `v1.36`. */
  readonly kubeVersion?: string
  readonly namespace?: string
  /** Values are not held against the schemas of the chart. */
  readonly withoutSchema?: boolean
}

/** The arguments of the call. */
export function templateArguments(call: ChartCall): readonly string[] {
  const { kubeVersion, namespace, withoutSchema } = call
  const options = [
    ...call.values.flatMap(file => ['--values', listItem(file)]),
    ...(call.sets ?? []).flatMap(text => ['--set', text]),
    ...(call.setStrings ?? []).flatMap(text => ['--set-string', text]),
    ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...(withoutSchema ? ['--skip-schema-validation'] : []),
  ]
  // What comes behind `--` is no option, whatever a release or a folder is called.
  return ['template', ...options, '--', call.release, call.chart]
}

/** Helm reads `--values` as a list, as CSV writes one: a comma in a name would begin the next file. */
function listItem(path: string): string {
  return /[",\n]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path
}

/**
 * What a chart renders to must not depend on whose machine it is: repositories, plugins, logins and the kubeconfig are
 * those of an empty folder (`helm env` lists the variables).
 */
export function isolatedHelm(folder: string): Readonly<Record<string, string | undefined>> {
  return {
    HELM_CACHE_HOME: `${folder}/cache`,
    HELM_CONFIG_HOME: `${folder}/config`,
    HELM_DATA_HOME: `${folder}/data`,
    HELM_PLUGINS: `${folder}/plugins`,
    HELM_REGISTRY_CONFIG: `${folder}/config/registry.json`,
    HELM_REPOSITORY_CACHE: `${folder}/cache/repository`,
    HELM_REPOSITORY_CONFIG: `${folder}/config/repositories.yaml`,
    ...withoutNetwork,
    HELM_DEBUG: undefined,
    HELM_KUBECONTEXT: undefined,
    HELM_NAMESPACE: undefined,
    KUBECONFIG: `${folder}/kubeconfig`,
  }
}

/** The dependencies that Helm misses in `charts/`, by the error it ends with (`pkg/action/dependency.go`). */
export function missingDependencies(stderr: string): string | undefined {
  return /found in Chart\.yaml, but missing in charts\/ directory: ([^\n]+)/.exec(stderr)?.[1]?.trim()
}

/** The major version that `helm version --short` names: `v3.17.2+gcc0bbbd`. */
export function helmMajor(version: string): number | undefined {
  const major = /v(\d+)\./.exec(version)?.[1]
  return major === undefined ? undefined : Number(major)
}

/** The minor version of the same: `3.17`. A Helm that was built as a Go module says no more (`v4.3`). */
export function helmMinor(version: string): string | undefined {
  return /v(\d+\.\d+)/.exec(version)?.[1]
}

/** At most so long is the name of a release (`pkg/chart/common/util`: `ValidateReleaseName`). */
const longestRelease = 53

/** `web-1.2.0.tgz`, as `helm package` names one. */
const packed = /(-v?\d+\.\d[^/]*)?\.(tgz|tar\.gz)$/i

/** A release that is called as its folder or archive is, without the version, as far as Helm takes that for a name. */
export function releaseNameOf(folder: string): string {
  const name = folder
    .replace(packed, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
  const trimmed = name.slice(0, longestRelease).replaceAll(/^-+|-+$/g, '')
  return trimmed === '' ? 'release' : trimmed
}
