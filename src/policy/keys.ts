import type { FieldPath } from '../manifest/path.ts'
import { isMap, mapAt, type Value } from '../manifest/value.ts'
import { policyJsonSchema } from './schema.ts'

/** The keys that a map of the policy at `path` may have, read from the JSON Schema; none where any key may stand. */
export function keysAt(path: FieldPath): readonly string[] {
  let schema: Value | undefined = JSON.parse(JSON.stringify(policyJsonSchema()))
  for (const step of path) schema = below(schema, step)
  return Object.keys(mapAt(schema, 'properties') ?? {})
}

function below(schema: Value | undefined, step: string | number): Value | undefined {
  if (!isMap(schema)) return undefined
  if (typeof step === 'number') return schema.items
  return mapAt(schema, 'properties')?.[step] ?? schema.additionalProperties
}
