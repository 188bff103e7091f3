import * as assert from 'uvu/assert'
import { isList, isMap, listAt, mapAt, textAt, type Value } from '../../src/manifest/value.ts'
import { passedOn } from '../../src/render/rules/passed-on.ts'
import { valuesJsonSchema } from '../../src/render/values/validate.ts'
import { kubernetesAt } from '../../src/schema/types.ts'
import { situation } from '../table.ts'

/** Maps of the schema that take any key with any value, by their place; `*` is an item of a list. */
function openMaps(schema: Value | undefined, at = ''): string[] {
  if (!isMap(schema)) return []
  const others = textAt(mapAt(schema, 'additionalProperties'), '$ref')
  const branches = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf'), ...listAt(schema, 'allOf')]
  return [
    ...(others?.includes('__schema') === true ? [at] : []),
    ...Object.entries(mapAt(schema, 'properties') ?? {}).flatMap(([key, field]) => openMaps(field, `${at}.${key}`)),
    ...(isList(schema.items) ? [] : openMaps(schema.items, `${at}.*`)),
    ...branches.flatMap(branch => openMaps(branch, at)),
  ]
}

situation('every map of the values that takes any key is passed on, and has a type of Kubernetes', () => {
  const schema: Value = JSON.parse(JSON.stringify(valuesJsonSchema()))
  const open = [...new Set(openMaps(schema))]
  assert.ok(open.length > 50)
  const known = passedOn.map(({ at }) => `.${at.join('.')}`)
  const isKnown = (place: string) => known.some(one => place === one || place.startsWith(`${one}.`))
  assert.equal(
    open.filter(place => !isKnown(place)),
    [],
  )
})

situation('every type that values are held against is one of Kubernetes', () => {
  const types = kubernetesAt()
  const lost = passedOn.filter(
    ({ type, field }) =>
      types.named(type) === undefined || (field !== undefined && !types.named(type)?.fields.has(field)),
  )
  assert.equal(lost, [])
})
