import { isWithin } from '../../manifest/path.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { HardenedSource } from '../harden/harden.ts'
import { placeOf } from '../place.ts'

/** One finding for each change that was planned and is not made. */
export function refusalFindings({ source, refused }: HardenedSource): readonly Finding[] {
  return refused.flatMap(({ document, refusal, ...own }) => {
    const { path } = refusal.change
    // The items of a List are objects of one document.
    const isItem = (view: ObjectView) => view.document === document && isWithin(path, view.path)
    const object = own.object ?? source.objects.findLast(isItem)
    if (object === undefined) return []
    const place = placeOf(source, object, path)
    return [{ code: 'edit-refused' as const, reason: refusal.reason, severity: 'warning' as const, place }]
  })
}
