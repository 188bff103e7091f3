import { InputError } from '../error.ts'
import { decodeStream } from '../manifest/decode.ts'
import { inFile } from '../run/in-file.ts'
import type { Io } from './io.ts'
import { withSlashes } from './slashes.ts'

/** A named text: `-` is the standard input. */
export interface InputText {
  readonly file: string
  readonly text: string
}

/** Read one file as text. Errors name it. */
export async function readText(file: string, io: Io): Promise<string> {
  const bytes = file === '-' ? await io.stdin() : await io.readFile(file)
  return inFile(file, () => decodeStream(bytes))
}

/** From so many files on a person wonders whether anything happens. */
const many = 50

/**
 * The operands of a command as texts, in the order given; a folder stands for its `.yaml`, `.yml` and `.json` files.
 * Without operands the standard input is read, unless a person would have to type it.
 */
export async function readInputs(operands: readonly string[], io: Io): Promise<readonly InputText[]> {
  if (operands.length === 0 && io.terminal.stdin)
    throw new InputError('USAGE', 'name a file or a folder, or pipe manifests in (`-` is the standard input)')
  const files = await inputFiles(operands.length === 0 ? ['-'] : operands, io)
  const texts: InputText[] = []
  for (const [index, file] of files.entries()) {
    if (files.length >= many) io.progress(`reading ${index + 1} of ${files.length} files`)
    texts.push({ file, text: await readText(file, io) })
  }
  if (files.length >= many) io.progress(`judging ${files.length} files`)
  return texts
}

async function inputFiles(operands: readonly string[], io: Io): Promise<readonly string[]> {
  const lists = await Promise.all(operands.map(operand => filesOf(withSlashes(operand), io)))
  return [...new Set(lists.flat())]
}

async function filesOf(operand: string, io: Io): Promise<readonly string[]> {
  if (operand === '-' || (await io.kindOf(operand)) !== 'folder') return [operand]
  const files = (await io.listFiles(operand)).filter(file => /\.(ya?ml|json)$/i.test(file))
  if (files.length === 0) throw new InputError('USAGE', `${operand}: the folder holds no .yaml, .yml or .json file`)
  return files
}
