import * as assert from 'uvu/assert'
import { type ExplainFormatName, loadExplainFormat } from '../../src/report/explain/formats.ts'
import { formatNames, loadFormat } from '../../src/report/formats.ts'
import { checkTexts } from '../../src/run/check.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

/** The pod stands in line 5 of the stream, and in line 1 of its template. */
const text = `---
# Source: web/templates/pod.yaml
apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { hostNetwork: true, containers: [{ name: web, image: registry.example.com/web:1.0 }] }
`
const options = { style: 'plain', quiet: false, strict: false, version: '0.0.0' } as const

async function written(format: string, file: string): Promise<string> {
  const texts = [{ file, text }]
  const report = { ...checkTexts(texts, defaultSettings), fixes: hardenTexts(texts, defaultSettings).fixes() }
  const name = formatNames.find(known => known === format) ?? 'json'
  return (await loadFormat(name))(report, options)
}

/** What gives a line to a file in each format. */
const lines: Readonly<Record<string, RegExp>> = {
  text: /\.yaml:\d/,
  github: /line=|col=/,
  junit: /line="|\.yaml:\d/,
  sarif: /"region"|"startLine"/,
  gitlab: /"begin": (?!1$)/m,
}

table('a line of the stream is not given to a template by', lines, async (line, format) => {
  const got = await written(format, '-')
  assert.match(got, 'web/templates/pod.yaml')
  assert.match(got, /\(line \d+ of the stream\)/)
  assert.not.match(got, line)
})

/** The same of what explains: a pod that is no sound YAML is told beside. */
const both = `${text}---
# Source: web/templates/broken.yaml
kind: Pod
spec: { containers: [
`

table(
  'a line of the stream is not given to a template where it is explained as',
  {
    text: 'text',
    markdown: 'markdown',
    html: 'html',
    'text, as a matrix': 'text',
    'markdown, as a matrix': 'markdown',
  } satisfies Record<string, ExplainFormatName>,
  async (format, name) => {
    const view = name.endsWith('matrix') ? ('matrix' as const) : ('workloads' as const)
    const explanation = explainTexts([{ file: '-', text: both }], defaultSettings)
    const got = (await loadExplainFormat(format))(explanation, { style: 'plain', quiet: false, width: 200, view })
    assert.match(got, /web\/templates\/broken\.yaml \(line \d+ of the stream\)/)
    assert.not.match(got, /\.yaml:\d|line \d+:/)
    if (view === 'workloads') assert.match(got, /\bline 6 of the stream: runAsNonRoot was not set/)
  },
)

table('a line of a file is given to it by', lines, async (line, format) => {
  const got = await written(format, 'saved.yaml')
  assert.match(got, 'saved.yaml')
  assert.not.match(got, 'of the stream')
  assert.match(got, line)
})
