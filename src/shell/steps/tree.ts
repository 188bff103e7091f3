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

/**
 * The lists of a script, in order; undefined for what is not read: functions, `case` and loops without a list of words.
 */
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
    if (this.operator() === '(') return this.group('(', ')')
    const word = this.word()
    if (word === '{') return this.group('{', '}')
    if (word === 'if') return this.condition()
    if (word === 'for') return this.loop()
    if (word === undefined || notRead.test(word)) return this.redirected()
    return this.simple()
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

  private loop(): ShellNode {
    this.at++
    const name = this.word() ?? ''
    this.at++
    this.expect('in')
    const words: string[] = []
    for (let word = this.word(); word !== undefined; word = this.word()) {
      words.push(word)
      this.at++
    }
    this.skip(';')
    this.expect('do')
    const body = this.lists(['done'])
    this.expect('done')
    return { kind: 'for', name, words, body }
  }

  /** `> file` alone makes the file. */
  private redirected(): ShellNode {
    if (this.tokens[this.at]?.kind !== 'redirect') throw new NotRead()
    return this.simple()
  }

  private simple(): ShellNode {
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
    // `name() { … }`
    if (this.operator() === '(') throw new NotRead()
    return { kind: 'simple', words, targets }
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

const notRead = /^(then|elif|else|fi|while|until|do|done|case|esac|function|\})$/
