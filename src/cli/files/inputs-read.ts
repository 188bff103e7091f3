import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { fileIdentity, realPathOf, refuseTarget } from './files.ts'

/** The files that a run has read. A report that is written over one of them would destroy it. */
export interface InputsRead {
  /** A path, or the descriptor of the standard input, which a shell may have opened a file for. */
  readonly add: (input: string | number) => void
  /** Throw `InputError('UNWRITABLE')` for the name of an input, and for what is no file. */
  readonly refuse: (path: string) => void
}

/** Remember files by what they are, not by their names: links lead to them too. */
export function inputsRead(): InputsRead {
  const read = new Set<string>()
  return {
    add: input => {
      const identity = fileIdentity(input)
      if (identity !== undefined) read.add(identity)
    },
    refuse: path => {
      refuseTarget(path)
      // Where it would be written, also over a folder that is not there: `missing/../web.yaml`.
      const identity = fileIdentity(realPathOf(path) ?? path)
      if (identity !== undefined && read.has(identity))
        throw new InputError('UNWRITABLE', `${visible(path)}: cannot be written (it is an input of this run)`)
    },
  }
}
