import { textAt, type ValueMap } from '../../../manifest/value.ts'
import { cleanPath } from './directories.ts'
import { expanded, variablesOf } from './variables.ts'

/** The path inside the volume that a mount of a container shows, with the variables of an expression that the manifest gives a value. */
export function subPathOf(container: ValueMap, mount: ValueMap): string {
  const written = textAt(mount, 'subPath') ?? ''
  const path = written === '' ? expanded(textAt(mount, 'subPathExpr') ?? '', variablesOf(container)) : written
  return cleanPath(typeof path === 'string' ? path : '') ?? ''
}
