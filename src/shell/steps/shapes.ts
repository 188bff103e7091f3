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
