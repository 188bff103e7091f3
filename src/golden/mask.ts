import { InputError } from '../error.ts'
import type { FieldPath } from '../manifest/path.ts'
import { parseMaskPath } from './mask-path.ts'

/** A field that is left out of the comparison because it changes from run to run. */
export interface Mask {
  readonly kind: string
  /** Absent: in any namespace. */
  readonly namespace?: string
  readonly name: string
  readonly path: FieldPath
  /** As it was written, for messages. */
  readonly written: MaskText
}

/** A mask as people write it: `{ object: Secret/web, path: data.password }`, or `Secret/<namespace>/web`. */
export interface MaskText {
  readonly object: string
  readonly path: string
}

/** Read a mask. `InputError('BAD_POLICY')` says what is wrong with the object or the path. */
export function parseMask({ object, path }: MaskText): Mask {
  const parts = object.split('/')
  const [kind = '', ...names] = parts
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    const got = JSON.stringify(object)
    throw new InputError('BAD_POLICY', `mask object is ${got}, want Kind/name or Kind/namespace/name`)
  }
  const namespace = names.length === 2 ? names[0] : undefined
  return {
    kind,
    ...(namespace !== undefined && { namespace }),
    name: names.at(-1) ?? '',
    path: parseMaskPath(path),
    written: { object, path },
  }
}
