import { originWords } from '../../workload/reason/doubt-words.ts'
import type { MountVerdict } from '../../volumes/model/mount.ts'
import { accessWords } from '../../workload/reason/access-words.ts'
import { lineSpotOf } from '../place.ts'
import { findingWords } from '../words/finding-words.ts'
import { fixesInOrder, fixWords, lacksOf } from '../words/fix-words.ts'
import {
  answerOfRisk,
  identityWords,
  levelWords,
  namespaceWords,
  ownershipJourney,
  ownershipWords,
  sign,
  wantedAnswer,
  workloadTitle,
} from '../words/verdict-words.ts'
import { changeText } from './change-text.ts'
import type { ExplainedContainer, ExplainedMount, ExplainedWorkload } from './explanation.ts'
import { explainedMounts } from './explanation.ts'
import { type Child, element, type Html } from './html-element.ts'

/** A workload as a picture: a row for each container, a column for each volume, and in the cells who can do what. */
export function workloadSection(workload: ExplainedWorkload, index: number): Html {
  const { notes, summary, changes, findings } = workload
  const answer = answerOfRisk[summary.risk]
  const where = `${namespaceWords(workload)} · ${levelWords(workload)} · ${lineSpotOf(workload, workload.line)}`
  return element(
    'section',
    { id: `w${index}`, class: answer === 'yes' ? 'works' : 'trouble' },
    element('div', { class: 'title' }, signOf(answer), element('h2', {}, workloadTitle(workload))),
    element('p', { class: 'dim small' }, where),
    notes.map(note => element('p', {}, note)),
    grid(workload, index),
    listed('The chosen fix changes', changes.map(changeText)),
    listed(
      'Also found',
      findings.map(finding => findingWords(finding)),
    ),
  )
}

/** The sign for an answer; its meaning is said in words beside it. */
export function signOf(answer: 'yes' | 'no' | 'unknown'): Html {
  return element('span', { class: `sign ${answer}`, 'aria-hidden': 'true' }, sign[answer])
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

function grid(workload: ExplainedWorkload, index: number): Html {
  const mounts = explainedMounts(workload)
  const volumes = [...new Map(mounts.map(({ verdict }) => [verdict.volume, verdict])).values()]
  const head = element('tr', {}, element('th', { scope: 'col' }, 'container'), volumes.map(volumeHead))
  const rows = workload.containers.map((container, row) => {
    return element('tr', {}, containerHead(container), cells(container, volumes, `${index}-${row}`))
  })
  return element('table', { class: 'grid' }, element('thead', {}, head), element('tbody', {}, rows))
}

/** What a volume really is; the owner is that of its root, whatever part of it is mounted. */
function volumeHead({ volume, source, facts }: MountVerdict): Html {
  const [before, after] = [ownershipWords(facts?.fresh), ownershipWords(facts?.root)]
  const owner = before === after ? before : `${before} → ${after}`
  return element(
    'th',
    { scope: 'col' },
    element('div', {}, volume),
    element('div', { class: 'dim small' }, source),
    element('div', { class: 'dim mono' }, facts === undefined ? '' : `owner ${owner}`),
  )
}

function containerHead({ container, process }: ExplainedContainer): Html {
  const role = container.role === 'main' ? [] : [' ', element('span', { class: 'tag' }, container.role)]
  return element(
    'th',
    { scope: 'row' },
    element('div', {}, container.name, role),
    process === undefined ? [] : element('div', { class: 'mono' }, identityWords(process)),
    process === undefined ? [] : element('div', { class: 'dim small' }, originWords(process.from)),
  )
}

/** Explanations of the right half open to the left, so that they stay on the page. */
function cells({ mounts }: ExplainedContainer, volumes: readonly MountVerdict[], id: string): readonly Html[] {
  return volumes.map(({ volume }, column) => {
    const here = mounts.filter(({ verdict }) => verdict.volume === volume)
    if (here.length === 0) return element('td', { class: 'none' }, element('span', { class: 'unseen' }, 'not mounted'))
    const side = column > 0 && column >= volumes.length / 2 ? 'end' : 'start'
    return element(
      'td',
      { class: side },
      here.map((mount, index) => mountBox(mount, pathOf(mount), `why-${id}-${column}-${index}`)),
    )
  })
}

function pathOf({ verdict }: ExplainedMount): Html {
  return element('code', {}, verdict.mountPath)
}

/** A mount, coloured by the answer that counts; why opens on hover and on focus. `place` says whose or which it is. */
export function mountBox(mount: ExplainedMount, place: Child, id: string): Html {
  const { verdict } = mount
  const answer = wantedAnswer(verdict)
  const reads = `read ${verdict.read}`
  const answers = verdict.wants === 'write' ? `write ${verdict.write}, ${reads}` : `${reads} (read-only)`
  return element(
    'div',
    { class: `mount ${answer}`, tabindex: '0', 'aria-describedby': id },
    signOf(answer),
    element('span', { class: 'place' }, place),
    element('span', { class: 'answers' }, answers),
    element('div', { class: 'why', role: 'tooltip', id }, reasons(mount)),
  )
}

function reasons(mount: ExplainedMount): Html {
  const { verdict } = mount
  const { reason, process, subPath, subPathExpr, access } = verdict
  const path = subPath ?? subPathExpr ?? ''
  const fixes = fixesInOrder(verdict).map(fix =>
    element('div', fix.chosen ? { class: 'chosen' } : {}, fixWords(fix, verdict)),
  )
  const lacks = lacksOf(mount).map(lack => element('div', { class: 'dim' }, lack))
  return element(
    'dl',
    {},
    entry('why', accessWords(reason)),
    entry('process', [element('span', { class: 'mono' }, identityWords(process)), ` ${originWords(process.from)}`]),
    entry('directory', element('span', { class: 'mono' }, ownershipJourney(verdict))),
    path === '' ? [] : entry('sub-path', path),
    entry('access', `read ${access.read}, create ${access.create}, modify ${access.modify}, own ${access.own}`),
    fixes.length + lacks.length === 0 ? [] : entry('fix', [...lacks, ...fixes]),
  )
}

function entry(name: string, value: Child): readonly Html[] {
  return [element('dt', {}, name), element('dd', {}, value)]
}
