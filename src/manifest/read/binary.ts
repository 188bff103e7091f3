/**
 * What `!!binary` stands for, as Go decodes it (`base64.StdEncoding`, which skips line breaks), and as Go's JSON spells
 * bytes that are no UTF-8: one U+FFFD for each. Undefined: it is no base64.
 */
export function binaryText(text: string): string | undefined {
  const digits = text.replaceAll(/[\r\n]/g, '')
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined
  const bytes = Buffer.from(digits, 'base64')
  let decoded = ''
  for (let at = 0; at < bytes.length; ) {
    const character = [1, 2, 3, 4].map(size => utf8(bytes.subarray(at, at + size))).find(found => found !== undefined)
    decoded += character ?? '\ufffd'
    at += character === undefined ? 1 : Buffer.byteLength(character)
  }
  return decoded
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
