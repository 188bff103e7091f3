import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import { namespaceOf, namespaceRule } from '../../workload/demand.ts'
import type { Finding } from '../../workload/finding.ts'
import { policyKeys } from '../../workload/images.ts'
import { isOfKind, podSites } from '../../workload/kinds.ts'
import type { ObjectView } from '../../workload/object.ts'
import { containersOf } from '../../workload/pod.ts'
import type { PolicyRowPlace, PolicySection, Settings } from '../../workload/settings.ts'
import type { ManifestRun } from '../manifest-run.ts'
import type { JudgedWorkload } from '../report.ts'
import { objectsIn } from '../workload.ts'
import { policyPlace } from './policy-place.ts'

/** Rows of the policy that are about nothing in the manifests: a name is misspelt, or what it was for is gone. */
export function unusedRowFindings(run: ManifestRun, rows: readonly PolicyRowPlace[]): readonly Finding[] {
  const { settings } = run
  const objects = objectsIn(run.sources)
  if (rows.length === 0 || objects.length === 0) return []
  const used: Uses = {
    images: imagesUsed(run.judged(), settings),
    storageClasses: classesUsed(run.judged(), objects),
    claims: claimsUsed(run.judged()),
    namespaces: namespacesUsed(objects, settings),
    workloads: workloadsUsed(objects, settings),
  }
  const unused = rows.filter(({ section, key }) => !used[section].has(key))
  const lost = unused.filter(row => leadsNowhere(row, objects, settings))
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

type Uses = Readonly<Record<PolicySection, ReadonlySet<string | number>>>

const sections = ['images', 'storageClasses', 'claims', 'namespaces', 'workloads'] as const

/** An object of the kind is there, and no pod at the path. */
function leadsNowhere({ section, key }: PolicyRowPlace, objects: readonly ObjectView[], settings: Settings): boolean {
  const row = section === 'workloads' ? settings.workloads[Number(key)] : undefined
  return row !== undefined && objects.some(({ ref }) => isOfKind(ref, row))
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
