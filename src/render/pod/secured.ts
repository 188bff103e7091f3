import type { ValueMap } from '../../manifest/value.ts'
import type { Values } from '../values/values.ts'
import { preparedByItsUser } from './attachable.ts'
import { hardened } from './container.ts'
import { type Extension, saidSecurityContext } from './extended.ts'
import { mapsAt } from './fields.ts'
import { podSecurityContext } from './security.ts'

/** Harden every container of a finished pod, those that others bring too. */
export function secured(values: Values, section: Extension, merged: ValueMap): ValueMap {
  const spec = preparedByItsUser(merged)
  const context = podSecurityContext(values, saidSecurityContext(section))
  const harden = (container: ValueMap) => hardened(container, context)
  return {
    ...spec,
    securityContext: context,
    initContainers: mapsAt(spec, 'initContainers').map(harden),
    containers: mapsAt(spec, 'containers').map(harden),
  }
}
