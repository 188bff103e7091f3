import { globMatches } from '../glob.ts'
import { groupOf, type ObjectView } from '../object/object.ts'
import { isClusterScoped } from '../object/scope.ts'
import type { Demand } from './level.ts'
import { enforcePolicy, type LabelProblem, type NamespacePolicy, readNamespacePolicy } from './namespace-policy.ts'
import type { NamespaceRule, Settings } from './settings.ts'

/** What the Namespace objects of a stream say in their labels, by name. The last of two with one name counts. */
export interface NamespaceLabels {
  readonly policies: ReadonlyMap<string, NamespacePolicy>
  readonly problems: readonly (LabelProblem & { readonly object: ObjectView })[]
}

/** Read the Pod Security labels of every Namespace object. */
export function namespaceLabels(objects: readonly ObjectView[]): NamespaceLabels {
  const read = objects
    .filter(({ ref }) => ref.kind === 'Namespace' && groupOf(ref.apiVersion) === '')
    .map(object => ({ object, ...readNamespacePolicy(object) }))
  return {
    policies: new Map(read.map(({ object, policy }) => [object.ref.name, policy])),
    problems: read.flatMap(({ object, problems }) => problems.map(problem => ({ ...problem, object }))),
  }
}

/**
 * The namespace an object is in: its own, else the one that `--namespace` places objects in. Undefined for cluster-scoped
 * objects, and where nothing places it.
 */
export function namespaceOf({ ref }: ObjectView, { namespace }: Pick<Settings, 'namespace'>): string | undefined {
  return isClusterScoped(ref) ? undefined : (ref.namespace ?? namespace)
}

/**
 * The level an object's pods have to meet, by the strongest of: option, label, the policy's namespaces, its level, and the
 * label that the namespace has in the cluster, as locked.
 */
export function demandOf(object: ObjectView, settings: Settings, labels: NamespaceLabels): Demand {
  if (settings.levelForced) return { level: settings.level, version: settings.levelVersion, from: 'option' }
  const namespace = namespaceOf(object, settings)
  return labelled(namespace, settings, labels) ?? unlabelled(namespace, settings)
}

/** The level of a namespace that no label of the stream tells: the policy comes before the cluster. */
function unlabelled(namespace: string | undefined, settings: Settings): Demand {
  const locked = settings.levelFromPolicy ? undefined : clusterDemand(namespace, settings)
  return ruled(namespace, settings) ?? locked ?? fallback(settings)
}

/**
 * What a namespace enforces in the cluster, as locked. Without a label the configuration of the API server's admission
 * decides, which no client can read.
 */
export function clusterDemand(
  namespace: string | undefined,
  { cluster }: Pick<Settings, 'cluster'>,
): Demand | undefined {
  const facts = namespace === undefined ? undefined : cluster?.namespace(namespace)
  const { level, version = 'latest' } = enforcePolicy(facts?.enforce, facts?.enforceVersion)
  return level && { level, version, from: 'cluster' }
}

/** Only a namespace that says `enforce` demands a level by its labels; a lone `enforce-version` replaces the version. */
function labelled(namespace: string | undefined, settings: Settings, labels: NamespaceLabels): Demand | undefined {
  const policy = namespace === undefined ? undefined : labels.policies.get(namespace)
  if (policy === undefined) return undefined
  const { level, version } = policy.enforce
  if (level !== undefined) return { level, version: version ?? 'latest', from: 'label' }
  if (version === undefined) return undefined
  return { ...unlabelled(namespace, settings), version }
}

/** The first rule of the policy whose glob matches a namespace. An object without one is matched as `""`. */
export function namespaceRule(namespace: string | undefined, { namespaces }: Settings): NamespaceRule | undefined {
  return namespaces.find(({ match }) => globMatches(match, namespace ?? ''))
}

function ruled(namespace: string | undefined, settings: Settings): Demand | undefined {
  const rule = namespaceRule(namespace, settings)
  return rule && { level: rule.level, version: rule.version ?? settings.levelVersion, from: 'namespaces' }
}

function fallback({ level, levelVersion, levelFromPolicy }: Settings): Demand {
  return { level, version: levelVersion, from: levelFromPolicy ? 'policy' : 'default' }
}
