import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fleetJsonSchema } from '../src/fleet/schema.ts'
import { lockJsonSchema } from '../src/lock/schema.ts'
import { policyJsonSchema } from '../src/policy/schema.ts'

/** What `seaworthy schema` prints for editors, as files of the package: a comment in the file that is edited names one. */
const schemas: Readonly<Record<string, () => object>> = {
  'policy.schema.json': policyJsonSchema,
  'lock.schema.json': lockJsonSchema,
  'fleet.schema.json': fleetJsonSchema,
}

/** Write them into `schemas/` of a folder. */
export function writeEditorSchemas(folder: string): void {
  mkdirSync(join(folder, 'schemas'), { recursive: true })
  for (const [name, schema] of Object.entries(schemas))
    writeFileSync(join(folder, 'schemas', name), `${JSON.stringify(schema(), null, 2)}\n`)
}
