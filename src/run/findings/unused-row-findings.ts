import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import { policyKeys } from '../../workload/image/images.ts'
import { isOfKind, podSites } from '../../workload/object/kinds.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import { containersOf } from '../../workload/pod/pod.ts'
import { namespaceOf, namespaceRule } from '../../workload/settings/demand.ts'
import type { PolicyRowPlace, PolicySection, Settings } from '../../workload/settings/settings.ts'
import type { JudgedWorkload } from '../report.ts'
import type { Source } from '../source.ts'
import { objectsIn } from '../workload.ts'
import { policyPlace } from './policy-place.ts'

/** Rows of the policy that are about nothing in the manifests: a name is misspelt, or what it was for is gone. */
export function unusedRowFindings(
  rows: readonly PolicyRowPlace[],
  used: RowUses | undefined,
  settings: Settings,
): readonly Finding[] {
  if (rows.length === 0 || used === undefined) return []
  const unused = rows.filter(({ section, key }) => !used[section].has(key))
  const lost = unused.filter(({ section, key }) => section === 'workloads' && used.kinds.has(key))
  const lostFindings = lost.flatMap(row => unusedFinding([row], settings, { leadsNowhere: true }))
  if (settings.policyReach === 'part') return lostFindings
  return [
    ...lostFindings,
    ...sections.flatMap(section => {
      const absent = unused.filter(row => row.section === section && !lost.includes(row))
      return unusedFinding(absent, settings)
    }),
  ]
}

/**
 * What of the manifests rows of the policy are about, by their keys. `kinds` are rows of workloads of which there is an
 * object: if it has no pod at the path, the row leads nowhere.
 */
export type RowUses = Readonly<Record<PolicySection | 'kinds', ReadonlySet<string | number>>>

const sections = ['images', 'storageClasses', 'claims', 'namespaces', 'workloads'] as const

/** What rows of the policy are about in `sources`; undefined where those hold nothing. */
export function rowUses(
  sources: readonly Source[],
  judged: readonly JudgedWorkload[],
  settings: Settings,
): RowUses | undefined {
  const objects = objectsIn(sources)
  if (objects.length === 0) return undefined
  return {
    images: imagesUsed(judged, settings),
    storageClasses: classesUsed(judged, objects),
    claims: claimsUsed(judged),
    namespaces: namespacesUsed(objects, settings),
    workloads: workloadsUsed(objects, settings),
    kinds: new Set(
      settings.workloads.flatMap((row, key) => (objects.some(({ ref }) => isOfKind(ref, row)) ? key : [])),
    ),
  }
}

/** The uses of two parts of the manifests. */
export function joinedUses(one: RowUses | undefined, other: RowUses | undefined): RowUses | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const union = (key: keyof RowUses) => new Set([...one[key], ...other[key]])
  return {
    images: union('images'),
    storageClasses: union('storageClasses'),
    claims: union('claims'),
    namespaces: union('namespaces'),
    workloads: union('workloads'),
    kinds: union('kinds'),
  }
}

/** One finding for all, at the first: a policy may be for many releases. */
function unusedFinding(
  rows: readonly PolicyRowPlace[],
  settings: Settings,
  more: { readonly leadsNowhere?: true } = {},
): readonly Finding[] {
  const [first] = rows
  if (first === undefined) return []
  const { section, position } = first
  const names = rows.map(({ name }) => name)
  const place = policyPlace(settings, position)
  return [{ code: 'policy-row-unused', section, names, ...more, severity: 'warning', place }]
}

function imagesUsed(judged: readonly JudgedWorkload[], settings: Settings): ReadonlySet<string> {
  const images = judged.flatMap(({ workload }) =>
    containersOf(workload.pod).flatMap(({ spec }) => textAt(spec, 'image') ?? []),
  )
  return new Set([...new Set([...images, settings.harden.chownImage])].flatMap(policyKeys))
}

function classesUsed(judged: readonly JudgedWorkload[], objects: readonly ObjectView[]): ReadonlySet<string> {
  const mounted = judged.flatMap(({ judgement }) =>
    judgement.verdicts.flatMap(({ facts }) => facts?.claim?.storageClass ?? []),
  )
  const named = objects.flatMap(({ value }) => {
    const spec = mapAt(value, 'spec')
    const templates = listAt(spec, 'volumeClaimTemplates').map(template => mapAt(template, 'spec'))
    return [spec, ...templates].flatMap(one => textAt(one, 'storageClassName') ?? [])
  })
  const made = objects.flatMap(({ ref }) => (ref.kind === 'StorageClass' ? [ref.name] : []))
  return new Set([...mounted, ...named, ...made])
}

function claimsUsed(judged: readonly JudgedWorkload[]): ReadonlySet<string> {
  return new Set(
    judged.flatMap(({ judgement }) =>
      judgement.verdicts.flatMap(({ facts }) => {
        const { claim } = facts ?? {}
        return claim === undefined ? [] : [claim.name, `${claim.namespace ?? ''}/${claim.name}`]
      }),
    ),
  )
}

/** The first rule that matches decides, so that one behind it is of no use. */
function namespacesUsed(objects: readonly ObjectView[], settings: Settings): ReadonlySet<number> {
  const names = objects.map(object =>
    object.ref.kind === 'Namespace' ? object.ref.name : namespaceOf(object, settings),
  )
  return new Set(
    [...new Set(names)].flatMap(name => {
      const rule = namespaceRule(name, settings)
      return rule === undefined ? [] : [settings.namespaces.indexOf(rule)]
    }),
  )
}

function workloadsUsed(objects: readonly ObjectView[], settings: Settings): ReadonlySet<number> {
  const used = objects.flatMap(object => podSites(object, settings.workloads).map(({ row }) => row))
  return new Set(used.map(row => settings.workloads.indexOf(row)))
}
