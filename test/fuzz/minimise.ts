import { decodable } from './texts.ts'

/** The smallest text that `differs` of those that come from leaving out parts of `text`, down to single characters. */
export function minimised(text: string, differs: (text: string) => boolean): string {
  let smallest = text
  for (let size = text.length; size >= 1; size = Math.floor(size / 2)) smallest = without(smallest, size, differs)
  return smallest
}

function without(text: string, size: number, differs: (text: string) => boolean): string {
  let smallest = text
  for (let at = 0; at < smallest.length; ) {
    const candidate = decodable(smallest.slice(0, at) + smallest.slice(at + size))
    if (candidate !== '' && differs(candidate)) smallest = candidate
    else at += size
  }
  return smallest
}
