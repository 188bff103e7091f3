import type { FieldPath } from '../../manifest/path.ts'
import type { Finding, Place } from '../../workload/finding/finding.ts'
import type { KeyOf } from './keys.ts'

/** One thing that is wrong, as fine as a value can mend it: a check of Pod Security may fail in several containers. */
export interface Item {
  /** The same in every render of the chart, wherever lines move. */
  readonly key: string
  /** The check of a violation, else the finding's code. */
  readonly what: string
  readonly object: string
  readonly container?: string
  readonly finding: Finding
  /** How many fields it is about: the volumes of a pod, for one. */
  readonly count: number
}

/** Whether a value of a chart could end it: what is unknown of a cluster or an image, only a policy or a lock tells. */
export function isEndable({ what }: Item): boolean {
  return !unknowns.has(what)
}

const unknowns: ReadonlySet<string> = new Set(['volume-unknown', 'may-not-start', 'storage-assumed'])

/** What a values file should mend: what fails a check, and warnings. A finding without an object is none of the chart's pods. */
export function itemsWith(findings: readonly Finding[], keyOf: KeyOf): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>()
  for (const item of findings.filter(({ severity }) => severity !== 'note').flatMap(finding => itemsIn(finding, keyOf)))
    items.set(item.key, { ...item, count: item.count + (items.get(item.key)?.count ?? 0) })
  return items
}

function itemsIn(finding: Finding, keyOf: KeyOf): readonly Item[] {
  const places = finding.code === 'pod-security' ? [finding.place, ...(finding.also ?? [])] : [finding.place]
  return places.flatMap(place => {
    const object = place.object && keyOf(place.object, place.source)
    return object === undefined ? [] : [itemAt(finding, place, object)]
  })
}

function itemAt(finding: Finding, { container, path = [] }: Place, object: string): Item {
  const what = finding.code === 'pod-security' ? finding.check : finding.code
  const key = JSON.stringify([what, object, container, aboutOf(finding, path)])
  return { key, what, object, ...(container !== undefined && { container }), finding, count: 1 }
}

/** What tells two items of one container, or of one pod. Indexes do not: they move when an item of a list goes. */
function aboutOf(finding: Finding, path: FieldPath): string {
  if (finding.code === 'pod-security') return path.filter(step => typeof step === 'string').join('.')
  if ('mountPath' in finding) return finding.mountPath
  if ('reason' in finding) return JSON.stringify(finding.reason)
  return 'detail' in finding ? finding.detail : ''
}
