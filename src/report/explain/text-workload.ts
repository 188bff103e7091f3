import { visible } from '../../manifest/text/visible.ts'
import type { Answer } from '../../volumes/model/mount.ts'
import { lineSpotOf } from '../place.ts'
import { accessWords } from '../words/access-words.ts'
import { originWords } from '../words/doubt-words.ts'
import { findingWords } from '../words/finding-words.ts'
import { fixesInOrder, fixWords, lacksOf } from '../words/fix-words.ts'
import { describedByWords, hidesWords } from '../words/mount-evidence-words.ts'
import { noteWords } from '../words/summary-words.ts'
import {
  identityWords,
  levelWords,
  namespaceWords,
  ownershipJourney,
  sign,
  volumeWords,
  wantedAnswer,
  workloadTitle,
} from '../words/verdict-words.ts'
import { changeText } from './change-text.ts'
import { type Cell, layOut, wrap } from './columns.ts'
import type { ExplainedContainer, ExplainedMount, ExplainedWorkload } from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { hanging } from './hanging.ts'
import { answerPaint, type Paint } from './paint.ts'

/** A workload from head to foot: who its containers run as, what each meets in its mounts, and what the fixes change. */
export function workloadLines(
  workload: ExplainedWorkload,
  options: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  return [
    ...headLines(workload, options, paint),
    ...containersLines(workload, options, paint),
    ...changeLines(workload, options, paint),
    ...findingLines(workload, options, paint),
  ]
}

function headLines(workload: ExplainedWorkload, { width }: ExplainFormatOptions, paint: Paint): readonly string[] {
  const [title = '', ...rest] = wrap(
    visible(`${workloadTitle(workload)} · ${namespaceWords(workload)} · ${levelWords(workload)}`),
    width,
  )
  return [
    paint.bold(title),
    ...rest.map(line => paint.bold(line)),
    ...hanging('', lineSpotOf(workload, workload.line), width).map(paint.dim),
    ...workload.notes.flatMap(note => hanging('  note  ', noteWords(note), width).map(paint.yellow)),
  ]
}

/** One table for the workload, so that its columns stand below each other over all containers. */
function containersLines(
  { containers }: ExplainedWorkload,
  options: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  const shown = containers
    .map(container => ({ container, mounts: container.mounts.filter(mount => isShown(mount, options)) }))
    .filter(({ mounts }) => mounts.length > 0 || !options.quiet)
  const rows = shown.flatMap(({ mounts }) => mounts.map(mount => mountCells(mount, paint)))
  const [head = [], ...lines] = layOut([titles(paint), ...rows], layoutOf(options))
  const table = new Map(shown.flatMap(({ mounts }) => mounts).map((mount, index) => [mount, lines[index] ?? []]))
  const body = shown.flatMap(({ container, mounts }) => [
    '',
    ...containerLines(container, options, paint),
    ...mounts.flatMap(mount => [...(table.get(mount) ?? []), ...reasonLines(mount, options, paint)]),
  ])
  return rows.length === 0 ? body : ['', ...head, ...body.slice(1)]
}

function isShown({ verdict }: ExplainedMount, { quiet }: ExplainFormatOptions): boolean {
  return !quiet || wantedAnswer(verdict) !== 'yes'
}

function layoutOf({ width }: ExplainFormatOptions) {
  return { width, indent: 4, narrowest: { 1: 10, 2: 10, 3: 11 } }
}

function titles(paint: Paint): readonly Cell[] {
  return ['', 'MOUNT', 'VOLUME', 'OWNER → AFTER KUBELET', 'READ', 'WRITE'].map(text => {
    return { text, paint: paint.dim }
  })
}

function mountCells({ verdict }: ExplainedMount, paint: Paint): readonly Cell[] {
  const { mountPath, read, write, wants } = verdict
  const wanted = wantedAnswer(verdict)
  return [
    { text: sign[wanted], paint: answerPaint(wanted, paint) },
    { text: visible(mountPath), paint: paint.bold },
    { text: visible(volumeWords(verdict)) },
    { text: visible(ownershipJourney(verdict)) },
    { text: read, paint: answerPaint(read, paint) },
    wants === 'write' ? { text: write, paint: answerPaint(write, paint) } : { text: '-', paint: paint.dim },
  ]
}

/** Who the container runs as and where that comes from; a container without mounts has only this. */
function containerLines(
  { container, process, mounts }: ExplainedContainer,
  { width }: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  const role = container.role === 'main' ? '' : ` (${container.role})`
  const who = process === undefined ? '' : ` runs as ${identityWords(process)}`
  const idle = process !== undefined && mounts.length === 0 ? '; mounts nothing' : ''
  const head = wrap(visible(`${container.name}${role}${who}${idle}`), width - 2)
  const from = process === undefined ? [] : wrap(visible(originWords(process.from)), width - 4)
  return [...head.map(line => `  ${paint.cyan(line)}`), ...from.map(line => `    ${paint.dim(line)}`)]
}

function reasonLines(mount: ExplainedMount, { width }: ExplainFormatOptions, paint: Paint): readonly string[] {
  const { verdict } = mount
  const why = [
    ...hanging('       why  ', accessWords(verdict.reason), width),
    ...evidenceLines('      from  ', describedByWords(mount), width),
    ...evidenceLines('     hides  ', hidesWords(mount), width),
  ]
  if (wantedAnswer(verdict) === 'yes' && verdict.fixes.length === 0) return why.map(paint.dim)
  const lacks = lacksOf(mount)
  return [
    ...why,
    ...lackLines(lacks, wantedAnswer(verdict), width),
    ...fixesInOrder(verdict).flatMap(fix => {
      const lines = hanging(fix.chosen ? '       fix  → ' : '         or   ', fixWords(fix, verdict), width)
      return lines.map(fix.chosen ? paint.green : paint.dim)
    }),
  ]
}

function evidenceLines(head: string, words: string | undefined, width: number): readonly string[] {
  return words === undefined ? [] : hanging(head, words, width)
}

/** Of an unknown it is one row of the policy; of a failure each fix lacks something of its own. */
function lackLines(lacks: readonly string[], wanted: Answer, width: number): readonly string[] {
  if (lacks.length === 0) return []
  if (wanted === 'unknown') return lacks.flatMap(lack => hanging('       fix  ', lack, width))
  return ['       fix  none applies by itself', ...lacks.flatMap(lack => hanging('            - ', lack, width))]
}

function changeLines({ changes }: ExplainedWorkload, { width }: ExplainFormatOptions, paint: Paint): readonly string[] {
  if (changes.length === 0) return []
  const lines = changes.flatMap(change => hanging('    - ', changeText(change), width))
  return ['', '  The chosen fix changes:', ...lines.map(paint.green)]
}

function findingLines(
  { findings }: ExplainedWorkload,
  { width }: ExplainFormatOptions,
  paint: Paint,
): readonly string[] {
  if (findings.length === 0) return []
  const colour = { error: paint.red, warning: paint.yellow, note: paint.cyan }
  const lines = findings.flatMap(finding => {
    const sentence = findingWords(finding)
    return hanging('    - ', sentence, width).map(colour[finding.severity])
  })
  return ['', '  Also found:', ...lines]
}
