import type { ValueMap } from '../../manifest/value.ts'
import type { ChownInit } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { hardened } from './container.ts'
import { type Extension, saidSecurityContext } from './extended.ts'
import { mapsAt } from './fields.ts'
import { repairsOf } from './repair.ts'
import { podSecurityContext } from './security.ts'
import { type PodTemplateView, podTemplateView } from './view.ts'

/** Harden every container of a finished pod, those that others bring too, and put the repairs first. */
export function securedView(
  values: Values,
  section: Extension & { readonly chownInit: ChownInit },
  spec: ValueMap,
  image: string,
): PodTemplateView {
  const context = podSecurityContext(values.identity, saidSecurityContext(section))
  const harden = (container: ValueMap) => hardened(container, context)
  const [initContainers, containers] = [mapsAt(spec, 'initContainers'), mapsAt(spec, 'containers')]
  const { chownInit } = section
  const repairs = repairsOf(values, { containers: [...containers, ...initContainers], image, chownInit })
  const secured = {
    ...spec,
    securityContext: context,
    initContainers: initContainers.map(harden),
    containers: containers.map(harden),
  }
  return podTemplateView(secured, repairs)
}
