import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import type { ImageRisk } from '../../workload/reason/harden-reason.ts'

/** Why the image takes no hardening at all, if it does not. */
export function riskOf(facts: ImageFacts | undefined): ImageRisk | undefined {
  return facts?.hardeningRisk === undefined ? undefined : { code: 'image-risk', risk: facts.hardeningRisk }
}
