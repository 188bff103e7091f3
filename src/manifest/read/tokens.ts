import { fetchToken } from './fetch.ts'
import { isAlive, type Scanner } from './scanner.ts'
import type { Token } from './token.ts'

/**
 * The next token of a text, which stays where it is. Goyaml looks no further ahead than it takes to tell whether a key
 * begins here, and nor do we: after the value of a document it may say what it likes.
 */
export function peek(scanner: Scanner): Token {
  let token = scanner.tokens[scanner.head]
  while (token === undefined || mayBeKey(scanner)) {
    fetchToken(scanner)
    token = scanner.tokens[scanner.head]
  }
  return token
}

/** Whether the next token begins what may turn out to be a key: the token that says so would come before it. */
function mayBeKey(scanner: Scanner): boolean {
  const { keyLevels, taken, keys } = scanner
  const level = keyLevels.size === 0 ? undefined : keyLevels.get(taken)
  const key = level === undefined ? undefined : keys[level]
  return key !== undefined && isAlive(scanner, key)
}

/** Take the token that `peek` gave. */
export function take(scanner: Scanner): Token {
  const token = peek(scanner)
  scanner.head += 1
  scanner.taken += 1
  if (scanner.head > 64 && scanner.head === scanner.tokens.length) {
    scanner.tokens = []
    scanner.head = 0
  }
  return token
}
