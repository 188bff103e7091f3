import { nearest } from '../manifest/text/nearest.ts'
import { groupOf } from '../workload/object/object.ts'
import type { Versions } from './type.ts'
import { builtinGroups, type Kind, type KubernetesTypes, versionsOf } from './types.ts'

/** A kind that no API server of a minor version serves, and what is nearest to it. */
export interface UnservedKind extends Kind {
  readonly minor: number
  /** The minors of Kubernetes that do serve it; open where the table of types ends. */
  readonly versions?: Partial<Versions>
  /** What was probably meant: the kind in another version or group, or another kind of the same. */
  readonly meant?: Kind
  /** It is an older version of what is meant. A chart that asks a cluster what it serves falls back to one without an answer. */
  readonly isOlder?: true
}

/**
 * Whether nobody but Kubernetes itself can serve an `apiVersion`: its own groups, and whatever has no dot, since a
 * definition's group must have one (apiextensions-apiserver, pkg/apis/apiextensions/validation, `should be a domain with
 * at least one dot`). A served kind that is not in the table of types is then none at all.
 */
export function isOfKubernetes(apiVersion: string): boolean {
  const group = groupOf(apiVersion)
  return !group.includes('.') || own().has(group)
}

let groups: ReadonlySet<string> | undefined

function own(): ReadonlySet<string> {
  groups ??= builtinGroups()
  return groups
}

/** What is no object and has the form of one: kubeconfig (client-go, tools/clientcmd/api/v1), and a list of anything. */
const notObjects: ReadonlySet<string> = new Set(['v1/Config', 'v1/List'])

/** The kind of an object that nobody serves; undefined for one that somebody does, or may. */
export function unservedKind({ apiVersion, kind }: Kind, types: KubernetesTypes): UnservedKind | undefined {
  if (!isOfKubernetes(apiVersion) || isServed({ apiVersion, kind }, types)) return undefined
  const versions = versionsOf({ apiVersion, kind })
  const meant = meantKind({ apiVersion, kind }, types.kinds())
  return {
    apiVersion,
    kind,
    minor: types.minor,
    ...(versions && { versions }),
    ...(meant && { meant }),
    ...(isOlder({ apiVersion, kind }, meant) && { isOlder: true }),
  }
}

function isServed({ apiVersion, kind }: Kind, types: KubernetesTypes): boolean {
  if (apiVersion === '' || notObjects.has(`${apiVersion}/${kind}`)) return true
  const item = kind.endsWith('List') ? kind.slice(0, -'List'.length) : kind
  return types.ofKind(apiVersion, kind) !== undefined || types.ofKind(apiVersion, item) !== undefined
}

/** The kind itself elsewhere, or the nearest of the same `apiVersion`, or of any that is no version of anything. */
function meantKind({ apiVersion, kind }: Kind, kinds: readonly Kind[]): Kind | undefined {
  const here = kinds.filter(one => one.apiVersion === apiVersion)
  const among = here.length > 0 ? here : kinds
  const name = kinds.some(one => one.kind === kind) ? kind : nearest(kind, new Set(among.map(one => one.kind)))
  return kinds.filter(one => one.kind === name && (name === kind || among.includes(one))).toSorted(byRank)[0]
}

/** The group where workloads began (Kubernetes 1.1 to 1.15, `extensions/v1beta1`). */
const oldGroup = 'extensions'

function isOlder({ apiVersion, kind }: Kind, meant: Kind | undefined): boolean {
  if (meant?.kind !== kind || !/(?:^|\/)v\d+(?:(?:alpha|beta)\d+)?$/.test(apiVersion)) return false
  const group = groupOf(apiVersion)
  return (group === groupOf(meant.apiVersion) || group === oldGroup) && rank(apiVersion) < rank(meant.apiVersion)
}

function byRank(a: Kind, b: Kind): number {
  return rank(b.apiVersion) - rank(a.apiVersion)
}

/** A stable version comes before a beta, a beta before an alpha, and a newer one before an older. */
function rank(apiVersion: string): number {
  const [, major = '0', stage, minor = '0'] = /v(\d+)(?:(alpha|beta)(\d+))?$/.exec(apiVersion) ?? []
  const stability = stage === undefined ? 2 : stage === 'beta' ? 1 : 0
  return stability * 10_000 + Number(major) * 100 + Number(minor)
}
