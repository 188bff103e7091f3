import { Ajv2020 } from 'ajv/dist/2020.js'
import { lockJsonSchema } from '../../src/lock/schema.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'

const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(lockJsonSchema())

/** Whether a text is what the published schema of a lock says. */
export function isValidLock(text: string): boolean {
  const stream = splitStream(text)
  const [span] = stream.documents
  if (span === undefined) throw new Error('want a document')
  return validate(readDocument(stream, span).value)
}
