import type { Diagnosis } from '../../failure/diagnosis.ts'
import { visible } from '../../manifest/text/visible.ts'
import { lineSpotOf } from '../place.ts'
import { accessWords } from '../words/access-words.ts'
import { originWords } from '../words/doubt-words.ts'
import {
  callWords,
  failureNote,
  needsWords,
  placesOf,
  remedyWords,
  timesWords,
  understoodNothing,
  verdictWords,
  whyWords,
} from '../words/failure-words.ts'
import { findingWords } from '../words/finding-words.ts'
import { fixesInOrder, fixWords, lacksOf } from '../words/fix-words.ts'
import { describedByWords, hidesWords } from '../words/mount-evidence-words.ts'
import { sentenceOf } from '../words/sentence.ts'
import { noteWords } from '../words/summary-words.ts'
import {
  answerOfRisk,
  identityWords,
  levelWords,
  mechanismsText,
  namespaceWords,
  ownershipJourney,
  riskWords,
  sign,
  totalsText,
  volumeWords,
  wantedAnswer,
  workloadTitle,
  writtenText,
} from '../words/verdict-words.ts'
import { changeText } from './change-text.ts'
import type {
  ExplainedContainer,
  ExplainedFailure,
  ExplainedMount,
  ExplainedWorkload,
  Explanation,
} from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { assumedText, remedies, remedyText, storageHeads } from './matrix.ts'

