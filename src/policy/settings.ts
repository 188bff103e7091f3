import type { ImageFacts } from '../knowledge/images/image-facts.ts'
import type { WorkloadKind } from '../knowledge/kinds/workload-kind.ts'
import { compact } from '../manifest/compact.ts'
import type { FieldPath } from '../manifest/path.ts'
import { normaliseReference } from '../workload/image/reference.ts'
import { groupOf } from '../workload/object/object.ts'
import { type PolicyVersion, parsePolicyVersion } from '../workload/settings/level.ts'
import {
  type ClaimStorage,
  defaultHarden,
  defaultSettings,
  type Exemption,
  type HardenSettings,
  type Settings,
  type StorageFacts,
} from '../workload/settings/settings.ts'
import type {
  ClaimEntry,
  ExemptionEntry,
  HardenEntry,
  ImageEntry,
  PolicyFile,
  StorageClassEntry,
  WorkloadEntry,
} from './schema.ts'

/** The settings that a valid policy file stands for. Options of the command line come on top of them. */
export function settingsOf(policy: PolicyFile): Settings {
  return {
    ...defaultSettings,
    level: policy.level ?? defaultSettings.level,
    levelVersion: versionOf(policy.levelVersion) ?? defaultSettings.levelVersion,
    levelFromPolicy: policy.level !== undefined,
    namespaces: (policy.namespaces ?? []).map(({ match, level, levelVersion }) => ({
      match,
      level,
      ...compact({ version: versionOf(levelVersion) }),
    })),
    storageClasses: mapOf(policy.storageClasses, name => name, storageFacts),
    claims: mapOf(policy.claims, name => name, claimStorage),
    ...compact({ defaultStorageClass: policy.defaultStorageClass }),
    // A name means what it means in a manifest; without a tag it stands for every tag.
    images: mapOf(policy.images, normaliseReference, imageFacts),
    workloads: (policy.workloads ?? []).map(workloadKind),
    harden: hardenSettings(policy.harden ?? {}),
    schema: schemaScope(policy.schema),
    exemptions: (policy.exemptions ?? []).map(exemption),
  }
}

function mapOf<A, B>(
  record: Readonly<Record<string, A>> | undefined,
  keyOf: (key: string) => string,
  made: (value: A) => B,
): ReadonlyMap<string, B> {
  return new Map(Object.entries(record ?? {}).map(([key, value]) => [keyOf(key), made(value)]))
}

function versionOf(text: string | undefined): PolicyVersion | undefined {
  return text === undefined ? undefined : parsePolicyVersion(text)
}

function storageFacts({ profile, source, fsGroup, root, chownable, remote }: StorageClassEntry): StorageFacts {
  const owned = root && { ...idsOf(root.owner), mode: modeText(root.mode) }
  return compact({ profile, source, fsGroup, root: owned, chownable, remote })
}

function claimStorage({ accessModes, ...facts }: ClaimEntry): ClaimStorage {
  return { ...storageFacts(facts), ...compact({ accessModes }) }
}

/** Four octal digits: `755` and 493, which is what YAML makes of an unquoted 0755, are `0755`. */
function modeText(mode: string | number): string {
  return (typeof mode === 'number' ? mode.toString(8) : mode.replace(/^0(?=\d{4})/, '')).padStart(4, '0')
}

function idsOf(text: string): { readonly uid: number; readonly gid: number } {
  const [uid = 0, gid = 0] = text.split(':').map(Number)
  return { uid, gid }
}

function imageFacts({ user, name, group, switchesTo, ...facts }: ImageEntry): ImageFacts {
  const ids = switchesTo === undefined ? undefined : idsOf(switchesTo)
  return {
    ...compact(facts),
    ...compact({ user: userOf({ user, name, group, switchesTo }), switchesTo: ids }),
    from: 'images of the policy',
  }
}

/** An image that becomes another user starts as root; root's group is 0 wherever nothing else is said. */
function userOf({ user, name, group, switchesTo }: ImageEntry): ImageFacts['user'] {
  if (user === 'root' || user === 0 || (user === undefined && switchesTo !== undefined))
    return { uid: 0, gid: group ?? 0 }
  if (typeof user === 'number') return { uid: user, ...compact({ name, gid: group }) }
  return user === undefined && group === undefined ? undefined : compact({ name: user, gid: group })
}

function workloadKind({ apiVersion, kind, name, path, holds, pod, containersOnly }: WorkloadEntry): WorkloadKind {
  return {
    group: groupOf(apiVersion),
    kind,
    path: stepsOf(path),
    ...compact({ name, containersOnly }),
    ...(pod !== undefined && { pod: stepsOf(pod) }),
    ...(holds !== undefined && holds !== 'podTemplate' && { holds }),
  }
}

/** `spec.replicatedJobs[*].template` is the path spec, replicatedJobs, *, template; `data["a.yaml"]` is data, a.yaml. */
function stepsOf(path: string): FieldPath {
  return [...path.matchAll(/\["([^"]+)"\]|\[(\*)\]|([^.[\]]+)/g)].map(
    ([, key, star, plain]) => key ?? star ?? plain ?? '',
  )
}

function hardenSettings({ initResources, volumes, ...entry }: HardenEntry): HardenSettings {
  return {
    ...defaultHarden,
    ...compact(entry),
    ...(volumes !== undefined && { volumes: volumes === false ? 'off' : volumes }),
    ...compact({ initResources: resources(initResources) }),
  }
}

/** Quantities may be written as numbers; the API server reads `cpu: 1` and `cpu: "1"` alike. */
function resources(entry: HardenEntry['initResources']): HardenSettings['initResources'] {
  const kinds = Object.entries(entry ?? {}).filter(([, quantities]) => quantities !== undefined)
  if (kinds.length === 0) return undefined
  return Object.fromEntries(
    kinds.map(([kind, quantities]) => [
      kind,
      Object.fromEntries(Object.entries(quantities ?? {}).map(([name, quantity]) => [name, String(quantity)])),
    ]),
  )
}

function exemption({ kind, namespace, name, container, checks, reason, expires }: ExemptionEntry): Exemption {
  return {
    kind: kind ?? '*',
    namespace: namespace ?? '*',
    name: name ?? '*',
    container: container ?? '*',
    checks,
    reason: reason.trim(),
    ...compact({ expires }),
  }
}

/** Unquoted, `on` and `off` are booleans. */
function schemaScope(written: PolicyFile['schema']): Settings['schema'] {
  if (written === 'full') return 'full'
  return written === 'off' || written === false ? 'off' : 'on'
}
