import { compact } from '../manifest/compact.ts'
import type { Position } from '../manifest/document.ts'
import type { FormatOptions } from './formats.ts'
import { groupsOf } from './group.ts'
import type { PlainReport } from './plain-report.ts'
import { groupText, summaryText } from './text.ts'
import { emptyTotal, joinedTotal, type Total, totalOf } from './total.ts'

/** A report of a part of the manifests, all of one file. `rank` is where findings of the file stand among others. */
export interface ReportPart {
  readonly rank: number
  readonly report: PlainReport
}

/** The text of a report that comes in parts, none of which is kept. It is what `formatText` makes of the whole. */
export interface TextOfParts {
  readonly add: (part: ReportPart) => void
  /** What all parts come to. */
  readonly total: () => Total
  /** The text in pieces. `fixCommand` is the call that mends what was found. */
  readonly end: (fixCommand: string | undefined) => readonly string[]
}

/** What is said of a file, and where its first finding stands. */
interface FileText {
  readonly pieces: string[]
  readonly rank: number
  readonly hasObjects: boolean
  readonly index: number
  readonly position: Position
}

/** Begin a text. */
export function textOfParts(options: FormatOptions): TextOfParts {
  const files = new Map<string, FileText>()
  let total = emptyTotal
  return {
    add(part) {
      total = joinedTotal(total, totalOf(part.report))
      addPart(files, part, options)
    },
    total: () => total,
    end(fixCommand) {
      const pieces = inOrder([...files.values()]).flatMap(file => file.pieces)
      const summary = summaryText({ ...total, ...compact({ fixCommand }) }, options)
      return [...pieces, ...summary].map((piece, index) => (index === 0 ? piece : `\n${piece}`))
    },
  }
}

function addPart(files: Map<string, FileText>, { report, rank }: ReportPart, options: FormatOptions): void {
  const [object] = report.objects
  const [finding] = report.findings
  const name = object?.file ?? finding?.place.file
  if (name === undefined) return
  const known = files.get(name)
  const { index, position } = finding?.place ?? { index: 0, position: { line: 0, column: 0 } }
  const file = known ?? { pieces: [], rank, index, position, hasObjects: false }
  files.set(name, { ...file, hasObjects: file.hasObjects || object !== undefined })
  const texts = groupsOf(report).flatMap(group => groupText(group, options))
  if (texts.length > 0) file.pieces.push(texts.join('\n'))
}

/** A report names its objects first, and then its findings: files are in the order in which they first occur. */
function inOrder(files: readonly FileText[]): readonly FileText[] {
  const [named, others] = [true, false].map(has => files.filter(({ hasObjects }) => hasObjects === has))
  const first = (others ?? []).toSorted(
    (a, b) =>
      a.rank - b.rank ||
      a.index - b.index ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  )
  return [...(named ?? []), ...first]
}
