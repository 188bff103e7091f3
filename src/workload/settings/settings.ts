import type { ImageFacts, LockState } from '../../knowledge/images/image-facts.ts'
import type { WorkloadKind } from '../../knowledge/kinds/workload-kind.ts'
import type { StorageProfileName } from '../../knowledge/storage/profile-names.ts'
import type { Position } from '../../manifest/document.ts'
import type { ClusterFacts } from './cluster-facts.ts'
import type { Level, PolicyVersion } from './level.ts'

/**
 * Everything a run is told, in the form the code wants it: what `seaworthy.yaml` and the options become.
 * `policy/` builds it; nothing below `policy/` knows where it came from.
 */
export interface Settings {
  readonly level: Level
  readonly levelVersion: PolicyVersion
  /** `--level` beats labels and namespaces. */
  readonly levelForced: boolean
  readonly levelFromPolicy: boolean
  /** `--kube-version`: the minor of the API server whose `latest` counts. */
  readonly kubeMinor?: number
  /** Where objects without a namespace are placed. Absent: nowhere. */
  readonly namespace?: string
  readonly namespaces: readonly NamespaceRule[]
  readonly storageClasses: ReadonlyMap<string, StorageFacts>
  readonly defaultStorageClass?: string
  /** `--assume`: what claims are taken for of which nothing is said, those that name no class included. */
  readonly assume?: StorageProfileName
  /** What single claims are, whatever their class: by `namespace/name`, or by name in any namespace. */
  readonly claims: ReadonlyMap<string, ClaimStorage>
  /** Keys are normalised references: `docker.io/grafana/grafana`, or with a tag or digest. */
  readonly images: ReadonlyMap<string, ImageFacts>
  /** What the lock knows of a reference. The policy's word comes before it, the catalogue's after it. */
  readonly lockedImage?: (reference: string) => ImageFacts | undefined
  readonly lockState?: (reference: string) => LockState | undefined
  /** What the lock knows of the cluster. Objects of the stream and the policy come before it. */
  readonly cluster?: ClusterFacts
  readonly workloads: readonly WorkloadKind[]
  readonly harden: HardenSettings
  readonly exemptions: readonly Exemption[]
  /** Name of the policy file, for findings about the policy itself. */
  readonly policyFile?: string
  /** Only a part of what the policy is for is read: what a row or an exemption is about may be in the rest. */
  readonly policyReach?: 'part'
  /** Which objects are held against Kubernetes' own schema: `on` are all but CustomResourceDefinitions. */
  readonly schema: 'on' | 'full' | 'off'
  readonly enforce: boolean
  readonly strict: boolean
  /** Today as `YYYY-MM-DD`, for the expiry of exemptions. The clock is read in `cli/`. */
  readonly today: string
}

/** The parts of a policy whose rows are about something that manifests have. */
export type PolicySection = 'images' | 'storageClasses' | 'claims' | 'namespaces' | 'workloads'

/** Where a row of the policy is written, and what it is about. */
export interface PolicyRowPlace {
  readonly section: PolicySection
  /** What finds the row in the settings: the key of a map, the index in a list. */
  readonly key: string | number
  /** What it is called for people. */
  readonly name: string
  readonly position: Position
}

/** The level of the namespaces that a glob matches. */
export interface NamespaceRule {
  /** A glob over the namespace; `""` matches objects without one, `*` does not. */
  readonly match: string
  readonly level: Level
  readonly version?: PolicyVersion
}

/** What a claim of a storage class is inside a pod: a named profile, with single facts overridden. */
export interface StorageFacts {
  readonly profile?: StorageProfileName
  readonly source?: 'hostPath' | 'local' | 'csi' | 'nfs'
  readonly fsGroup?: 'honoured' | 'never' | 'delegated'
  readonly root?: { readonly uid: number; readonly gid: number /** Octal text, e.g. `0755`. */; readonly mode: string }
  readonly chownable?: boolean
  /** A file server checks permissions and may squash root; false: root is root there, as on a disk of the node. */
  readonly remote?: boolean
}

/** What one claim is. Its root is that of the volume as its pods find it. */
export interface ClaimStorage extends StorageFacts {
  /** Who can use it at a time, where the claim is in no manifest. */
  readonly accessModes?: readonly string[]
  /** The values that a chart was rendered with say it, and not the policy. */
  readonly fromValues?: true
}

/** What hardening may do, as the policy says it under `harden`. */
export interface HardenSettings {
  /** Undefined: at baseline and restricted, not at privileged. */
  readonly fields?: boolean
  readonly volumes: 'off' | 'report' | 'fix'
  readonly runAs?: { readonly user: number; readonly group: number }
  readonly readOnlyRootFilesystem: boolean
  readonly ownershipPolicy: 'Always' | 'OnRootMismatch'
  readonly chownImage: string
  /** What becomes of init containers of the author's that only repair volumes; absent: they stay. */
  readonly chartInits?: 'keep' | 'replace'
  /** The platform assigns users and groups: no change may write an id. */
  readonly assignsIds?: boolean
  /** Image of every init container that repairs volumes, whatever the workload's is. */
  readonly initImage?: string
  /** Its name, where only one is needed. */
  readonly initName?: string
  readonly initResources?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Globs except `checks`, which are ids of checks or `*`. `expires` is a date, `YYYY-MM-DD`. */
export interface Exemption {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly container: string
  readonly checks: readonly string[]
  readonly reason: string
  readonly expires?: string
  /** Where the policy file writes it. */
  readonly position?: Position
}

/** How pods are hardened where the policy does not say. */
export const defaultHarden: HardenSettings = {
  volumes: 'fix',
  readOnlyRootFilesystem: false,
  ownershipPolicy: 'Always',
  chownImage: 'docker.io/library/busybox:1.37',
}

/** What counts without a policy: `restricted` everywhere, and nothing known of storage. */
export const defaultSettings: Settings = {
  level: 'restricted',
  levelVersion: 'latest',
  levelForced: false,
  levelFromPolicy: false,
  namespaces: [],
  storageClasses: new Map(),
  claims: new Map(),
  images: new Map(),
  workloads: [],
  harden: defaultHarden,
  exemptions: [],
  schema: 'on',
  enforce: false,
  strict: false,
  today: '1970-01-01',
}
