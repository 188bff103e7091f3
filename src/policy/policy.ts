import { type ConfigDocument, type ConfigFormat, configRefusal, onlyDocument } from '../config/config-file.ts'
import { problemsOf } from '../config/schema-problems.ts'
import type { ManifestDocument } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import { isMap, valueAt } from '../manifest/value.ts'
import { type Policy, policyOf } from './policy-of.ts'
import { renamedPolicyKeys } from './renamed-keys.ts'
import { policyJsonSchema, policySchema } from './schema.ts'

const policyFormat: ConfigFormat = {
  kind: 'Policy',
  code: 'BAD_POLICY',
  noun: 'a policy',
  jsonSchema: policyJsonSchema,
  renamedKeys: renamedPolicyKeys,
}

/**
 * Read `seaworthy.yaml`. `InputError('BAD_POLICY')` lists everything that is wrong with it, each with file, line, column,
 * field, what was found and what was expected.
 */
export function readPolicy(text: string, file: string): Policy {
  return policyIn(onlyDocument(text, file, policyFormat), file)
}

/** A policy that is the field of another document, as `functionConfig` of a ResourceList: an object with metadata. */
export function readPolicyAt(outer: ManifestDocument, at: FieldPath, file: string): Policy {
  const value = valueAt(outer.value, at) ?? null
  const { metadata: _, ...fields } = isMap(value) ? value : {}
  const positionOf = (path: FieldPath) => outer.positionOf([...at, ...path])
  return policyIn({ value: isMap(value) ? fields : value, positionOf }, file, at)
}

function policyIn(document: ConfigDocument, file: string, at: FieldPath = []): Policy {
  const read = policySchema.safeParse(document.value)
  if (!read.success) {
    const problems = problemsOf(read.error.issues, document.value, policyFormat)
    throw configRefusal(file, document, problems, policyFormat, at)
  }
  return policyOf(read.data, document, file)
}
