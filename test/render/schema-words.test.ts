import * as assert from 'uvu/assert'
import { isList, isMap, mapAt, type Value } from '../../src/manifest/value.ts'
import { policyJsonSchema } from '../../src/policy/schema.ts'
import { valuesJsonSchema } from '../../src/render/values/validate.ts'
import { situation, table } from '../table.ts'

/** A property that a schema has at any depth, and what editors show of it. */
interface Property {
  readonly path: string
  readonly description: Value | undefined
}

function propertiesOf(schema: Value, path = ''): Property[] {
  if (isList(schema)) return schema.flatMap(branch => propertiesOf(branch, path))
  if (!isMap(schema)) return []
  return Object.entries(schema).flatMap(([key, below]) => {
    // The types of fields that are Kubernetes' own, which says itself what they mean.
    if (key.startsWith('kubernetes.')) return []
    if (key !== 'properties' || !isMap(below)) return propertiesOf(below, path)
    return Object.entries(below).flatMap(([name, property]) => [
      { path: `${path}.${name}`, description: isMap(property) ? property.description : undefined },
      ...propertiesOf(property, `${path}.${name}`),
    ])
  })
}

const schemas: Readonly<Record<string, Value>> = {
  values: JSON.parse(JSON.stringify(valuesJsonSchema())),
  policy: JSON.parse(JSON.stringify(policyJsonSchema())),
}

table('every property says what it is, in sentences that stand on one line, in the schema of', schemas, schema => {
  const properties = propertiesOf(schema)
  assert.ok(properties.length > 50)
  const bare = properties.filter(
    ({ description }) => typeof description !== 'string' || !/^[A-Za-z0-9"$][^\n]{6,170}\.$/.test(description),
  )
  assert.equal(bare, [])
})

situation('a default is part of what editors show', () => {
  const worker = mapAt(mapAt(mapAt(schemas.values, 'properties'), 'worker'), 'properties')
  const job = mapAt(mapAt(worker, 'job'), 'properties')
  assert.is(
    mapAt(job, 'ttlSecondsAfterFinished')?.description,
    'Seconds for which a finished Job is kept. Default: 86400.',
  )
})
