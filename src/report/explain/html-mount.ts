import type { MountVerdict } from '../../volumes/model/mount.ts'
import { accessWords } from '../words/access-words.ts'
import { originWords } from '../words/doubt-words.ts'
import { fixesInOrder, fixWords, lacksOf } from '../words/fix-words.ts'
import { describedByWords, hidesWords } from '../words/mount-evidence-words.ts'
import { identityWords, ownershipJourney, wantedAnswer } from '../words/verdict-words.ts'
import type { ExplainedMount } from './explanation.ts'
import { type Child, definition, element, type Html } from './html-element.ts'
import { signOf } from './html-sign.ts'

/** A mount, coloured by the answer that counts. What does not work says why, and what to do; the rest is one click away. */
export function mountBox(mount: ExplainedMount, place: readonly Child[], subject: string): Html {
  const { verdict } = mount
  const answer = wantedAnswer(verdict)
  const reads = `read ${verdict.read}`
  const answers = verdict.wants === 'write' ? `write ${verdict.write}, ${reads}` : `${reads} (read-only)`
  return element(
    'div',
    { class: `mount ${answer}` },
    element(
      'div',
      { class: 'answer' },
      signOf(answer),
      element('span', { class: 'place' }, place),
      element('span', { class: 'answers' }, answers),
    ),
    answer === 'yes' ? [] : [element('p', {}, accessWords(verdict.reason)), firstFix(mount)],
    details(mount, subject),
  )
}

/** The chosen fix, or else what every fix lacks. */
function firstFix(mount: ExplainedMount): Child {
  const chosen = fixesInOrder(mount.verdict).filter(fix => fix.chosen)
  if (chosen.length > 0) return chosen.map(fix => element('p', { class: 'chosen' }, fixWords(fix, mount.verdict)))
  return lacksOf(mount).map(lack => element('p', { class: 'chosen' }, lack))
}

function details(mount: ExplainedMount, subject: string): Html {
  const words = wantedAnswer(mount.verdict) === 'yes' ? 'why' : 'more'
  return element(
    'details',
    {},
    // A screen reader lists all that can be opened: without the subject, each would be `why`.
    element('summary', {}, words, element('span', { class: 'unseen' }, ` ${subject}`)),
    reasons(mount),
  )
}

function reasons(mount: ExplainedMount): Html {
  const { verdict } = mount
  const [described, hidden] = [describedByWords(mount), hidesWords(mount)]
  const { reason, process, access } = verdict
  const path = pathIn(verdict)
  const isSaid = wantedAnswer(verdict) !== 'yes'
  const fixes = fixesInOrder(verdict).filter(({ chosen }) => !(chosen && isSaid))
  return element(
    'dl',
    {},
    isSaid ? [] : definition('why', accessWords(reason)),
    definition('process', [
      element('span', { class: 'mono' }, identityWords(process)),
      ` ${originWords(process.from)}`,
    ]),
    definition('directory', element('span', { class: 'mono' }, ownershipJourney(verdict))),
    path === '' ? [] : definition('sub-path', path),
    described === undefined ? [] : definition('storage', described),
    hidden === undefined ? [] : definition('hides', hidden),
    definition('access', `read ${access.read}, create ${access.create}, modify ${access.modify}, own ${access.own}`),
    fixes.length === 0
      ? []
      : definition(
          isSaid ? 'other fixes' : 'fixes',
          fixes.map(fix => element('div', {}, fixWords(fix, verdict))),
        ),
  )
}

function pathIn({ subPath, subPathExpr }: MountVerdict): string {
  return subPath ?? subPathExpr ?? ''
}
