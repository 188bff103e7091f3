import type { ShellWord } from '../words.ts'

/**
 * What `find` asks of what it meets. `shallow`: it does not go down to everything; `named`: it goes by the name; `open`: by
 * something else that no manifest says.
 */
export type FindTest =
  | { readonly all: readonly FindTest[] }
  | { readonly any: readonly FindTest[] }
  | { readonly not: FindTest }
  | { readonly uid: number }
  | { readonly gid: number }
  | { readonly type: 'directory' | 'other' }
  | 'shallow'
  | 'named'
  | 'open'

const everything: FindTest = { all: [] }

/** The tests of a `find` between its paths and its action; undefined where one is not read. */
export function readFindTest(words: readonly ShellWord[]): FindTest | undefined {
  const reader = new TestReader(words.map(({ text }) => text))
  const test = reader.any()
  return reader.isAtEnd() ? test : undefined
}

/** Whether a test lets everything through. */
export function isEverything(test: FindTest): boolean {
  return typeof test === 'object' && 'all' in test && test.all.length === 0
}

/** `-o` binds less than what stands side by side (POSIX find). */
class TestReader {
  private readonly words: readonly (string | undefined)[]
  private at = 0

  constructor(words: readonly (string | undefined)[]) {
    this.words = words
  }

  isAtEnd(): boolean {
    return this.at >= this.words.length
  }

  any(): FindTest {
    const tests = [this.all()]
    while (this.takes('-o', '-or')) tests.push(this.all())
    return tests.length === 1 ? (tests[0] ?? everything) : { any: tests }
  }

  private all(): FindTest {
    const tests: FindTest[] = []
    for (let test = this.one(); test !== undefined; test = this.one()) {
      if (!isEverything(test)) tests.push(test)
      this.takes('-a', '-and')
    }
    return tests.length === 1 ? (tests[0] ?? everything) : { all: tests }
  }

  private one(): FindTest | undefined {
    if (this.takes('!', '-not')) return negated(this.one())
    if (!this.takes('(')) return this.primary()
    const test = this.any()
    return this.takes(')') ? test : undefined
  }

  private primary(): FindTest | undefined {
    const [name = '', value] = this.words.slice(this.at)
    const plain = Object.hasOwn(alone, name) ? alone[name] : undefined
    const valued = Object.hasOwn(withValue, name) ? withValue[name] : undefined
    if (plain !== undefined || valued !== undefined) this.at += plain === undefined ? 2 : 1
    return plain ?? valued?.(value)
  }

  private takes(...words: readonly string[]): boolean {
    const found = words.includes(this.words[this.at] ?? '')
    if (found) this.at++
    return found
  }
}

/** What is left out by its name is lost+found, a snapshot and the like, which nothing else here is about. */
function negated(test: FindTest | undefined): FindTest | undefined {
  if (test === 'named') return everything
  return test === undefined || test === 'open' ? test : { not: test }
}

/** Primaries of GNU's and busybox' find without an argument. */
const alone: Readonly<Record<string, FindTest>> = {
  '-nouser': 'open',
  '-nogroup': 'open',
  '-empty': 'open',
  '-xdev': everything,
  '-mount': everything,
  '-depth': everything,
  '-print': everything,
  '-print0': everything,
}

/** Those with one. */
const withValue: Readonly<Record<string, (value: string | undefined) => FindTest>> = {
  '-user': value => idTest('uid', value),
  '-uid': value => idTest('uid', value),
  '-group': value => idTest('gid', value),
  '-gid': value => idTest('gid', value),
  '-type': value =>
    value === 'd' ? { type: 'directory' } : /^[bcflps]$/.test(value ?? '') ? { type: 'other' } : 'open',
  '-name': () => 'named',
  '-iname': () => 'named',
  '-path': () => 'named',
  '-mindepth': () => everything,
  '-maxdepth': () => 'shallow',
  '-perm': () => 'open',
  '-newer': () => 'open',
  '-mtime': () => 'open',
  '-mmin': () => 'open',
  '-size': () => 'open',
}

/** `+5` and `-5` are more and less; a name is the image's own. */
function idTest(of: 'uid' | 'gid', value = ''): FindTest {
  const id = value === 'root' ? 0 : /^\d{1,10}$/.test(value) ? Number(value) : undefined
  if (id === undefined) return 'open'
  return of === 'uid' ? { uid: id } : { gid: id }
}
