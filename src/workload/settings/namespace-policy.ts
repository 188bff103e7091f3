import type { FieldPath } from '../../manifest/path.ts'
import { mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../object/object.ts'
import { type Level, levels, type PolicyVersion, parsePolicyVersion } from './level.ts'

/** One mode of a namespace's labels. Absent fields were not labelled. */
export interface ModePolicy {
  readonly level?: Level
  readonly version?: PolicyVersion
}

/**
 * What a namespace's `pod-security.kubernetes.io/*` labels come to. `audit` and `warn` are whole, with the API server's
 * defaults; `enforce` holds only what is labelled, because the policy file has its own word where a label is missing.
 */
export interface NamespacePolicy {
  readonly enforce: ModePolicy
  readonly audit: Required<ModePolicy>
  readonly warn: Required<ModePolicy>
}

/** A label the API server would refuse. It falls back as the server does with a namespace that is labelled so already. */
export interface LabelProblem {
  readonly path: FieldPath
  readonly label: string
  readonly got: string
  readonly want: string
}

type Mode = 'enforce' | 'audit' | 'warn'

/** In the order the API server lists errors. */
const modes: readonly Mode[] = ['enforce', 'audit', 'warn']
const prefix = 'pod-security.kubernetes.io/'

/** An invalid `enforce` fails closed, the others open (`PolicyToEvaluate`, pod-security-admission api/helpers.go). */
const invalidLevel: Readonly<Record<Mode, Level>> = {
  enforce: 'restricted',
  audit: 'privileged',
  warn: 'privileged',
}

/**
 * Read the labels of a Namespace object. Other labels with the prefix, `enforced` for one, mean nothing; a null label is
 * there, as the empty text that a Go map of strings reads it as.
 */
export function readNamespacePolicy(namespace: ObjectView): {
  readonly policy: NamespacePolicy
  readonly problems: readonly LabelProblem[]
} {
  const labels = mapAt(mapAt(namespace.value, 'metadata'), 'labels') ?? {}
  const [enforce, audit, warn] = modes.map(mode => readMode(labels, mode))
  return {
    policy: {
      enforce: enforce ?? {},
      audit: { level: 'privileged', version: 'latest', ...audit },
      warn: warnPolicy(labels, enforce ?? {}, warn ?? {}),
    },
    problems: modes.flatMap(mode => problemsOf(labels, mode, [...namespace.path, 'metadata', 'labels'])),
  }
}

function readMode(labels: ValueMap, mode: Mode): ModePolicy {
  return modePolicy(mode, labels[prefix + mode], labels[`${prefix}${mode}-version`])
}

/** What the two labels of `enforce` come to, wherever they were read. */
export function enforcePolicy(level: Value | undefined, version: Value | undefined): ModePolicy {
  return modePolicy('enforce', level, version)
}

function modePolicy(mode: Mode, level: Value | undefined, version: Value | undefined): ModePolicy {
  return {
    ...(level !== undefined && { level: levelOf(level) ?? invalidLevel[mode] }),
    ...(version !== undefined && { version: versionOf(version) ?? 'latest' }),
  }
}

/**
 * Without a `warn` label, a valid `enforce` label that is stricter than what warn comes to is taken over, with its version
 * unless `warn-version` is set. Audit takes nothing over.
 */
function warnPolicy(labels: ValueMap, enforce: ModePolicy, warn: ModePolicy): Required<ModePolicy> {
  const own = { level: 'privileged', version: 'latest', ...warn } as const
  const valid = levelOf(labels[`${prefix}enforce`])
  if (warn.level !== undefined || valid === undefined || valid === 'privileged') return own
  return { level: valid, version: warn.version ?? enforce.version ?? 'latest' }
}

function problemsOf(labels: ValueMap, mode: Mode, path: FieldPath): LabelProblem[] {
  const level = problem(labels, mode, path, levelOf, `must be one of ${levels.join(', ')}`)
  const version = problem(labels, `${mode}-version`, path, versionOf, 'must be "latest" or "v1.x"')
  return [...level, ...version]
}

function problem(
  labels: ValueMap,
  name: string,
  path: FieldPath,
  read: (value: Value | undefined) => unknown,
  want: string,
): LabelProblem[] {
  const label = prefix + name
  const value = labels[label]
  if (value === undefined || read(value) !== undefined) return []
  return [
    {
      path: [...path, label],
      label,
      got: typeof value === 'string' ? value : value === null ? '' : String(value),
      want,
    },
  ]
}

function levelOf(value: Value | undefined): Level | undefined {
  return levels.find(level => level === value)
}

function versionOf(value: Value | undefined): PolicyVersion | undefined {
  return typeof value === 'string' ? parsePolicyVersion(value) : undefined
}
