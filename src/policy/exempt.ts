import { globMatches } from '../workload/glob.ts'
import type { ObjectRef } from '../workload/object/object.ts'
import type { Exemption } from '../workload/settings/settings.ts'

/** What somebody wants to report or edit. Without a container it is a field of the whole pod. */
export interface ExemptionTarget {
  readonly object: Pick<ObjectRef, 'kind' | 'name'>
  /** Where the object is placed, which may be nowhere. */
  readonly namespace?: string
  readonly container?: string
  readonly check: string
}

/** The first exemption that covers the target; expired ones cover too, because bytes do not change overnight. */
export function exemptionFor(target: ExemptionTarget, exemptions: readonly Exemption[]): Exemption | undefined {
  return exemptions.find(exemption => covers(exemption, target))
}

/** Whether the exemption's day is over. It holds on the day itself. Both are `YYYY-MM-DD`, which sorts as text. */
export function isExpired({ expires }: Exemption, today: string): boolean {
  return expires !== undefined && expires < today
}

/** The exemptions that covered nothing in a run, in the policy's order. */
export function unusedExemptions(exemptions: readonly Exemption[], used: ReadonlySet<Exemption>): readonly Exemption[] {
  return exemptions.filter(exemption => !used.has(exemption))
}

/** Unlike a rule of `namespaces`, an exemption's `*` holds for what has no namespace or container too. */
function covers(exemption: Exemption, { object, namespace, container, check }: ExemptionTarget): boolean {
  return (
    (exemption.checks.includes('*') || exemption.checks.includes(check)) &&
    matches(exemption.kind, object.kind) &&
    matches(exemption.name, object.name) &&
    matches(exemption.namespace, namespace ?? '') &&
    matches(exemption.container, container ?? '')
  )
}

function matches(glob: string, text: string): boolean {
  return glob === '*' || globMatches(glob, text)
}
