/** What a lock holds of a cluster. A section is absent where it was not read, or might not be. */
export interface LockedCluster {
  /** Of the API server, as in `v1.36.3`. */
  readonly version: string
  readonly nodes?: LockedNodes
  readonly namespaces?: ReadonlyMap<string, LockedNamespace>
  readonly storageClasses?: ReadonlyMap<string, LockedClass>
  readonly csiDrivers?: ReadonlyMap<string, LockedDriver>
  /** PersistentVolumes that an administrator made, by name. */
  readonly volumes?: ReadonlyMap<string, LockedVolume>
  /** By `namespace/name`. */
  readonly claims?: ReadonlyMap<string, LockedClaim>
}

/** What the nodes of a cluster are, taken together. */
export interface LockedNodes {
  readonly operatingSystems: readonly string[]
  readonly architectures: readonly string[]
  /** `containerd://1.6.20`. */
  readonly runtimes: readonly string[]
  /** How many of them run pods that ask for `supplementalGroupsPolicy: Strict` (KEP-3619). */
  readonly supplementalGroupsPolicy: 'all' | 'some' | 'none'
}

/** What a namespace demands of its pods, by its labels and annotations. */
export interface LockedNamespace {
  readonly enforce?: string
  readonly enforceVersion?: string
  /** OpenShift's `openshift.io/sa.scc.uid-range`: users and groups are assigned from it. */
  readonly uidRange?: string
  readonly supplementalGroups?: string
}

/** What a StorageClass says of the volumes that it makes: never more of its parameters than these. */
export interface LockedClass {
  readonly provisioner: string
  /** `defaultVolumeType` of local-path. */
  readonly volumeType?: string
  readonly fsType?: string
  /** `nfs` or `smb`, of Azure Files. */
  readonly protocol?: string
  /** Only those that name an owner or a mode. */
  readonly mountOptions?: readonly string[]
  readonly default?: true
}

/** What a CSIDriver says about fsGroup. */
export interface LockedDriver {
  readonly fsGroupPolicy?: string
}

/** What stands behind a PersistentVolume: the field of its source, and what decides who may write. */
export interface LockedVolume {
  readonly class?: string
  readonly source: string
  readonly driver?: string
  readonly fsType?: string
  /** Of EFS: the volume is an access point. */
  readonly accessPoint?: true
  readonly volumeMode?: string
  /** `pv.beta.kubernetes.io/gid`. */
  readonly gid?: string
  readonly accessModes: readonly string[]
  /** The claim that it is kept for, as `namespace/name`. */
  readonly claim?: string
}

/** A claim, and the volume that it is bound to. */
export interface LockedClaim extends Omit<LockedVolume, 'source' | 'claim'> {
  /** Absent where it is not bound, or nobody may read its volume. */
  readonly source?: string
  readonly phase: string
}

/** What a lock knows of a cluster, by name. */
export interface ClusterFacts {
  readonly version: string
  readonly nodes: LockedNodes | undefined
  readonly namespace: (name: string) => LockedNamespace | undefined
  readonly storageClass: (name: string) => LockedClass | undefined
  /** The one class that claims get which name none. */
  readonly defaultClass: () => string | undefined
  readonly csiDriver: (name: string) => LockedDriver | undefined
  readonly volume: (name: string) => LockedVolume | undefined
  /** By `namespace/name`. */
  readonly claim: (name: string) => LockedClaim | undefined
}
