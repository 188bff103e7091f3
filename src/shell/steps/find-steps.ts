import type { ShellWord } from '../words.ts'
import { type FindTest, isEverything, readFindTest } from './find-test.ts'
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
  const filter = filterOf(find.slice(found.paths.length + 1))
  const step = stepOf([...given.slice(options.length), { text: '/' }])
  if (step.op !== 'chown' || filter === undefined) return undefined
  const runsOnNothing = !options.some(({ text = '' }) => /^-0?r0?$|^--no-run-if-empty$/.test(text))
  return {
    ...step,
    ...found,
    ...goneThrough(step, filter),
    ...(found.contentsOnly ? runsOnNothing && { failsOnNothing: true } : { piped: true }),
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

/** What a `find` looks for, and whether it looks at its paths alone. */
interface Filter {
  readonly only?: FindTest
  readonly topOnly: boolean
}

function filterOf(words: readonly ShellWord[]): Filter | undefined {
  const test = readFindTest(words)
  const topOnly = words.some(({ text }, index) => text === '-maxdepth' && words[index + 1]?.text === '0')
  if (test === undefined) return undefined
  return { topOnly, ...(isEverything(test) || (topOnly && test === 'shallow') ? {} : { only: test }) }
}

/** Everything that is found is named to the command; one with `-R` goes on from there. */
function goneThrough({ recursive }: { readonly recursive: boolean }, { only, topOnly }: Filter) {
  if (recursive && only === 'shallow') return { recursive }
  return {
    recursive: recursive || !topOnly,
    ...(only !== undefined && { only, ...(recursive && { withBelow: true as const }) }),
  }
}

/**
 * `find PATH -exec chown UID:GID {} +`, which goes through everything; its status with `\;` says nothing of the
 * commands that it ran (POSIX find).
 */
export function findExec(words: readonly ShellWord[]): OwnershipStep | undefined {
  const found = findOf(words)
  const at = words.findIndex(({ text }) => text === '-exec')
  const end = words.at(-1)?.text
  if (found === undefined || at < 0 || (end !== '+' && end !== ';')) return undefined
  const filter = filterOf(words.slice(found.paths.length + 1, at))
  const command = words.slice(at + 1, -1).filter(({ text }) => text !== '{}')
  const step = stepOf([...command, { text: '/' }])
  if (filter === undefined || (step.op !== 'chown' && step.op !== 'chmod')) return undefined
  if (step.op === 'chmod' && found.contentsOnly) return undefined
  return {
    ...step,
    ...(step.op === 'chown' ? found : { paths: found.paths }),
    ...goneThrough(step, filter),
    ...(end === ';' && { forgiving: true }),
  }
}
