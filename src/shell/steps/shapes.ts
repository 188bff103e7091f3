import type { AndOrList } from './tree.ts'

/** `… && exit $?`, `…; exit`: the script ends as what is before it. */
export function endsWithStatus(lists: readonly AndOrList[]): boolean {
  const last = lists.at(-1)?.parts
  const [part] = last ?? []
  const [node] = part?.commands ?? []
  const words = last?.length === 1 && part?.commands.length === 1 && node?.kind === 'simple' ? node.words.join(' ') : ''
  return lists.length > 1 && /^exit( "?\$\?"?)?$/.test(words)
}

/** All of it hangs on its first command. */
export function isChain([list, ...others]: readonly AndOrList[]): boolean {
  return others.length === 0 && list?.parts.every(({ after }) => after !== '||') === true
}

const rootQuestion = /^(?:\[\[?|test) "?(?:\$\(id -u\)|`id -u`|\$\{?E?UID\}?)"? (?:=|==|-eq) ["']?0["']?(?: \]\]?)?$/

/** `[ "$(id -u)" = 0 ]` */
export function asksForRoot([list, ...others]: readonly AndOrList[]): boolean {
  const [part, ...rest] = list?.parts ?? []
  const [node, ...piped] = part?.commands ?? []
  const isOne = others.length + rest.length + piped.length === 0 && part?.negated === false
  return isOne && node?.kind === 'simple' && rootQuestion.test(node.words.join(' '))
}

/** The variables that words of commands may set. */
export function assignedIn(words: readonly string[]): readonly string[] {
  const asks = words.includes('read')
  return words.flatMap(word => word.match(asks ? /^([A-Za-z_]\w*)/ : /^([A-Za-z_]\w*)=/)?.[1] ?? [])
}

/** Whether a word is like one of the patterns of a `case`, as far as they are plain texts. */
export function likeness(
  word: string | undefined,
  patterns: readonly { readonly raw: string; readonly text?: string | undefined }[],
): 'yes' | 'no' | 'unknown' {
  if (patterns.some(({ raw, text }) => raw === '*' || (word !== undefined && text === word))) return 'yes'
  return word !== undefined && patterns.every(({ text }) => text !== undefined) ? 'no' : 'unknown'
}

const hiding = /`|\$\(/
const changing = /\b(chown|chgrp|chmod|mkdir|install|setfacl|touch|cp|mv|rm)\b/

/** Words with a substitution that speaks of files: it runs before the command that it is a word of. */
export function substitutionsIn(words: readonly string[]): readonly string[] {
  return words.filter(word => hiding.test(word) && changing.test(word))
}
