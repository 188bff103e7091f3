import { type TreeToken, treeTokens } from './tree-tokens.ts'

/** A command of a script, as its text stands: words are expanded when it runs. */
export type ShellNode =
  /** `targets` are the files that it is redirected to. */
  | { readonly kind: 'simple'; readonly words: readonly string[]; readonly targets: readonly string[] }
  | { readonly kind: 'group'; readonly shell: 'same' | 'own'; readonly body: readonly AndOrList[] }
  | {
      readonly kind: 'if'
      readonly condition: readonly AndOrList[]
      readonly branches: readonly (readonly AndOrList[])[]
    }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly words: readonly string[]
      readonly body: readonly AndOrList[]
    }
  /** `while` and `until`. */
  | { readonly kind: 'loop'; readonly condition: readonly AndOrList[]; readonly body: readonly AndOrList[] }
  | { readonly kind: 'case'; readonly word: string; readonly items: readonly CaseItem[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode }

/** What a `case` does with a word that is like one of the patterns. */
export interface CaseItem {
  readonly patterns: readonly string[]
  readonly body: readonly AndOrList[]
}

/** A pipeline in a list, and what joins it to the one before it. */
export interface ListPart {
  readonly commands: readonly ShellNode[]
  readonly negated: boolean
  readonly after?: '&&' | '||'
}

/** Pipelines that are joined by `&&` and `||`. */
export interface AndOrList {
  readonly parts: readonly ListPart[]
  readonly background: boolean
}

/** The lists of a script, in order; undefined for what is not read: `select`, and whatever ends in the middle. */
export function readScript(script: string): readonly AndOrList[] | undefined {
  const tokens = treeTokens(script)
  if (tokens === undefined) return undefined
  try {
    const reader = new TreeReader(tokens)
    const lists = reader.lists([])
    return reader.isAtEnd() ? lists : undefined
  } catch (error) {
    if (error instanceof NotRead) return undefined
    throw error
  }
}

/** Ends the reading from within any depth. */
class NotRead extends Error {}

/** Nobody nests deeper, and less than the stack takes. */
const deepest = 50

class TreeReader {
  private readonly tokens: readonly TreeToken[]
  private at = 0
  private depth = 0

  constructor(tokens: readonly TreeToken[]) {
    this.tokens = tokens
  }

  isAtEnd(): boolean {
    return this.at >= this.tokens.length
  }

  /** Up to one of the words or operators of `ends`, which is left. */
  lists(ends: readonly string[]): readonly AndOrList[] {
    if (this.depth++ > deepest) throw new NotRead()
    const lists: AndOrList[] = []
    this.skip(';')
    while (!this.isAtEnd() && !ends.includes(this.text())) {
      lists.push(this.list())
      this.skip(';')
    }
    this.depth--
    return lists
  }

  private list(): AndOrList {
    const parts: ListPart[] = [this.pipeline()]
    for (;;) {
      const after = this.operator()
      if (after !== '&&' && after !== '||') break
      this.at++
      this.skip(';')
      parts.push({ ...this.pipeline(), after })
    }
    const background = this.operator() === '&'
    if (background) this.at++
    return { parts, background }
  }

  private pipeline(): ListPart {
    const negated = this.take('!')
    const commands = [this.command()]
    while (this.operator() === '|') {
      this.at++
      this.skip(';')
      commands.push(this.command())
    }
    return { commands, negated }
  }

  private command(): ShellNode {
    const compound = this.compound()
    if (compound === undefined) return this.simple()
    const targets = this.targets()
    return targets.length === 0 ? compound : behind({ kind: 'simple', words: [], targets }, compound)
  }

  private compound(): ShellNode | undefined {
    if (this.operator() === '(') return this.group('(', ')')
    const word = this.word()
    if (word === '{') return this.group('{', '}')
    if (word === 'if') return this.condition()
    if (word === 'for') return this.loop()
    if (word === 'while' || word === 'until') return this.asking()
    if (word === 'case') return this.choice()
    if (word === 'function' || this.isFunction()) return this.named()
    if (word === undefined ? this.tokens[this.at]?.kind !== 'redirect' : notRead.test(word)) throw new NotRead()
    return undefined
  }

  /** `name() …` */
  private isFunction(): boolean {
    const [name, open, close] = this.tokens.slice(this.at, this.at + 3)
    return name?.kind === 'word' && isOperator(open, '(') && isOperator(close, ')')
  }

  private named(): ShellNode {
    this.take('function')
    const name = this.word() ?? ''
    this.at++
    if (this.operator() === '(') {
      this.at++
      this.expect(')')
    }
    this.skip(';')
    const body = this.command()
    if (body.kind === 'simple') throw new NotRead()
    return { kind: 'function', name, body }
  }

  private asking(): ShellNode {
    this.at++
    const condition = this.lists(['do'])
    return { kind: 'loop', condition, body: this.repeated() }
  }

  private repeated(): readonly AndOrList[] {
    this.expect('do')
    const body = this.lists(['done'])
    this.expect('done')
    return body
  }

  private choice(): ShellNode {
    this.at++
    const word = this.word() ?? ''
    this.at++
    this.skip(';')
    this.expect('in')
    const items: CaseItem[] = []
    for (this.skip(';'); !this.take('esac'); this.skip(';')) items.push(this.item())
    return { kind: 'case', word, items }
  }

  private item(): CaseItem {
    if (this.operator() === '(') this.at++
    const patterns: string[] = []
    do {
      patterns.push(this.word() ?? '')
      this.at++
    } while (this.operator() === '|' && this.at++ >= 0)
    this.expect(')')
    const body = this.lists([';;', 'esac'])
    if (this.operator() === ';;') this.at++
    return { patterns, body }
  }

  private group(open: string, close: string): ShellNode {
    this.expect(open)
    const body = this.lists([close])
    this.expect(close)
    return { kind: 'group', shell: open === '(' ? 'own' : 'same', body }
  }

  private condition(): ShellNode {
    this.at++
    const condition = this.lists(['then'])
    this.expect('then')
    const branches = [this.lists(['elif', 'else', 'fi'])]
    if (this.word() === 'elif') return { kind: 'if', condition, branches: [...branches, ...this.otherwise()] }
    if (this.take('else')) branches.push(this.lists(['fi']))
    this.expect('fi')
    return { kind: 'if', condition, branches }
  }

  /** An `elif` is an `if` of its own in the branch that runs otherwise. */
  private otherwise(): readonly (readonly AndOrList[])[] {
    return [[{ parts: [{ commands: [this.condition()], negated: false }], background: false }]]
  }

  /** Without words it goes through those that the script was given. */
  private loop(): ShellNode {
    this.at++
    const name = this.word() ?? ''
    this.at++
    this.skip(';')
    const words = this.take('in') ? this.plainWords() : ['"$@"']
    this.skip(';')
    return { kind: 'for', name, words, body: this.repeated() }
  }

  private plainWords(): readonly string[] {
    const words: string[] = []
    for (let word = this.word(); word !== undefined; word = this.word()) {
      words.push(word)
      this.at++
    }
    return words
  }

  private simple(): ShellNode {
    if (this.word() === '[[') return { kind: 'simple', words: this.question(), targets: this.targets() }
    const [words, targets]: [string[], string[]] = [[], []]
    for (
      let token = this.tokens[this.at];
      token !== undefined && token.kind !== 'operator';
      token = this.tokens[this.at]
    ) {
      if (token.kind === 'word') words.push(token.text)
      else if (token.text !== '') targets.push(token.text)
      this.at++
    }
    if (this.operator() === '(') throw new NotRead()
    return { kind: 'simple', words, targets }
  }

  /** `[[ … ]]`, in which `&&`, `<` and the like are words. */
  private question(): readonly string[] {
    const end = this.tokens.findIndex(({ text }, index) => index > this.at && text === ']]')
    if (end < 0) throw new NotRead()
    const words = this.tokens.slice(this.at, end + 1).map(({ text }) => text)
    this.at = end + 1
    return words
  }

  private targets(): readonly string[] {
    const targets: string[] = []
    for (let token = this.tokens[this.at]; token?.kind === 'redirect'; token = this.tokens[this.at]) {
      if (token.text !== '') targets.push(token.text)
      this.at++
    }
    return targets
  }

  private text(): string {
    return this.tokens[this.at]?.text ?? ''
  }

  private operator(): string | undefined {
    const token = this.tokens[this.at]
    return token?.kind === 'operator' ? token.text : undefined
  }

  private word(): string | undefined {
    const token = this.tokens[this.at]
    return token?.kind === 'word' ? token.text : undefined
  }

  private take(text: string): boolean {
    const found = this.word() === text
    if (found) this.at++
    return found
  }

  private skip(operator: string): void {
    while (this.operator() === operator) this.at++
  }

  private expect(text: string): void {
    if (this.text() !== text) throw new NotRead()
    this.at++
  }
}

const notRead = /^(then|elif|else|fi|do|done|esac|select|\})$/

