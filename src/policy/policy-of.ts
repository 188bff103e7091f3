import type { ConfigDocument } from '../config/config-file.ts'
import type { Position } from '../manifest/document.ts'
import type { FieldPath } from '../manifest/path.ts'
import { normaliseReference } from '../workload/image/reference.ts'
import type { PolicyRowPlace, Settings } from '../workload/settings/settings.ts'
import { type GoldenCase, goldenCaseOf } from './golden-case.ts'
import type { PolicyFile } from './schema.ts'
import { settingsOf } from './settings.ts'

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
  /** Its rows that are about something in manifests. */
  readonly rows?: readonly PolicyRowPlace[]
}

/** A path that a policy names, and where it does. */
export interface PolicyPath {
  readonly path: string
  readonly field: FieldPath
  readonly file: string
  readonly position: Position
}

/** The policy that a file stands for which the schema admits. */
export function policyOf(policy: PolicyFile, document: ConfigDocument, file: string): Policy {
  const { golden = [], report, exclude = [] } = policy
  const settings = placed(settingsOf(policy), document, file)
  const cases = golden.map((entry, index) => ({
    ...goldenCaseOf(entry),
    position: document.positionOf(['golden', index]),
  }))
  const paths = pathsOf(policy)
    .map(named => ({ ...named, file, position: document.positionOf(named.field) }))
    .toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column)
  const rows = rowPlaces(policy, document)
  return {
    settings,
    golden: cases,
    exclude,
    paths,
    ...(report !== undefined && { report }),
    ...(rows.length > 0 && { rows }),
  }
}

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

/** The rows that are about something in manifests, for findings about those that are about nothing. */
function rowPlaces(policy: PolicyFile, { positionOf }: ConfigDocument): readonly PolicyRowPlace[] {
  const named = (section: 'images' | 'storageClasses' | 'claims', keyOf: (name: string) => string) =>
    Object.keys(policy[section] ?? {}).map(name => {
      return { section, key: keyOf(name), name, position: positionOf([section, name]) }
    })
  return [
    ...named('images', normaliseReference),
    ...named('storageClasses', name => name),
    ...named('claims', name => name),
    ...(policy.namespaces ?? []).map(({ match }, key) => {
      return { section: 'namespaces' as const, key, name: match, position: positionOf(['namespaces', key]) }
    }),
    ...(policy.workloads ?? []).map(({ kind, path }, key) => {
      return { section: 'workloads' as const, key, name: `${kind} ${path}`, position: positionOf(['workloads', key]) }
    }),
  ]
}

/** Findings about an exemption name the line that writes it. */
function placed(settings: Settings, document: ConfigDocument, file: string): Settings {
  const exemptions = settings.exemptions.map((exemption, index) => ({
    ...exemption,
    position: document.positionOf(['exemptions', index]),
  }))
  return { ...settings, exemptions, policyFile: file }
}
