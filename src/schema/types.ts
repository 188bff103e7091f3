import { groupOf, type ObjectRef } from '../workload/object/object.ts'
import { knownMinors } from '../workload/settings/known-minors.ts'
import type { Scalar } from './scalars.ts'
import { kubernetesTypes } from './table.ts'
import type { Field, ObjectType, OneOf, SchemaType, Union, Versions } from './type.ts'
import { unions } from './unions.ts'
import { uniqueKeys } from './unique-keys.ts'

/** Kubernetes' types as of one version. */
export interface KubernetesTypes {
  readonly minor: number
  /** The type of a name in the table; undefined for one that this version does not have. */
  readonly named: (name: string) => ObjectType | undefined
  /** The type of the objects of a kind; undefined for a kind that this version does not have. */
  readonly ofKind: (apiVersion: string, kind: string) => ObjectType | undefined
  /** Every kind that this version has. */
  readonly kinds: () => readonly Kind[]
  /** How many types have a field of this name. */
  readonly frequency: (field: string) => number
}

export type Kind = Pick<ObjectRef, 'apiVersion' | 'kind'>

/** Kubernetes' types as of a minor version; absent: the newest that is known. Older servers are taken for the first. */
export function kubernetesAt(minor: number = knownMinors.last): KubernetesTypes {
  const known = Math.min(Math.max(minor, knownMinors.first), knownMinors.last)
  const found = versions.get(known) ?? readVersion(known)
  versions.set(known, found)
  return found
}

/** Every kind of the table, for the scan that decides which documents are parsed. */
export function builtinKinds(): ReadonlySet<string> {
  return new Set([...lines.values()].flatMap(({ name, isKind }) => (isKind ? [kindOf(name)] : [])))
}

/** Every API group of the table. */
export function builtinGroups(): ReadonlySet<string> {
  return new Set(lines.flatMap(({ name, isKind }) => (isKind ? [groupOf(kindKey(name).replace(/\/[^/]*$/, ''))] : [])))
}

/** The minors that have a kind, open where the table ends; undefined for one that none of them has. */
export function versionsOf({ apiVersion, kind }: Kind): Partial<Versions> | undefined {
  const key = `${apiVersion}/${kind}`
  const found = lines.filter(({ name, isKind }) => isKind && kindKey(name) === key)
  if (found.length === 0) return undefined
  return openEnded({
    first: Math.min(...found.map(line => line.versions.first)),
    last: Math.max(...found.map(line => line.versions.last)),
  })
}

const versions = new Map<number, KubernetesTypes>()

/** A line of the table that is not read yet: a definition may have one for each form that it had. */
interface Line {
  readonly name: string
  readonly isKind: boolean
  readonly versions: Versions
  readonly fields: string
}

const lines: readonly Line[] = kubernetesTypes.split('\n').map(line => {
  const [head = '', ...fields] = splitOnce(line, ';')
  const { text, versions } = dated(head, knownMinors)
  const isKind = text.startsWith('*')
  return { name: isKind ? text.slice(1) : text, isKind, versions, fields: fields.join('') }
})

function readVersion(minor: number): KubernetesTypes {
  const current = lines.filter(line => holdsAt(line.versions, minor))
  const byName = new Map(current.map(line => [line.name, line]))
  const kinds = new Map(current.flatMap(line => (line.isKind ? [[kindKey(line.name), line.name]] : [])))
  const read = new Map<string, ObjectType>()
  const counted = new Map<string, number>()
  const named = (name: string): ObjectType | undefined => {
    const known = read.get(name)
    const line = byName.get(name)
    if (known !== undefined || line === undefined) return known
    const type = readType(line, minor)
    read.set(name, type)
    return type
  }
  return {
    minor,
    named,
    ofKind: (apiVersion, kind) => named(kinds.get(`${apiVersion}/${kind}`) ?? ''),
    kinds: () => [...kinds.keys()].map(kindAt),
    frequency: field => {
      const count = counted.get(field) ?? current.filter(({ fields }) => hasField(fields, field)).length
      counted.set(field, count)
      return count
    },
  }
}

