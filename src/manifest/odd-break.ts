import type { SyntaxProblem } from './node.ts'

/**
 * What ends a line for goyaml (`is_break` of yamlprivateh.go, v2 and v3), and for neither `yaml` nor an editor. Behind
 * one a comment may hide a field: who reads `# why<CR>privileged: true` as one line does not see what runs.
 */
const names: Readonly<Record<string, string>> = {
  '\r': 'a carriage return without a line feed',
  '\u0085': 'a next-line character (U+0085)',
  '\u2028': 'a line separator (U+2028)',
  '\u2029': 'a paragraph separator (U+2029)',
}

/** Any character that only Kubernetes may take for the end of a line, CRLF included. */
export const mayBreak = /[\r\u0085\u2028\u2029]/

/** The first line break that only Kubernetes sees. */
export function oddBreak(text: string): SyntaxProblem | undefined {
  const offset = text.search(/\r(?!\n)|[\u0085\u2028\u2029]/)
  if (offset === -1) return undefined
  const found = text[offset] ?? ''
  const spelling = found === '\r' ? '\\r' : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  const message = `found ${names[found]}, which only Kubernetes reads as the end of a line; write a line feed, or "${spelling}" in double quotes`
  return { offset, message }
}
