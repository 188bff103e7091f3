import { readPlainDocument } from '../manifest/read/plain/document.ts'
import { splitStream } from '../manifest/stream.ts'
import { type Policy, policyOf } from './policy-of.ts'
import { policyShape } from './policy-shape.ts'
import type { PolicyFile } from './schema.ts'
import { shaped } from './shape.ts'

/**
 * Read a policy that is written as rendered manifests are and that the schema admits, without zod and the reader of any YAML.
 * Undefined for any other one: `readPolicy` decides about it, and says what is wrong.
 */
export function readPlainPolicy(text: string, file: string): Policy | undefined {
  const stream = splitStream(text)
  const [span, second] = stream.documents
  if (span === undefined || second !== undefined) return undefined
  const document = readPlainDocument(stream, span)
  if (document === undefined) return undefined
  const policy = shaped(document.value, policyShape())
  return isPolicy(policy) ? policyOf(policy, document, file) : undefined
}

/** The shape is made of the schema, and a test holds what both admit against each other. */
function isPolicy(shaped: unknown): shaped is PolicyFile {
  return shaped !== undefined
}
