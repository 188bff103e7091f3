import { storageProfiles } from '../../knowledge/storage/profile-names.ts'
import { compact } from '../../manifest/compact.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { isList, isMap, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { AnnotationProblem } from '../object/annotations.ts'
import type { PodView } from '../pod/pod.ts'
import { type Demand, type Level, levels } from './level.ts'
import type { ClaimStorage, HardenSettings, Settings } from './settings.ts'

/**
 * What the values of a platform say of a workload and its manifest cannot show. `render` knows it; a chart writes it into
 * an annotation, so that the post-renderer decides what `render` would have decided.
 */
export interface Stated {
  readonly level?: Level
  /** A platform that assigns users and groups: nothing may write an id. */
  readonly assignsIds?: boolean
  readonly repair: Pick<HardenSettings, 'initImage' | 'initName' | 'initResources'> &
    Partial<Pick<HardenSettings, 'ownershipPolicy'>>
  readonly claims: ReadonlyMap<string, ClaimStorage>
}

/** The annotation that a chart writes. */
export const statedAnnotation = 'seaworthy.dev/values'

/** The settings under what a workload's values state. The level is no setting: see `stricter`. */
export function settingsWith({ assignsIds, repair, claims }: Stated, settings: Settings): Settings {
  const harden: HardenSettings = { ...settings.harden, ...repair, ...compact({ assignsIds }) }
  return {
    ...settings,
    claims: claims.size === 0 ? settings.claims : new Map([...settings.claims, ...claims]),
    harden: assignsIds === true && harden.volumes === 'fix' ? { ...harden, volumes: 'report' } : harden,
  }
}

/** What a namespace demands, or what the values of a workload state where that is stricter, or nobody demands anything. */
export function stricter(demand: Demand, stated: Level | undefined): Demand {
  if (stated === undefined) return demand
  if (demand.from !== 'default' && levels.indexOf(stated) <= levels.indexOf(demand.level)) return demand
  return { ...demand, level: stated, from: 'values' }
}

/** What the annotation of a workload states, and what is wrong with it. */
export interface ReadStatement {
  readonly stated?: Stated
  readonly problems: readonly AnnotationProblem[]
}

const silent: ReadStatement = { problems: [] }

/** Read the annotation of a pod's object. */
export function statedBy({ object }: Pick<PodView, 'object'>): ReadStatement {
  const annotations = mapAt(mapAt(object.value, 'metadata'), 'annotations')
  const text = annotations?.[statedAnnotation]
  if (text === undefined) return silent
  const path = [...object.path, 'metadata', 'annotations', statedAnnotation]
  const value = typeof text === 'string' ? parsed(text) : undefined
  if (!isMap(value)) return { problems: [problem(path, text, 'the JSON that charts/agent writes')] }
  const unknown = Object.keys(value).filter(key => !keys.includes(key))
  return { stated: statement(value), problems: unknown.map(key => problem(path, key, `one of ${keys.join(', ')}`)) }
}

const keys = ['level', 'platform', 'repair', 'claims']

function parsed(text: string): Value | undefined {
  try {
    return JSON.parse(text)
  } catch {
    // Whoever wrote it is told by the caller.
    return undefined
  }
}

/** What values state, in the shape that the annotation has. */
export function statement(value: ValueMap): Stated {
  const level = levels.find(known => known === value.level)
  const claims = Object.entries(mapAt(value, 'claims') ?? {})
  return {
    ...compact({ level, assignsIds: value.platform === 'openshift' ? true : undefined }),
    repair: repairOf(mapAt(value, 'repair') ?? {}),
    claims: new Map(claims.flatMap(([name, claim]) => (isMap(claim) ? [[name, claimOf(claim)]] : []))),
  }
}

function repairOf(repair: ValueMap): Stated['repair'] {
  const policy = (['Always', 'OnRootMismatch'] as const).find(known => known === repair.ownershipPolicy)
  return compact({
    ownershipPolicy: policy,
    initImage: textAt(repair, 'image'),
    initName: textAt(repair, 'name'),
    initResources: repair.resources === undefined ? undefined : amountsOf(mapAt(repair, 'resources') ?? {}),
  })
}

/** Amounts as text, by kind and name: `cpu: 1` and `cpu: "1"` are one quantity. */
function amountsOf(resources: ValueMap): NonNullable<HardenSettings['initResources']> {
  const kinds = ['requests', 'limits'].flatMap(kind => {
    const amounts = Object.entries(mapAt(resources, kind) ?? {})
    return amounts.length === 0 ? [] : [[kind, Object.fromEntries(amounts.map(([name, of]) => [name, String(of)]))]]
  })
  return Object.fromEntries(kinds)
}

function claimOf(claim: ValueMap): ClaimStorage {
  const root = rootOf(mapAt(claim, 'root'))
  return compact({
    fromValues: true,
    profile: storageProfiles.find(known => known === claim.profile),
    fsGroup: (['honoured', 'never', 'delegated'] as const).find(known => known === claim.fsGroup),
    root,
    chownable: typeof claim.chownable === 'boolean' ? claim.chownable : undefined,
    accessModes: isList(claim.accessModes) ? claim.accessModes.filter(mode => typeof mode === 'string') : undefined,
  })
}

function rootOf(root: ValueMap | undefined): ClaimStorage['root'] {
  const [uid = Number.NaN, gid = Number.NaN] = (textAt(root, 'owner') ?? '').split(':').map(Number)
  const mode = textAt(root, 'mode')
  if (mode === undefined || Number.isNaN(uid) || Number.isNaN(gid)) return undefined
  return { uid, gid, mode: mode.padStart(4, '0') }
}

function problem(path: FieldPath, value: Value, want: string): AnnotationProblem {
  return { path, annotation: statedAnnotation, got: typeof value === 'string' ? value : jsonLine(value), want }
}
