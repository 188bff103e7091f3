import type { ShellWord } from '../words.ts'
import { type OwnershipStep, stepOf } from './ownership-step.ts'

/** `find PATH … | xargs -r chown -R UID:GID`, as charts write it to spare lost+found and snapshots. */
export function findXargs(
  find: readonly ShellWord[],
  xargs: readonly ShellWord[],
  pipefail: boolean,
): OwnershipStep | undefined {
  const [program, ...given] = xargs
  const options = given.slice(
    0,
    given.findIndex(({ text }) => !text?.startsWith('-')),
  )
  const found = findOf(find)
  if (found === undefined || program?.text !== 'xargs' || !options.every(isKnown)) return undefined
  const step = stepOf([...given.slice(options.length), { text: '/' }])
  if (step.op !== 'chown') return undefined
  const runsOnNothing = !options.some(({ text = '' }) => /^-0?r0?$|^--no-run-if-empty$/.test(text))
  return {
    ...step,
    ...found,
    ...(found.contentsOnly && runsOnNothing && { failsOnNothing: true }),
    ...(pipefail && { pipefail: true }),
  }
}

function isKnown({ text = '' }: ShellWord): boolean {
  return /^(-[0r]{1,2}|--no-run-if-empty|--null)$/.test(text)
}

interface Found {
  readonly paths: readonly string[]
  readonly contentsOnly: boolean
  readonly sparesLostAndFound?: true
}

/** Where a `find` begins, and whether it tells of what lies there alone. */
function findOf([program, ...words]: readonly ShellWord[]): Found | undefined {
  const rest = words.map(({ text }) => text)
  const end = rest.findIndex(text => text === undefined || /^[-!(]/.test(text))
  const paths = rest.slice(0, end < 0 ? rest.length : end).flatMap(text => text ?? [])
  if (program?.text !== 'find' || paths.length === 0) return undefined
  const contentsOnly = rest.some((text, index) => text === '-mindepth' && rest[index + 1] !== '0')
  const spares = rest.some(text => text?.includes('lost+found'))
  return { paths, contentsOnly, ...(contentsOnly && spares && { sparesLostAndFound: true as const }) }
}

/** Tests that leave out what is as it shall be, or is spared by its name. */
const sparing = /^(-mindepth|-(not-)?user|-(not-)?group|-uid|-gid|-name|!|-not|-o|-or|\(|\))$/

/**
 * `find PATH -exec chown UID:GID {} +`, which goes through everything; its status with `\;` says nothing of the
 * commands that it ran (POSIX find).
 */
export function findExec(words: readonly ShellWord[]): OwnershipStep | undefined {
  const found = findOf(words)
  const at = words.findIndex(({ text }) => text === '-exec')
  const end = words.at(-1)?.text
  if (found === undefined || at < 0 || (end !== '+' && end !== ';')) return undefined
  const tests = words.slice(found.paths.length + 1, at)
  if (!tests.every(({ text = '' }) => sparing.test(text) || !text.startsWith('-'))) return undefined
  const command = words.slice(at + 1, -1).filter(({ text }) => text !== '{}')
  const step = stepOf([...command, { text: '/' }])
  if (step.op !== 'chown' && step.op !== 'chmod') return undefined
  if (step.op === 'chmod' && found.contentsOnly) return undefined
  return {
    ...step,
    ...(step.op === 'chown' ? found : { paths: found.paths }),
    recursive: true,
    ...(end === ';' && { forgiving: true }),
  }
}
