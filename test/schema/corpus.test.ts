import * as assert from 'uvu/assert'
import { splitStream } from '../../src/manifest/stream.ts'
import { schemaFindings } from '../../src/run/findings/schema-findings.ts'
import { sourceOf } from '../../src/run/source.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'
import { ourProblems, soundObjects } from './mutants.ts'

/** Helm had no cluster to ask for `apiregistration.k8s.io/v1`, and the chart fell back to a version that is long gone. */
const fellBack: ReadonlySet<string> = new Set(['prometheus-community--prometheus-adapter'])
const gone = 'warning unknown-kind apiregistration.k8s.io/v1beta1'

function findingText(finding: Finding): string {
  return `${finding.severity} ${finding.code} ${finding.code === 'unknown-kind' ? finding.apiVersion : ''}`
}

const name = 'no false alarm on what Helm printed for a public chart'
const streams = corpus()
if (streams.length === 0) skipped(name, 'no shared data')
else
  table(name, Object.fromEntries(streams.map(stream => [stream.name, stream])), ({ name, text }) => {
    const stream = splitStream(text)
    // Most streams were made for the newest version of their day: the first and the last that are known say all.
    const found = [30, 37].flatMap(kubeMinor =>
      schemaFindings([sourceOf('-', stream, [], [])], { ...defaultSettings, kubeMinor }),
    )
    assert.equal(found.map(findingText), fellBack.has(name.replace(/^helm\d\//, '')) ? [gone, gone] : [])
  })

table(
  'no false alarm on a kind with most of its fields',
  Object.fromEntries(soundObjects().map(object => [object.ref.kind, object])),
  ({ ref, value }) => assert.equal(ourProblems(ref, value), []),
)
