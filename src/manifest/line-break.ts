import type { SyntaxProblem } from './node.ts'

/**
 * The first carriage return without a line feed, which ends a line for Kubernetes and for neither Helm nor `yaml`. Behind
 * one a comment may hide a field: who reads `# why<CR>privileged: true` as one line does not see what runs.
 */
export function loneCarriageReturn(text: string): SyntaxProblem | undefined {
  const offset = text.search(/\r(?!\n)/)
  if (offset === -1) return undefined
  const message =
    'found a carriage return without a line feed, which only Kubernetes reads as the end of a line; write a line feed, or "\\r" in double quotes'
  return { offset, message }
}
