import { lineSpotOf } from '../place.ts'
import { sentenceOf } from '../words/sentence.ts'
import { someOf } from '../words/some-of.ts'
import { totalsText } from '../words/verdict-words.ts'
import type { Explanation } from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { sharedClaims } from './html-claims.ts'
import { type Child, element, type Html, raw } from './html-element.ts'
import { failureSections } from './html-failure.ts'
import { pageFoot } from './html-foot.ts'
import { workloadSection } from './html-grid.ts'
import { matrixTable } from './html-matrix.ts'
import { signOf } from './html-sign.ts'
import { style } from './html-style.ts'

/**
 * One file for a browser: no script, no network, which its own policy also forbids. An overview comes first, then a
 * picture for each workload. What does not work says why in its cell; the rest opens, and all of it is printed.
 */
export function explainHtml(explanation: Explanation, options: ExplainFormatOptions): string {
  const page = element(
    'html',
    { lang: 'en' },
    head(options),
    element('body', {}, element('main', {}, body(explanation, options)), pageFoot(explanation, options)),
  )
  return `<!doctype html>\n${page.html}\n`
}

const title = 'Who can write what'

function head({ about }: ExplainFormatOptions): Html {
  const of = about === undefined ? '' : `: ${someOf(about.inputs)}`
  return element(
    'head',
    {},
    raw('<meta charset="utf-8">'),
    raw(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`),
    raw('<meta name="viewport" content="width=device-width, initial-scale=1">'),
    element('title', {}, `${title}${of}`),
    raw(`<style>${style}</style>`),
  )
}

function body({ workloads, findings, failures }: Explanation, { view, about }: ExplainFormatOptions): Child {
  const unread = findings.map(finding =>
    element('p', {}, `${lineSpotOf(finding.place, finding.place.position.line)}: ${sentenceOf(finding).message}`),
  )
  if (failures !== undefined)
    return [element('h1', {}, 'What an error comes to'), unread, failures.flatMap(failureSections)]
  const links = view === 'matrix' ? 'none' : 'to-sections'
  return [
    element('h1', {}, title),
    about === undefined ? [] : element('p', { class: 'dim' }, someOf(about.inputs)),
    element('p', {}, totalsText(workloads)),
    unread,
    legend(),
    workloads.length === 0
      ? []
      : element(
          'section',
          {},
          element('h2', { id: 'overview' }, 'Overview'),
          matrixTable(workloads, { links, named: 'overview' }),
        ),
    view === 'matrix' ? [] : [sharedClaims(workloads), workloads.map(workloadSection)],
  ]
}

function legend(): Html {
  const key = (answer: 'yes' | 'no' | 'unknown', words: string) =>
    element('span', { class: 'key' }, signOf(answer), words)
  return element(
    'div',
    { class: 'bar small' },
    key('yes', 'the container can use the volume as it wants to'),
    key('no', 'it cannot'),
    key('unknown', 'a fact is missing'),
    element('label', { class: 'key filter' }, raw('<input type="checkbox" id="trouble">'), 'only what does not work'),
  )
}
