import type { Finding, Place } from '../workload/finding/finding.ts'
import type { ObjectRef } from '../workload/object/object.ts'
import { fileOf, hasOwnLines, objectName, spotOf } from './place.ts'
import type { PlainObject, PlainReport } from './plain-report.ts'
import type { EditReport } from './report.ts'

/** Everything a report says of one object, or of a document or file that holds none. */
export interface Group {
  /** `Deployment/web`, or the file. */
  readonly name: string
  readonly file: string
  readonly line: number
  /** Where it begins, for people. */
  readonly spot: string
  /** Whether `line` is one of `file`. */
  readonly hasOwnLines: boolean
  readonly object?: PlainObject
  readonly findings: readonly Finding[]
  readonly edits: readonly EditReport[]
}

/** One thing that a report says, and of what. */
interface Entry {
  readonly subject: Subject
  readonly object?: PlainObject
  readonly finding?: Finding
  readonly edit?: EditReport
}

interface Subject {
  readonly file: string
  readonly source?: string
  readonly index: number
  readonly line: number
  readonly ref?: ObjectRef
}

/** The report object by object: files in the order they first occur, then documents as they stand in the file. */
export function groupsOf(report: PlainReport): Group[] {
  const groups = new Map<string, [Entry, ...Entry[]]>()
  for (const entry of entriesOf(report)) {
    const key = keyOf(entry.subject)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return inOrder([...groups.values()]).map(groupOf)
}

function entriesOf({ objects, findings, edits }: PlainReport): Entry[] {
  return [
    ...objects.map(object => ({ subject: object, object })),
    ...findings.map(finding => ({ subject: subjectOf(finding.place), finding })),
    ...edits.map(edit => ({ subject: subjectOf(edit.place), edit })),
  ]
}

function subjectOf({ object, position, ...place }: Place): Subject {
  return { ...place, line: position.line, ...(object !== undefined && { ref: object }) }
}

function keyOf({ file, index, ref }: Subject): string {
  return [file, index, ref?.apiVersion, ref?.kind, ref?.namespace, ref?.name].join('\0')
}

function inOrder(groups: readonly [Entry, ...Entry[]][]): readonly [Entry, ...Entry[]][] {
  const files = new Map([...new Set(groups.map(([{ subject }]) => subject.file))].map((file, rank) => [file, rank]))
  const rank = ({ file }: Subject): number => files.get(file) ?? 0
  return groups.toSorted(([{ subject: a }], [{ subject: b }]) => rank(a) - rank(b) || a.index - b.index)
}

function groupOf(entries: readonly [Entry, ...Entry[]]): Group {
  const [{ subject, object }] = entries
  return {
    name: subject.ref === undefined ? fileOf(subject) : objectName(subject.ref),
    file: fileOf(subject),
    line: subject.line,
    spot: spotOf(subject, { line: subject.line, column: 1 }),
    hasOwnLines: hasOwnLines(subject),
    ...(object !== undefined && { object }),
    findings: entries.flatMap(({ finding }) => finding ?? []),
    edits: entries.flatMap(({ edit }) => edit ?? []),
  }
}
