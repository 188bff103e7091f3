import { InputError } from '../error.ts'
import { type ManifestDocument, type Position, readDocument } from '../manifest/document.ts'
import { type FieldPath, formatPath } from '../manifest/path.ts'
import { splitStream } from '../manifest/stream.ts'
import { isMap, valueAt } from '../manifest/value.ts'
import { type Problem, problemsOf } from '../workload/schema-problems.ts'
import type { Settings } from '../workload/settings.ts'
import { type GoldenCase, goldenCaseOf } from './golden-case.ts'
import { renamedPolicyKeys } from './renamed-keys.ts'
import { type PolicyFile, policyJsonSchema, policySchema } from './schema.ts'
import { settingsOf } from './settings.ts'

const policyWords = { noun: 'a policy', jsonSchema: policyJsonSchema, renamedKeys: renamedPolicyKeys }

/** A policy file that was read. Relative paths in it start from its own folder. */
export interface Policy {
  readonly settings: Settings
  readonly golden: readonly GoldenCase[]
  /** File for the report of every run. */
  readonly report?: string
  /** Globs of what is left out of a folder that is read. */
  readonly exclude: readonly string[]
  /** Every path that it names. */
  readonly paths: readonly PolicyPath[]
}

/** A path that a policy names, and where it does. */
export interface PolicyPath {
  readonly path: string
  readonly field: FieldPath
  readonly file: string
  readonly position: Position
}

/**
 * Read `seaworthy.yaml`. `InputError('BAD_POLICY')` lists everything that is wrong with it, each with file, line, column,
 * field, what was found and what was expected.
 */
export function readPolicy(text: string, file: string): Policy {
  return policyIn(onlyDocument(text, file), file)
}

/** A policy that is the field of another document, as `functionConfig` of a ResourceList: an object with metadata. */
export function readPolicyAt(outer: ManifestDocument, at: FieldPath, file: string): Policy {
  const value = valueAt(outer.value, at) ?? null
  const { metadata: _, ...fields } = isMap(value) ? value : {}
  const positionOf = (path: FieldPath) => outer.positionOf([...at, ...path])
  return policyIn({ value: isMap(value) ? fields : value, positionOf }, file, at)
}

function policyIn(document: PolicyDocument, file: string, at: FieldPath = []): Policy {
  const read = policySchema.safeParse(document.value)
  if (!read.success) throw refusal(file, document, problemsOf(read.error.issues, document.value, policyWords), at)
  const { golden = [], report, exclude = [] } = read.data
  const settings = placed(settingsOf(read.data), document, file)
  const cases = golden.map((entry, index) => ({
    ...goldenCaseOf(entry),
    position: document.positionOf(['golden', index]),
  }))
  const paths = pathsOf(read.data)
    .map(named => ({ ...named, file, position: document.positionOf(named.field) }))
    .toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column)
  return { settings, golden: cases, ...(report !== undefined && { report }), exclude, paths }
}

/** What a policy is read from, and where its fields are. */
type PolicyDocument = Pick<ManifestDocument, 'value' | 'positionOf'>

function pathsOf({ golden = [], report }: PolicyFile): readonly Pick<PolicyPath, 'path' | 'field'>[] {
  return [
    ...golden.flatMap(({ file, chart, stream, values = [] }, index) => [
      { path: file, field: ['golden', index, 'file'] },
      { path: chart, field: ['golden', index, 'chart'] },
      { path: stream, field: ['golden', index, 'stream'] },
      ...values.map((path, item) => ({ path, field: ['golden', index, 'values', item] })),
    ]),
    { path: report, field: ['report'] },
  ].flatMap(({ path, field }) => (path === undefined ? [] : [{ path, field }]))
}

/** Findings about an exemption name the line that writes it. */
function placed(settings: Settings, document: PolicyDocument, file: string): Settings {
  const exemptions = settings.exemptions.map((exemption, index) => ({
    ...exemption,
    position: document.positionOf(['exemptions', index]),
  }))
  return { ...settings, exemptions, policyFile: file }
}

/** A policy is one YAML document, so that it is never asked which of two counts. */
function onlyDocument(text: string, file: string): ManifestDocument {
  const stream = splitStream(text)
  const documents = stream.documents.map(span => readDocument(stream, span))
  const broken = documents.flatMap(document => document.problems)
  if (broken.length > 0) throw badPolicy(broken.map(({ position, message }) => line(file, position, message)))
  const [first, second] = documents.filter(document => document.value !== null)
  if (first === undefined)
    throw badPolicy([`${file}: found nothing, expected a map with apiVersion: seaworthy.dev/v1alpha1 and kind: Policy`])
  if (second !== undefined)
    throw badPolicy([line(file, second.positionOf([]), 'found a second document, expected one')])
  return first
}

function refusal(file: string, document: PolicyDocument, problems: readonly Problem[], at: FieldPath): InputError {
  const placed = problems.map(({ path, message }) => ({ position: document.positionOf(path), path, message }))
  const ordered = placed.toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column)
  return badPolicy(
    ordered.map(({ position, path, message }) =>
      line(file, position, [...at, ...path].length === 0 ? message : `${formatPath([...at, ...path])}: ${message}`),
    ),
  )
}

function line(file: string, { line, column }: Position, message: string): string {
  return `${file}:${line}:${column}: ${message}`
}

function badPolicy(lines: readonly string[]): InputError {
  return new InputError('BAD_POLICY', lines.join('\n'))
}
