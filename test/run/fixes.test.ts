import * as assert from 'uvu/assert'
import { fingerprintOf, newFindings, readBaseline } from '../../src/report/baseline.ts'
import { formatJson } from '../../src/report/json.ts'
import { sarifFixes } from '../../src/report/sarif/sarif-fix.ts'
import { checkTexts } from '../../src/run/check.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { applySplices } from '../report/apply-splices.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

const settings = {
  ...defaultSettings,
  harden: { ...defaultSettings.harden, runAs: { user: 65532, group: 65532 } },
}

/** Real streams, save for the largest: what is proven of them does not depend on their size. */
const streams = Object.fromEntries(corpus().flatMap(({ name, text }) => (text.length < 200_000 ? [[name, text]] : [])))

if (Object.keys(streams).length === 0) skipped('fixes of real streams', 'the corpus is absent')
else {
  table('applied by line and column, the splices of a fix give the hardened stream', streams, text => {
    const hardened = hardenTexts([{ file: '-', text }], settings)
    const splices = hardened.fixes().splices.flatMap(document => document.splices)
    assert.is(applySplices(text, splices), hardened.texts[0]?.text)
  })

  table('a finding carries a fix where hardening takes it away, and nowhere else', streams, text => {
    // In a file: what is piped in has lines that no fix can name.
    const hardened = hardenTexts([{ file: 'web.yaml', text }], settings)
    const report = { ...checkTexts([{ file: 'web.yaml', text }], settings), fixes: hardened.fixes() }
    const after = new Set(checkTexts(hardened.texts, settings).findings.map(fingerprintOf))
    const gone = report.findings.filter(
      finding => /^pod-security$|^volume-not-/.test(finding.code) && !after.has(fingerprintOf(finding)),
    )
    const mended = [...sarifFixes(report).keys()].map(fingerprintOf)
    assert.equal(mended.toSorted(), gone.map(fingerprintOf).toSorted())
  })

  table('a report is a baseline without news', streams, text => {
    const report = checkTexts([{ file: '-', text }], settings)
    assert.equal(newFindings(report.findings, readBaseline(formatJson(report), 'baseline.json')), [])
  })
}