/** For pull requests and wikis: one table a workload, or with `--matrix` one for all. */
export function explainMarkdown(explanation: Explanation, { view }: ExplainFormatOptions): string {
  const { workloads, findings, failures } = explanation
  const unread = findings.map(finding => {
    const { position } = finding.place
    return `- ${cell(`${lineSpotOf(finding.place, position.line)}: ${sentenceOf(finding).message}`)}`
  })
  const body =
    failures !== undefined
      ? failures.flatMap(failureBlocks)
      : view === 'matrix'
        ? [matrixTable(workloads)]
        : workloads.flatMap(workloadBlocks)
  const closing = failures === undefined ? [[`${totalsText(workloads)}`]] : []
  const blocks = [...body, ...(unread.length === 0 ? [] : [unread]), ...closing]
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

type Block = readonly string[]

function workloadBlocks(workload: ExplainedWorkload): readonly Block[] {
  const { notes, containers, changes, findings, line } = workload
  const where = `${namespaceWords(workload)} · ${levelWords(workload)} · ${lineSpotOf(workload, line)}`
  const rows = containers.flatMap(containerRows)
  const heads = ['', 'container', 'runs as', 'mount', 'volume', 'owner → after kubelet', 'read', 'write', 'why', 'fix']
  return [
    [`### ${cell(workloadTitle(workload))}`],
    [cell(where)],
    notes.map(note => `> ${cell(noteWords(note))}`),
    rows.length === 0 ? [] : table(heads, rows),
    listed(
      'The chosen fix changes:',
      changes.map(change => cell(changeText(change))),
    ),
    listed(
      'Also found:',
      findings.map(finding => cell(findingWords(finding))),
    ),
  ]
}

function listed(title: string, items: readonly string[]): Block {
  return items.length === 0 ? [] : [title, '', ...items.map(item => `- ${item}`)]
}

type Row = readonly string[]

/** Who a container runs as stands in its first row. */
function containerRows({ container, process, mounts }: ExplainedContainer): readonly Row[] {
  const role = container.role === 'main' ? '' : ` (${container.role})`
  const who = process === undefined ? '' : `${identityWords(process)}<br>${cell(originWords(process.from))}`
  const head = [cell(`${container.name}${role}`), who]
  if (mounts.length === 0) return [['', ...head, ...Array.from({ length: 7 }, () => '')]]
  return mounts.map((mount, index) => mountRow(mount, index === 0 ? head : ['', '']))
}

function mountRow(mount: ExplainedMount, head: readonly string[]): Row {
  const { verdict } = mount
  const [described, hidden] = [describedByWords(mount), hidesWords(mount)]
  const evidence = [...(described ? [`from ${described}`] : []), ...(hidden ? [`hides ${hidden}`] : [])]
  const fixes = fixesInOrder(verdict).map(fix => {
    const words = cell(fixWords(fix, verdict))
    return fix.chosen ? `**${words}**` : words
  })
  return [
    sign[wantedAnswer(verdict)],
    ...head,
    cell(verdict.mountPath),
    cell(volumeWords(verdict)),
    cell(ownershipJourney(verdict)),
    verdict.read,
    verdict.wants === 'write' ? verdict.write : '-',
    [accessWords(verdict.reason), ...evidence].map(cell).join('<br>'),
    [...lacksOf(mount).map(cell), ...fixes].join('<br>'),
  ]
}

function matrixTable(workloads: readonly ExplainedWorkload[]): Block {
  if (workloads.length === 0) return []
  const heads = ['', 'workload', 'namespace', 'level', 'writes', ...storageHeads(workloads), 'fix']
  return table(heads, workloads.map(matrixRow))
}

function matrixRow(workload: ExplainedWorkload): Row {
  const { namespace, demand, summary, assumed } = workload
  const { risk, writes, mechanisms } = summary
  return [
    sign[answerOfRisk[risk]],
    cell(workloadTitle(workload)),
    cell(namespace ?? '-'),
    demand.level,
    writes.length === 0 ? '-' : writes.map(volume => cell(writtenText(volume))).join('<br>'),
    ...(assumed?.map(row => `${sign[answerOfRisk[row.summary.risk]]} ${assumedText(row)}`) ?? [
      mechanismsText(mechanisms),
      riskWords[risk],
    ]),
    remedies(workload)
      .map(remedy => (remedy.applied ? `**${cell(remedyText(remedy))}**` : cell(remedyText(remedy))))
      .join('<br>'),
  ]
}

function failureBlocks(failure: ExplainedFailure): readonly Block[] {
  const { text, diagnoses = [] } = failure
  const note = failureNote(failure)
  const [first] = diagnoses
  const read = first === undefined ? understoodNothing : callWords(first)
  const { likely, working } = placesOf(diagnoses)
  const heads = ['', 'container', 'step or mount', 'volume', 'runs as', 'needs', 'verdict', 'why', 'fix']
  const rows = [...likely, ...working].flatMap(diagnosisRow)
  return [
    [`**Error:** ${cell(`${text}${timesWords(failure)}`)}`],
    [`**Understood:** ${cell(read)}`],
    ...(note === undefined ? [] : [[`**Note:** ${cell(note)}`]]),
    rows.length > 0 ? table(heads, rows) : diagnoses.map(diagnosis => cell(verdictWords(diagnosis))),
  ]
}

function diagnosisRow(diagnosis: Diagnosis): readonly Row[] {
  const { call, pod, mount, containers, step, predicted } = diagnosis
  if (pod === undefined) return []
  return [
    [
      sign[predicted],
      cell([workloadTitle(pod.object), containers.join(', ')].filter(text => text !== '').join(' ')),
      cell(step ?? mount?.mountPath ?? '-'),
      mount === undefined ? '-' : cell(volumeWords(mount)),
      mount === undefined ? '-' : identityWords(mount.process),
      cell(needsWords(call)),
      cell(verdictWords(diagnosis)),
      cell(whyWords(diagnosis)),
      cell(remedyWords(diagnosis) ?? ''),
    ],
  ]
}

function table(heads: readonly string[], rows: readonly Row[]): Block {
  return [rowLine(heads), rowLine(heads.map(() => '---')), ...rows.map(rowLine)]
}

function rowLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/**
 * What Markdown would act upon: table cells, HTML, links, emphasis, mentions. Entities, because some renderers keep a
 * backslash. A bracket is only dangerous as a link.
 */
function cell(text: string): string {
  return visible(text).replaceAll(/[&<>|`*_\\~#@]|\](?=[([])/g, character => `&#${character.charCodeAt(0)};`)
}
