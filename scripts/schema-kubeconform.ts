import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isList, isObject, minorOf, type ObjectShape, readCompact, type Shape } from './compact-schema.ts'

type Schema = object

const scalars: Readonly<Record<string, readonly string[]>> = {
  s: ['string'],
  i: ['integer'],
  b: ['boolean'],
  n: ['number'],
}

/** What OpenAPI calls a text, or nothing at all, and is more to kubeconform's usual schemas. */
const special: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number', 'null'] },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer', 'null'] },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: ['object', 'null'] },
}

/**
 * Write the schemas that kubeconform wants, one for each kind, made from upstream's OpenAPI alone: nothing of our own
 * table is in them. As in its usual schemas, fields that are not required may be null, and there are no others.
 */
export function writeKubeconformSchemas(folder: string, minor: number): void {
  const compact = readCompact()
  if (compact === undefined) throw new Error('want ../shared/schemas')
  const names = Object.keys(compact.n)
  const definitions = new Map(
    Object.entries(compact.i).flatMap(([name, variants]) => {
      const [index] = Object.entries(variants).find(([, versions]) => versions.some(v => minorOf(v) === minor)) ?? []
      const shape = compact.p[Number(index ?? -1)]?.[1]
      return shape === undefined ? [] : [[name, special[name] ?? schemaOf(shape, names)] as const]
    }),
  )
  mkdirSync(folder, { recursive: true })
  for (const name of definitions.keys()) {
    const $ref = `#/definitions/${name}`
    const schema = { $ref, definitions: reachable(name, definitions) }
    writeFileSync(join(folder, `${fileName(name)}.json`), JSON.stringify(schema))
  }
}

/** The definitions that one needs, itself included. */
function reachable(name: string, definitions: ReadonlyMap<string, Schema>): Readonly<Record<string, Schema>> {
  const found: Record<string, Schema> = {}
  const next = [name]
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    const definition = definitions.get(one)
    if (definition === undefined || Object.hasOwn(found, one)) continue
    found[one] = definition
    next.push(...[...JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)].map(match => match[1] ?? ''))
  }
  return found
}

/** `deployment-apps-v1`: kubeconform takes the first word of a group; the core group has none. */
function fileName(name: string): string {
  const [group = '', version = '', kind = ''] = name.split('.').slice(-3)
  return `${kind.toLowerCase()}${group === 'core' ? '' : `-${group}`}-${version}`
}

function schemaOf(shape: Shape, names: readonly string[]): Schema {
  if (typeof shape === 'number') return { $ref: `#/definitions/${names[shape]}` }
  if (typeof shape === 'string') return scalarOf(shape)
  if (isList(shape)) return { type: ['array', 'null'], items: schemaOf(shape[0], names) }
  if (isObject(shape)) return objectOf(shape, names)
  return { type: ['object', 'null'], additionalProperties: schemaOf(shape['*'], names) }
}

function scalarOf(shape: string): Schema {
  const [letter = ''] = shape.split(/[:|]/)
  const types = scalars[letter]
  return types === undefined ? {} : { type: [...types, 'null'] }
}

function objectOf([, fields, required]: ObjectShape, names: readonly string[]): Schema {
  const properties = Object.fromEntries(Object.entries(fields).map(([field, shape]) => [field, schemaOf(shape, names)]))
  // Draft 4 wants a name in a list of required fields.
  return { type: ['object', 'null'], properties, ...(required.length > 0 && { required }), additionalProperties: false }
}
