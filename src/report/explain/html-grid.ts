import type { MountVerdict } from '../../volumes/model/mount.ts'
import { lineSpotOf } from '../place.ts'
import { originWords } from '../words/doubt-words.ts'
import { findingWords } from '../words/finding-words.ts'
import { noteWords } from '../words/summary-words.ts'
import {
  answerOfRisk,
  identityWords,
  levelWords,
  namespaceWords,
  ownershipWords,
  workloadTitle,
} from '../words/verdict-words.ts'
import { changeText } from './change-text.ts'
import type { ExplainedContainer, ExplainedWorkload } from './explanation.ts'
import { explainedMounts } from './explanation.ts'
import { type Child, element, type Html, pathCode } from './html-element.ts'
import { mountBox } from './html-mount.ts'
import { signOf } from './html-sign.ts'
import { cell, columnHead, emptyCell, rowHead, scrollingTable } from './html-table.ts'

/** A workload as a picture: a row for each container, a column for each volume, and in the cells who can do what. */
export function workloadSection(workload: ExplainedWorkload, index: number): Html {
  const { notes, summary, changes, findings } = workload
  const answer = answerOfRisk[summary.risk]
  const where = `${namespaceWords(workload)} · ${levelWords(workload)} · ${lineSpotOf(workload, workload.line)}`
  const id = `w${index}`
  return element(
    'section',
    { id, class: answer === 'yes' ? 'works' : 'trouble' },
    element('div', { class: 'title' }, signOf(answer), element('h2', { id: `${id}-title` }, workloadTitle(workload))),
    element('p', { class: 'dim small' }, where),
    notes.map(note => element('p', {}, noteWords(note))),
    grid(workload, `${id}-title`),
    listed('The chosen fix changes', changes.map(changeText)),
    listed(
      'Also found',
      findings.map(finding => findingWords(finding)),
    ),
  )
}

function listed(title: string, items: readonly string[]): Child {
  if (items.length === 0) return []
  return [
    element('h3', {}, title),
    element(
      'ul',
      { class: 'small' },
      items.map(item => element('li', {}, item)),
    ),
  ]
}

function grid(workload: ExplainedWorkload, named: string): Html {
  const mounts = explainedMounts(workload)
  const volumes = [...new Map(mounts.map(({ verdict }) => [verdict.volume, verdict])).values()]
  const heads = [columnHead('container'), ...volumes.map(volume => columnHead(volumeWords(volume)))]
  const rows = workload.containers.map(container =>
    element('tr', {}, containerHead(container), cells(container, volumes)),
  )
  return scrollingTable({ kind: 'grid', named }, heads, rows)
}

/** What a volume really is; the owner is that of its root, whatever part of it is mounted. */
function volumeWords({ volume, source, facts }: MountVerdict): Child {
  const [before, after] = [ownershipWords(facts?.fresh), ownershipWords(facts?.root)]
  const owner = before === after ? before : `${before} → ${after}`
  return [
    element('div', {}, volume),
    element('div', { class: 'dim small' }, source),
    facts === undefined ? [] : element('div', { class: 'dim mono' }, `owner ${owner}`),
  ]
}

function containerHead({ container, process }: ExplainedContainer): Html {
  const role = container.role === 'main' ? [] : [' ', element('span', { class: 'tag' }, container.role)]
  return rowHead(
    element('div', {}, container.name, role),
    process === undefined ? [] : element('div', { class: 'mono' }, identityWords(process)),
    process === undefined ? [] : element('div', { class: 'dim small' }, originWords(process.from)),
  )
}

function cells({ container, mounts }: ExplainedContainer, volumes: readonly MountVerdict[]): readonly Html[] {
  return volumes.map(volume => {
    const here = mounts.filter(({ verdict }) => verdict.volume === volume.volume)
    if (here.length === 0) return emptyCell('not mounted')
    return cell(
      volumeWords(volume),
      here.map(mount => {
        const { mountPath } = mount.verdict
        return mountBox(mount, [pathCode(mountPath)], `${container.name} ${mountPath}`)
      }),
    )
  })
}
