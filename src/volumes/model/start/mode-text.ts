import { nothingKnown, type PartialOwnership } from '../partial.ts'

const special = 0o6000
const bitsOf: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, X: 0o111, s: 0o6000, t: 0o1000 }
const whoMask: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }

/** A directory after `chmod TEXT`: octal or symbolic. A text that is neither leaves the mode unknown. */
export function chmodded(inode: PartialOwnership, text: string): PartialOwnership {
  if (/^[0-7]{1,5}$/.test(text)) return octal(inode, text)
  const clauses = text.split(',').map(clause => clause.match(/^([ugoa]*)([-+=])([rwxXst]*)$/))
  return clauses.reduce((partial, clause) => (clause === null ? anyMode(partial) : symbolic(partial, clause)), inode)
}

function anyMode(inode: PartialOwnership): PartialOwnership {
  return { ...inode, set: nothingKnown.set, maybe: nothingKnown.maybe }
}

/**
 * GNU chmod keeps a directory's setuid and setgid under an octal mode of up to four digits that does not set them;
 * busybox clears them. So such a bit is open afterwards.
 */
function octal(inode: PartialOwnership, text: string): PartialOwnership {
  const mode = Number.parseInt(text, 8) & 0o7777
  const before = inode.set | inode.maybe
  return { ...inode, set: mode, maybe: text.length > 4 ? 0 : before & special & ~mode }
}

/** Without `ugoa` the umask is spared: 022 where nobody says otherwise, so `+w` gives it to the owner alone. */
function symbolic(
  inode: PartialOwnership,
  [, who = '', operator, permissions = '']: RegExpMatchArray,
): PartialOwnership {
  const mask = who === '' ? 0o7777 & ~0o022 : [...who].reduce((sum, name) => sum | (whoMask[name] ?? 0), 0)
  const named = [...permissions].reduce((sum, name) => sum | (bitsOf[name] ?? 0), 0)
  const bits = named & (mask | (permissions.includes('t') ? 0o1000 : 0))
  if (operator === '+') return { ...inode, set: inode.set | bits, maybe: inode.maybe & ~bits }
  if (operator === '-') return { ...inode, set: inode.set & ~bits, maybe: inode.maybe & ~bits }
  // As an octal mode: GNU chmod keeps a directory's setuid and setgid under `=`, busybox clears them.
  const open = (inode.set | inode.maybe) & mask & special & ~bits
  const replaced = (mask & 0o777) | (bits & special) | open
  return { ...inode, set: (inode.set & ~replaced) | bits, maybe: (inode.maybe & ~replaced) | open }
}
