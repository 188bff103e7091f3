import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { codeOf, reasonOf } from '../process/system-error.ts'
import { partialBeside, putInPlace, realPathOf, refuseTarget } from './files.ts'

/** Characters that are written at once. */
const block = 1 << 20

/** `replaceFile` for a text that is made while it is written. */
export async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  refuseTarget(path)
  const target = realPathOf(path) ?? resolve(path)
  const partial = writing(path, () => partialBeside(target))
  try {
    writing(path, () => writeFileSync(partial, '', { flag: 'wx' }))
    let held = ''
    for await (const piece of pieces) {
      held += piece
      if (held.length < block) continue
      writing(path, () => appendFileSync(partial, held))
      held = ''
    }
    writing(path, () => appendFileSync(partial, held))
    writing(path, () => putInPlace(partial, target))
  } finally {
    rmSync(partial, { force: true })
  }
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw new InputError('UNWRITABLE', `${visible(path)}: cannot be written (${reasonOf(codeOf(error))})`)
  }
}
