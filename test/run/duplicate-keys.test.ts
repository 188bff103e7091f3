import * as assert from 'uvu/assert'
import { checkTexts } from '../../src/run/check.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

const settings = { ...defaultSettings, level: 'privileged' } as const

/** Each key that is there twice: where it counts, its path, and the line whose value is lost. */
function said(text: string, schema: typeof settings.schema = settings.schema): readonly string[] {
  return checkTexts([{ file: '-', text }], { ...settings, schema }).findings.flatMap(finding => {
    if (finding.code !== 'duplicate-key') return []
    const { object, path = [], position } = finding.place
    return [`${position.line}:${position.column} ${object?.kind} ${path.join('.')}, lost ${finding.lost}`]
  })
}

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n'
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n'

table<{ text: string; want: readonly string[] }>(
  'a key that is there twice',
  {
    none: { text: `${head}data: { a: b, c: d }\n`, want: [] },
    'in a block map': { text: `${head}data:\n  a: b\n  c: d\n  a: e\n`, want: ['7:3 ConfigMap data.a, lost 5'] },
    'in a flow map': { text: `${head}data: { a: b, "a": b }\n`, want: ['4:15 ConfigMap data.a, lost 4'] },
    'at the root': { text: `${head}kind: ConfigMap\n`, want: ['4:1 ConfigMap kind, lost 2'] },
    'three times': {
      text: `${head}data:\n  a: b\n  a: c\n  a: d\n`,
      want: ['6:3 ConfigMap data.a, lost 5', '7:3 ConfigMap data.a, lost 6'],
    },
    'in an item of a list': {
      text: `${pod}  containers:\n  - name: a\n    image: b\n    name: c\n`,
      want: ['8:5 Pod spec.containers.0.name, lost 6'],
    },
    'in an item of a List': {
      text: 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: { name: a }\n  data: {}\n  data: {}\n',
      want: ['8:3 Secret data, lost 7'],
    },
    'a number and a text of one name, which is refused': { text: `${head}data: { 1: a, "1": b }\n`, want: [] },
    'merged, and then said again': { text: `${head}a: &a { b: c }\ndata:\n  <<: *a\n  b: d\n`, want: [] },
    'behind an alias': { text: `${head}a: &a { b: c, b: d }\ndata: *a\n`, want: ['4:15 ConfigMap a.b, lost 4'] },
  },
  ({ text, want }) => assert.equal(said(text), want),
)

table('without a schema', { 'a pod is read all the same': `${pod}  a: b\n  a: c\n` }, text =>
  assert.equal(said(text, 'off'), ['6:3 Pod spec.a, lost 5']),
)

const streams = corpus()
if (streams.length === 0) skipped('no public chart has a key twice', 'no shared data')
else
  table('no public chart has a key twice', Object.fromEntries(streams.map(one => [one.name, one.text])), text =>
    assert.equal(said(text), []),
  )
