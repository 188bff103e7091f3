import type { StorageProfileName } from '../../knowledge/storage/profile-names.ts'
import { profileOf } from '../../knowledge/storage/profiles.ts'
import type { LockedClass, LockedCluster } from '../../workload/settings/cluster-facts.ts'
import { enforcePolicy } from '../../workload/settings/namespace-policy.ts'
import { flowKey } from '../../workload/settings/policy-row.ts'
import type { Met, MetNamespace, MetRow } from './met.ts'

/** What was met, and what a cluster says: of what both name, the cluster knows. */
export function withCluster(met: Met, cluster: LockedCluster): Met {
  const rows = [...(cluster.storageClasses ?? [])].map(([name, facts]) => classRow(name, facts))
  const seen = [...rows, ...defaultRow(cluster)]
  const isSeen = ({ entry }: MetRow) =>
    seen.some(row => row.entry.section === entry.section && row.entry.name === entry.name)
  return {
    ...met,
    rows: [...seen, ...met.rows.filter(row => !isSeen(row))],
    namespaces: [...namespacesIn(cluster, met), ...met.namespaces.filter(({ name }) => !cluster.namespaces?.has(name))],
  }
}

function classRow(name: string, facts: LockedClass): MetRow {
  const profile = profileOfClass(facts)
  const beyond = [
    ...(facts.mountOptions ?? []),
    ...(facts.protocol === undefined ? [] : [`protocol=${facts.protocol}`]),
  ]
  const from = [`provisioner ${facts.provisioner}`]
  if (profile === undefined)
    return { entry: { section: 'storageClasses', name, value: example }, knowledge: 'unknown', from }
  const entry = { section: 'storageClasses', name, value: `{ profile: ${profile} }` } as const
  if (beyond.length === 0) return { entry, knowledge: 'seen', from }
  const more = `whose ${beyond.join(', ')} only \`seaworthy lock --cluster\` records`
  return { entry, knowledge: 'unknown', from: [`${from[0]}, ${more}`] }
}

const example = '{ source: csi, fsGroup: honoured, root: { owner: "0:0", mode: "0755" } }'

/** A local-path class whose annotation says `local` makes what k3s' does (`withVolumeType` in provision.ts). */
function profileOfClass({ provisioner, volumeType }: LockedClass): StorageProfileName | undefined {
  const profile = profileOf(provisioner)
  return profile === 'rancher-local-path' && volumeType?.toLowerCase() === 'local' ? 'k3s-local-path' : profile
}

/** Of several marked ones the API server takes the newest, which nobody wrote down. */
function defaultRow({ storageClasses = new Map() }: LockedCluster): readonly MetRow[] {
  const [name, other] = [...storageClasses].flatMap(([one, facts]) => (facts.default === true ? [one] : []))
  if (name === undefined || other !== undefined) return []
  return [
    { entry: { section: 'defaultStorageClass', value: flowKey(name) }, knowledge: 'seen', from: ['its annotation'] },
  ]
}

function namespacesIn({ namespaces = new Map() }: LockedCluster, met: Met): readonly MetNamespace[] {
  return [...namespaces].map(([name, { enforce, enforceVersion }]) => {
    const { level, version = 'latest' } = enforcePolicy(enforce, enforceVersion)
    const known = met.namespaces.find(one => one.name === name)
    return { workloads: 0, ...known, name, inCluster: level === undefined ? 'without a label' : { level, version } }
  })
}
