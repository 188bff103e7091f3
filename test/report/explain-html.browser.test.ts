import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { explainHtml } from '../../src/report/explain/html.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { chromium, type OpenPage, type View, withPage } from '../support/browser.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

/** A page: the one that is reviewed, and those of charts. */
const pages = new Map([
  ['agents', readFileSync(resolve(import.meta.dirname, '../../golden/explain/agents.html'), 'utf8')],
  ...['goharbor--harbor', 'bitnami--mastodon', 'prometheus-community--kube-prometheus-stack'].flatMap(pageOfChart),
])

function pageOfChart(name: string): [string, string][] {
  const stream = corpus().find(({ name: found }) => found.includes(name))
  if (stream === undefined) return []
  const explanation = explainTexts([{ file: '-', text: stream.text }], { ...defaultSettings, namespace: 'ns1' })
  return [[name, explainHtml(explanation, { view: 'workloads', style: 'plain', quiet: false, width: 100 })]]
}

const views: Readonly<Record<string, View>> = {
  'in light': { width: 1280, scheme: 'light', media: 'screen' },
  'in dark': { width: 1280, scheme: 'dark', media: 'screen' },
  'on 400 pixels': { width: 400, scheme: 'light', media: 'screen' },
  'on 400 pixels in the dark': { width: 400, scheme: 'dark', media: 'screen' },
  'on paper': { width: 794, scheme: 'dark', media: 'print' },
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Everything that axe knows, also what it calls best practice. */
const violations = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`

/** What the layout is like: the page never scrolls sideways, and paper shows what a click would. */
const layout = `(() => {
  const seen = element => element.getClientRects().length > 0 && element.checkVisibility({ contentVisibilityAuto: true })
  const all = selector => [...document.querySelectorAll(selector)]
  const ids = all('[id]').map(({ id }) => id)
  return {
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    reasons: all('.mount.no > p, .mount.unknown > p').every(seen),
    details: all('details dd').length === 0 ? 'none' : all('details dd').every(seen) ? 'all' : all('details dd').some(seen) ? 'some' : 'hidden',
    outside: all('.mount').filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth && one.closest('.scroll').scrollWidth <= one.closest('.scroll').clientWidth).length,
    // A row that may not be parted from the next one takes all of them to another sheet.
    glued: all('.matrix tbody *').filter(one => getComputedStyle(one).breakAfter !== 'auto').length,
    unique: new Set(ids).size === ids.length,
    requests: performance.getEntriesByType('resource').length,
  }
})()`

/** What happens to who has only the keyboard, and to who asks for trouble alone. */
const use = `(() => {
  const shown = element => element.getClientRects().length > 0
  const mount = document.querySelector('.mount.no')
  const summary = mount.querySelector('summary')
  summary.focus()
  const focused = document.activeElement === summary
  summary.click()
  const sections = () => [...document.querySelectorAll('section')].filter(shown).length
  const all = sections()
  document.querySelector('#trouble').click()
  const regions = [...document.querySelectorAll('[role=region]')]
  return {
    focused,
    opened: shown(mount.querySelector('dd')),
    because: mount.querySelector('p').textContent,
    regions: regions.every(region => region.tabIndex === 0 && document.getElementById(region.getAttribute('aria-labelledby'))?.textContent),
    all,
    trouble: sections(),
  }
})()`

/** The page has no script and forbids it; what looks at it goes by another door. */
async function inViews(page: OpenPage, look: (name: string, view: View) => Promise<void>): Promise<void> {
  for (const [name, view] of Object.entries(views)) {
    await page.show(view)
    await look(name, view)
  }
}

const name = 'the page of explain in a browser'
if (chromium === undefined) skipped(name, 'no Chromium; CHROMIUM names one')
else {
  const browser = chromium
  if (pages.size === 1) skipped(`${name}: charts`, 'no shared/corpus')
  table(`${name}: axe finds nothing, and nothing is cut off:`, Object.fromEntries(pages), html =>
    withPage(browser, html, async page => {
      await page.evaluate(`${axe}; true`)
      await inViews(page, async (name, { media }) => {
        assert.equal(await page.evaluate(violations), [], name)
        assert.equal(
          await page.evaluate(layout),
          {
            sideways: 0,
            reasons: true,
            details: media === 'print' ? 'all' : 'hidden',
            outside: 0,
            glued: 0,
            unique: true,
            requests: 0,
          },
          name,
        )
      })
    }),
  )
  table(`${name}: the keyboard reaches`, { 'every reason': pages.get('agents') ?? '' }, html =>
    withPage(browser, html, async page => {
      assert.equal(await page.evaluate(use), {
        focused: true,
        opened: true,
        because:
          '/data is owned by 1000:1000 with mode 0755, which only its owner can write; the process runs as uid 10000',
        regions: true,
        all: 6,
        trouble: 4,
      })
    }),
  )
}
