import * as assert from 'uvu/assert'
import { type FormatName, type FormatOptions, formatNames, loadFormat } from '../../src/report/formats.ts'
import { keepReport, keptReport, type PlainReport } from '../../src/report/plain-report.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped, table } from '../table.ts'
import { advice, edit, mount, objectReport, report, unwritable, violation } from './smallest.ts'

const styles: Readonly<Record<FormatName, readonly Partial<FormatOptions>[]>> = {
  text: [{}, { layout: 'grouped' }, { quiet: true }, { strict: true }],
  json: [{}],
  sarif: [{}],
  junit: [{}, { strict: true }, { release: 'web' }],
  github: [{}],
  gitlab: [{}, { release: 'web' }],
}

const plain: FormatOptions = { style: 'plain', quiet: false, strict: false, version: '1' }

/** A report in every format and style. */
async function formatted(one: PlainReport): Promise<readonly string[]> {
  const texts: string[] = []
  for (const name of formatNames)
    for (const style of styles[name]) texts.push((await loadFormat(name))(one, { ...plain, ...style }))
  return texts
}

const reports: Readonly<Record<string, PlainReport>> = {
  'nothing at all': report(),
  'a mount that nobody reports': report({ objects: [objectReport({ mounts: [mount()] })] }),
  'findings and edits': report({
    objects: [objectReport({ mounts: [mount({ write: 'yes' })] })],
    findings: [violation({}, [violation().place]), unwritable(), advice({ container: undefined })],
    edits: [edit(), edit({ value: null }), edit({ value: [1, 'a', null] })],
  }),
  'an integer of its own type': report({ edits: [edit({ value: 65532n })] }),
  'texts that JSON escapes': report({ findings: [unwritable({ container: 'a"\\\n\u2028é' })] }),
}

table('a report that was kept is written alike', reports, async one => {
  assert.equal(await formatted(keptReport(keepReport(one))), await formatted(one))
})

table('a report is kept as one line', reports, one => assert.not.match(keepReport(one), /\n/))

const streams = corpus()
if (streams.length === 0) skipped('reports of the corpus are kept', 'no shared corpus')
else
  situation('reports of the corpus are kept', async () => {
    let mounts = 0
    for (const { name, text } of streams.filter((_, index) => index % 6 === 0)) {
      const result = hardenTexts([{ file: name, text }], defaultSettings)
      const one = { ...result.report(), findings: result.remaining() }
      mounts += one.objects.flatMap(object => object.mounts).length
      assert.equal(await formatted(keptReport(keepReport(one))), await formatted(one), name)
    }
    assert.ok(mounts > 100, `${mounts} mounts`)
  })
