import { isLater, type StampedLine } from './log-position.ts'

/**
 * Whether the last line of a log, asked for by itself, is the last that was read; `read` or `tail` is undefined where there is no such line. A runtime
 * writes a long line in pieces, each with a stamp of its own, and of them the kubelet's `tailLines` counts each (CRI-O
 * from 8 KiB on, containerd from 16 KiB): what comes back may be the end of what was read as one line.
 */
export function isLogEnd(
  read: StampedLine | undefined,
  tail: StampedLine | undefined,
  /** Bytes after which a line is cut, and its end is not known. */
  longest: number,
): boolean {
  if (read === undefined || tail === undefined) return read === tail
  if (tail.stamp === read.stamp) return tail.text === read.text
  return isLater(tail.stamp, read.stamp) && isPieceOf(tail.text, read.text, longest)
}

/** Four bytes less, since no character is cut in the middle. */
function isPieceOf(piece: string, text: string, longest: number): boolean {
  return (text !== piece && text.endsWith(piece)) || Buffer.byteLength(text) > longest - 4
}
