const prime = 0x01000193

/**
 * Whether bytes are still what was written: FNV-1a over words of four bytes, which takes a millisecond where loading
 * `node:crypto` takes three. It finds what a disk does to a file, and is no proof against people.
 */
export function checksum(bytes: Uint8Array): number {
  const whole = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Int32Array(whole.buffer, whole.byteOffset, whole.length >> 2)
  let sum = 0x811c9dc5
  for (let at = 0; at < words.length; at += 1) sum = Math.imul(sum ^ (words[at] ?? 0), prime)
  for (const byte of whole.subarray(words.length * 4)) sum = Math.imul(sum ^ byte, prime)
  return sum >>> 0
}
