import { InputError } from '../error.ts'
import { visible } from '../manifest/text/visible.ts'
import { otherFileWords } from '../report/words/other-file-words.ts'
import { someOf } from '../report/words/some-of.ts'
import { notManifests } from '../run/other-file.ts'
import type { InputFile, InputText } from './input.ts'
import type { Io } from './process/io.ts'

/** So far into a file stands what it is, comments before it included. */
const head = 4_000

/**
 * Whether a text is a file of this program: a policy, a lock, a fleet or a report, which no cluster is given. One that holds
 * another document, too, is not: whatever may be a manifest is read.
 */
export function isOwnFile(text: string): boolean {
  if (!text.includes('seaworthy.dev/')) return false
  return isBrokenOwnFile(text) || (notManifests({ file: '', text })?.is?.startsWith('seaworthy-') ?? false)
}

/** Also one that cannot be read: whoever needs it says so. */
function isBrokenOwnFile(text: string): boolean {
  const start = text.slice(0, head)
  return (
    /^apiVersion: *["']?seaworthy\.dev\//m.test(start) &&
    /^kind: *["']?(Policy|Lock|Fleet)\b/m.test(start) &&
    !text.includes('\n---')
  )
}

/** What was named was meant, and a check of nothing passes; a folder holds files of other programs, too. */
export function otherOf({ path, folder, source }: InputFile, { text }: InputText): Pick<InputText, 'other'> {
  const other = source === undefined ? notManifests({ file: path, text }) : undefined
  if (other === undefined) return {}
  // What was piped in is read as objects, unless it is known to be none.
  if (path === '-') return other.is === undefined ? {} : { other: { ...other, severity: 'error' } }
  return { other: { ...other, severity: folder === undefined ? 'warning' : 'note' } }
}

/** A folder was named for what is in it. */
export function refuseFoldersOfOthers(files: readonly InputFile[], texts: readonly InputText[]): void {
  const fine = new Set(texts.filter(({ other }) => other === undefined).map(({ file }) => file))
  for (const folder of new Set(files.map(file => file.folder))) {
    const own = files.filter(file => file.folder === folder).map(({ path }) => path)
    if (folder === undefined || own.some(path => fine.has(path))) continue
    throw new InputError('USAGE', `${folder}: no file in the folder holds a Kubernetes object: ${visible(someOf(own))}`)
  }
}

/** Say which of the files that were named hold no object. Where none does, there is nothing to do. */
export function tellOthers(texts: readonly InputText[], io: Io): void {
  const named = texts.flatMap(({ file, other }) => (other?.severity === 'warning' ? [sentence(file, other.is)] : []))
  if (named.length > 0 && named.length === texts.length) throw new InputError('BAD_INPUT', named.join('\n'))
  for (const line of named) io.stderr(`seaworthy: ${visible(line)}\n`)
}

function sentence(file: string, is: Parameters<typeof otherFileWords>[0]): string {
  const { message, advice } = otherFileWords(is)
  return `${file}: ${[message, advice].join('; ')}`
}
