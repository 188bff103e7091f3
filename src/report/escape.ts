const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** What XML 1.0 cannot hold, not even escaped: most control characters, lone surrogates, U+FFFE and U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu

/** `text` as the value of an XML attribute in double quotes. White space survives; what XML cannot hold becomes U+FFFD. */
export function xmlAttribute(text: string): string {
  return text.replaceAll(forbidden, '\ufffd').replaceAll(/[&<>"\t\n\r]/g, character => entities[character] ?? character)
}

/** `text` between two XML tags. */
export function xmlText(text: string): string {
  return text.replaceAll(forbidden, '\ufffd').replaceAll(/[&<>\r]/g, character => entities[character] ?? character)
}