function isOperator(token: TreeToken | undefined, text: string): boolean {
  return token?.kind === 'operator' && token.text === text
}

/** Behind a redirection that fails nothing runs. */
function behind(first: ShellNode, node: ShellNode): ShellNode {
  const parts: readonly ListPart[] = [
    { commands: [first], negated: false },
    { commands: [node], negated: false, after: '&&' },
  ]
  return { kind: 'group', shell: 'same', body: [{ parts, background: false }] }
}

/** Every word below a node as it stands, for whoever wants to know of what it speaks. */
export function wordsBelow(node: ShellNode): readonly string[] {
  if (node.kind === 'simple') return [...node.words, ...node.targets.flatMap(target => ['>', target])]
  const below = listsBelow(node).flatMap(({ parts }) => parts.flatMap(({ commands }) => commands.flatMap(wordsBelow)))
  return node.kind === 'for' ? [`${node.name}=`, ...below] : below
}

function listsBelow(node: Exclude<ShellNode, { kind: 'simple' }>): readonly AndOrList[] {
  switch (node.kind) {
    case 'group':
    case 'for':
      return node.body
    case 'loop':
      return [...node.condition, ...node.body]
    case 'if':
      return [...node.condition, ...node.branches.flat()]
    case 'case':
      return node.items.flatMap(({ body }) => body)
    case 'function':
      return [{ parts: [{ commands: [node.body], negated: false }], background: false }]
  }
}