/** API groups that are not their package with `.k8s.io` after it. */
const groups: Readonly<Record<string, string>> = {
  core: '',
  apps: 'apps',
  autoscaling: 'autoscaling',
  batch: 'batch',
  policy: 'policy',
  apiserverinternal: 'internal.apiserver.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
}

/** `apps/v1/Deployment` of `apps.v1.Deployment`. */
function kindKey(name: string): string {
  const [pack = '', version = '', kind = ''] = name.split('.')
  const group = groups[pack] ?? `${pack}.k8s.io`
  return `${group === '' ? '' : `${group}/`}${version}/${kind}`
}

function kindAt(key: string): Kind {
  const slash = key.lastIndexOf('/')
  return { apiVersion: key.slice(0, slash), kind: key.slice(slash + 1) }
}

/** The name behind package and version. */
function kindOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function readType({ name, fields }: Line, minor: number): ObjectType {
  const pack = name.slice(0, name.lastIndexOf('.'))
  const own = new Map<string, Field>()
  const required: string[] = []
  const elsewhen = new Map<string, Partial<Versions>>()
  for (const part of fields === '' ? [] : fields.split(';')) {
    const { text, versions } = dated(part, knownMinors)
    const [key = '', type = ''] = splitOnce(text, '=')
    const field = key.replace(/!$/, '')
    if (holdsAt(versions, minor)) {
      own.set(field, { type: withKeys(readShape(type, pack), `${name}.${field}`) })
      if (key.endsWith('!')) required.push(field)
    } else elsewhen.set(field, openEnded(versions))
  }
  const oneOf = unions[name]
  return { is: 'object', name, fields: own, required, elsewhen, ...(oneOf !== undefined && { union: unionOf(oneOf) }) }
}

function unionOf({ fields, least }: OneOf): Union {
  const groups = fields.map(group => [group].flat())
  const groupOf = new Map(groups.flatMap((group, index) => group.map(field => [field, index] as const)))
  return { groups, groupOf, least }
}

function withKeys(type: SchemaType, place: string): SchemaType {
  const unique = uniqueKeys[place]
  return type.is === 'list' && unique !== undefined ? { ...type, unique } : type
}

const letters: Readonly<Record<string, Scalar>> = {
  s: 'string',
  b: 'boolean',
  i: 'int32',
  l: 'int64',
  n: 'double',
  q: 'quantity',
  x: 'int-or-string',
  t: 'time',
  y: 'bytes',
}

const anything: SchemaType = { is: 'anything' }
const embedded: SchemaType = { is: 'embedded' }

/**
 * A letter with the values that it may have behind bars, `[list]`, `{map}`, `(either,or)`, or a name, which begins with a
 * full stop where it is of the same package.
 */
function readShape(text: string, pack: string): SchemaType {
  const inner = text.slice(1, -1)
  if (text.startsWith('[')) return { is: 'list', items: readShape(inner, pack) }
  if (text.startsWith('{')) return { is: 'map', values: readShape(inner, pack) }
  if (text.startsWith('(')) return { is: 'either', forms: inner.split(',').map(form => readShape(form, pack)) }
  const [letter = '', ...values] = text.split('|')
  const scalar = letters[letter]
  if (scalar !== undefined) return { is: 'scalar', scalar, ...(values.length > 0 && { values }) }
  if (text === 'a') return anything
  if (text === 'o') return embedded
  return { is: 'named', name: text.startsWith('.') ? pack + text : text }
}

function dated(text: string, always: Versions): { readonly text: string; readonly versions: Versions } {
  const at = text.lastIndexOf('@')
  if (at < 0) return { text, versions: always }
  const [first, last] = splitOnce(text.slice(at + 1), '-')
  return { text: text.slice(0, at), versions: { first: Number(first), last: Number(last) } }
}

function openEnded({ first, last }: Versions): Partial<Versions> {
  return { ...(first > knownMinors.first && { first }), ...(last < knownMinors.last && { last }) }
}

function holdsAt({ first, last }: Versions, minor: number): boolean {
  return first <= minor && minor <= last
}

function hasField(fields: string, field: string): boolean {
  return [`;${field}=`, `;${field}!=`].some(text => `;${fields}`.includes(text))
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)]
}
