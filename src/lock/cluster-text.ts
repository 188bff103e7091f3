import { compact, compactMap } from '../manifest/compact.ts'
import { listAt, ownAt, textAt, type Value } from '../manifest/value.ts'
import type {
  LockedClaim,
  LockedClass,
  LockedCluster,
  LockedDriver,
  LockedNamespace,
  LockedNodes,
  LockedVolume,
} from '../workload/settings/cluster-facts.ts'
import { lockLines } from './lock-text.ts'

/** The line that the block of a cluster begins with. */
export const clusterHead = 'cluster:'

/** The sections that have entries by name, and what an entry holds. */
export interface SectionFacts {
  readonly namespaces: LockedNamespace
  readonly storageClasses: LockedClass
  readonly csiDrivers: LockedDriver
  readonly volumes: LockedVolume
  readonly claims: LockedClaim
}

/** The name of a section. */
export type LockSection = keyof SectionFacts

/** In the order of the file. */
export const sectionNames = ['namespaces', 'storageClasses', 'csiDrivers', 'volumes', 'claims'] as const

/** The lines of what is known of a cluster, each with its line end. The same facts give the same bytes. */
export function clusterText(cluster: LockedCluster): string {
  const { version, nodes } = cluster
  return [
    clusterHead,
    ...lockLines('version', version, 2),
    ...(nodes === undefined ? [] : lockLines('nodes', { ...nodes }, 2)),
    ...sectionNames.flatMap(name => sectionLines(name, cluster)),
    '',
  ].join('\n')
}

function sectionLines(name: LockSection, cluster: LockedCluster): readonly string[] {
  const entries = cluster[name]
  if (entries === undefined) return []
  if (entries.size === 0) return [`  ${name}: {}`]
  const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [`  ${name}:`, ...sorted.flatMap(([key, facts]) => clusterEntryLines(name, key, facts))]
}

/** The lines of one entry of a section, in the order in which its fields are always written. */
export function clusterEntryLines(
  section: LockSection,
  key: string,
  facts: SectionFacts[LockSection],
): readonly string[] {
  return lockLines(key, { ...clusterEntries[section](compactMap(facts)) }, 4)
}

/** What is kept of an entry of each section. */
export const clusterEntries: { readonly [Name in LockSection]: (value: Value) => SectionFacts[Name] } = {
  namespaces: (value: Value): LockedNamespace =>
    compact({
      enforce: textAt(value, 'enforce'),
      enforceVersion: textAt(value, 'enforceVersion'),
      uidRange: textAt(value, 'uidRange'),
      supplementalGroups: textAt(value, 'supplementalGroups'),
    }),
  storageClasses: (value: Value): LockedClass =>
    compact({
      provisioner: textAt(value, 'provisioner') ?? '',
      volumeType: textAt(value, 'volumeType'),
      fsType: textAt(value, 'fsType'),
      protocol: textAt(value, 'protocol'),
      mountOptions: someTexts(value, 'mountOptions'),
      default: flag(value, 'default'),
    }),
  csiDrivers: (value: Value): LockedDriver => compact({ fsGroupPolicy: textAt(value, 'fsGroupPolicy') }),
  volumes: (value: Value): LockedVolume =>
    compact({
      class: textAt(value, 'class'),
      source: textAt(value, 'source') ?? '',
      ...behindFacts(value),
      claim: textAt(value, 'claim'),
    }),
  claims: (value: Value): LockedClaim =>
    compact({
      class: textAt(value, 'class'),
      source: textAt(value, 'source'),
      ...behindFacts(value),
      phase: textAt(value, 'phase') ?? '',
    }),
}

/** What decides who may write to a volume. */
function behindFacts(value: Value): Omit<LockedVolume, 'class' | 'source' | 'claim'> {
  return {
    driver: textAt(value, 'driver'),
    fsType: textAt(value, 'fsType'),
    accessPoint: flag(value, 'accessPoint'),
    volumeMode: textAt(value, 'volumeMode'),
    gid: textAt(value, 'gid'),
    accessModes: texts(value, 'accessModes'),
  }
}

/** What is kept of the nodes. */
export function keptNodes(value: Value): LockedNodes {
  const able = textAt(value, 'supplementalGroupsPolicy')
  return {
    operatingSystems: texts(value, 'operatingSystems'),
    architectures: texts(value, 'architectures'),
    runtimes: texts(value, 'runtimes'),
    supplementalGroupsPolicy: able === 'all' || able === 'some' ? able : 'none',
  }
}

function texts(value: Value, key: string): readonly string[] {
  return listAt(value, key).map(String)
}

function someTexts(value: Value, key: string): readonly string[] | undefined {
  const found = texts(value, key)
  return found.length === 0 ? undefined : found
}

function flag(value: Value, key: string): true | undefined {
  return ownAt(value, key) === true ? true : undefined
}
