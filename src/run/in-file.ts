import { InputError } from '../error.ts'
import { visible } from '../manifest/text/visible.ts'

/** Do `work` on the text of `file`, so that an input error of the layers below, which know no files, names it. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.code, `${file === '-' ? 'standard input' : visible(file)}: ${error.message}`)
  }
}
