/**
 * Write `src/schema/table.ts`: Kubernetes' own types in every version that ../shared/schemas knows, and the values that
 * `schema-facts.json` knows. Where the shared folder is absent it says so, and what is recorded stays.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Compact, isList, isObject, minorOf, type ObjectShape, readCompact, type Shape } from './compact-schema.ts'
import { shortName } from './schema-names.ts'
import { optional, required, values as validated } from './schema-validation.ts'

/** Definitions that are no maps with fields, in the letters of the table (`src/schema/types.ts`). */
const scalars: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'meta.v1.Time': 't',
  'meta.v1.MicroTime': 't',
  'meta.v1.FieldsV1': 'o',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'o',
  'apiextensions.v1.JSON': 'a',
  'apiextensions.v1.JSONSchemaPropsOrArray': '(apiextensions.v1.JSONSchemaProps,[apiextensions.v1.JSONSchemaProps])',
  'apiextensions.v1.JSONSchemaPropsOrBool': '(apiextensions.v1.JSONSchemaProps,b)',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': '(apiextensions.v1.JSONSchemaProps,[s])',
}

const letters: Readonly<Record<string, string>> = {
  s: 's',
  b: 'b',
  a: 'a',
  'i:int32': 'i',
  'i:int64': 'l',
  'n:double': 'n',
  's:byte': 'y',
}

/** What an API server has learnt since the one that `schema-facts.json` was recorded from (k8s.io/api v0.37.2). */
const newer: Readonly<Record<string, readonly string[]>> = { 'apps.v1.StatefulSetUpdateStrategy.type': ['Recreate'] }

/** A field, a list of fields, or a definition, in the versions in which it is as `text` says. */
interface Dated {
  readonly text: string
  readonly minors: readonly number[]
}

/** The table's lines: a definition each, in the order of their names. */
function tableOf(compact: Compact, published: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const values = { ...published, ...validated }
  const names = Object.keys(compact.n).map(shortName)
  const known = [...new Set(Object.values(compact.i).flatMap(Object.values).flat().map(minorOf))].toSorted()
  const rows = Object.entries(compact.i).flatMap(([long, variants]) => {
    const name = shortName(long)
    if (Object.hasOwn(scalars, name)) return []
    const forms = Object.entries(variants).flatMap(([index, versions]) => {
      const shape = compact.p[Number(index)]?.[1]
      return isObject(shape) ? [{ shape, minors: versions.map(minorOf) }] : []
    })
    const typeOf = (field: string, shape: Shape): string => {
      const found = [...(values[`${name}.${field}`] ?? []), ...(newer[`${name}.${field}`] ?? [])]
      return spell(shape, names, name, found.length === 0 ? '' : `|${found.join('|')}`)
    }
    return [{ name, line: lineOf(name, forms, known, typeOf) }]
  })
  const used = reachable(rows)
  return rows
    .filter(({ name }) => used.has(name))
    .map(({ line }) => (isKind(line) ? `*${line}` : line))
    .toSorted()
}

/** Whether it describes objects, which have their own kind and metadata. */
function isKind(line: string): boolean {
  return /;apiVersion=.*;kind=.*;metadata!?=meta\.v1\.ObjectMeta/.test(line)
}

interface Form {
  readonly shape: ObjectShape
  readonly minors: readonly number[]
}

/** What a later version does without was never enforced: a requirement is dropped from OpenAPI when it is found to be none. */
function isRequired(name: string, field: string, forms: readonly Form[]): boolean {
  const place = `${name}.${field}`
  const [last] = forms.filter(({ shape }) => Object.hasOwn(shape[1], field)).toSorted((a, b) => newest(b) - newest(a))
  return required.has(place) || (last?.shape[2].includes(field) === true && !optional.has(place))
}

function newest({ minors }: Form): number {
  return Math.max(...minors)
}

function lineOf(
  name: string,
  forms: readonly Form[],
  known: readonly number[],
  typeOf: (field: string, shape: Shape) => string,
): string {
  const own = forms.flatMap(({ minors }) => minors).toSorted()
  const dated = new Map<string, number[]>()
  for (const { shape, minors } of forms)
    for (const [field, type] of Object.entries(shape[1])) {
      const text = `${field}${isRequired(name, field, forms) ? '!' : ''}=${typeOf(field, type)}`
      dated.set(text, [...(dated.get(text) ?? []), ...minors])
    }
  const fields = [...dated].map(([text, minors]) => withRange({ text, minors: minors.toSorted() }, own))
  return [withRange({ text: name, minors: own }, known), ...fields.toSorted()].join(';')
}

/** `text@30-33`: the range is left out where it is that of everything around it. */
function withRange({ text, minors }: Dated, around: readonly number[]): string {
  if (minors.length === around.length) return text
  const [first, last] = [minors[0] ?? 0, minors.at(-1) ?? 0]
  if (last - first !== minors.length - 1) throw new Error(`${text}: comes and goes: ${minors.join(', ')}`)
  return `${text}@${first}-${last}`
}

function spell(shape: Shape, names: readonly string[], inside: string, values: string): string {
  if (typeof shape === 'number') return reference(names[shape] ?? '', inside)
  if (typeof shape === 'string') return `${letters[shape] ?? unknown(shape)}${values}`
  if (isList(shape)) return `[${spell(shape[0], names, inside, values)}]`
  if (isObject(shape)) throw new Error(`${inside} has a field that is a map without a name`)
  return `{${spell(shape['*'], names, inside, values)}}`
}

function unknown(shape: string): never {
  throw new Error(`no letter for ${shape}`)
}

/** `.Name` for a definition of the same package. */
function reference(name: string, inside: string): string {
  const local = inside.slice(0, inside.lastIndexOf('.') + 1)
  const text = scalars[name] ?? name
  return text.replaceAll(/[a-z]+\.v\d\w*\.\w+/g, found =>
    found.startsWith(local) ? `.${found.slice(local.length)}` : found,
  )
}

/** What an object of some kind can hold: other definitions are of requests and answers. */
function reachable(rows: readonly { readonly name: string; readonly line: string }[]) {
  const lines = new Map(rows.map(({ name, line }) => [name, line]))
  const names = rows.filter(({ line }) => isKind(line)).map(({ name }) => name)
  const seen = new Set<string>()
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    const local = name.slice(0, name.lastIndexOf('.'))
    const found = (lines.get(name) ?? '').matchAll(/(?<=[=[{(,])(?:[a-z]+\.v\d\w*)?\.\w+/g)
    names.push(...[...found].map(([text]) => (text.startsWith('.') ? local + text : text)))
  }
  return seen
}

/** The module's text, or undefined where there is nothing to make it of. */
export function schemaTable(): string | undefined {
  const compact = readCompact()
  if (compact === undefined) return undefined
  const facts = JSON.parse(readFileSync(resolve(import.meta.dirname, 'schema-facts.json'), 'utf8'))
  return [
    "// Generated from Kubernetes' own OpenAPI (Apache-2.0) by scripts/schema-table.ts.",
    '// biome-ignore-all format: generated',
    '',
    "/** Kubernetes' types, a line each; `types.ts` reads them. */",
    `export const kubernetesTypes = \`${tableOf(compact, facts.values).join('\n')}\``,
    '',
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  const text = schemaTable()
  if (text === undefined) process.stdout.write('skipped: schema-table: no shared data; the recorded table stays\n')
  else writeFileSync(resolve(import.meta.dirname, '../src/schema/table.ts'), text)
}
