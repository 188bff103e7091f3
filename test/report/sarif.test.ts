import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import * as assert from 'uvu/assert'
import { isMap, listAt, mapAt, textAt, type Value } from '../../src/manifest/value.ts'
import type { EditReport, Report } from '../../src/report/report.ts'
import { formatSarif } from '../../src/report/sarif/sarif.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { situation, table } from '../table.ts'
import { advice, edit, place, report, unwritable, violation, web } from './smallest.ts'

const schemaFile = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
// The schema's pattern for languages is not valid with the u flag.
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv)
const isSarif = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')))

const splices = [
  {
    file: 'web.yaml',
    index: 0,
    splices: [
      { start: { line: 13, column: 1 }, end: { line: 13, column: 1 }, content: '          securityContext:\n' },
    ],
  },
]
const everything = report({
  findings: [
    violation(),
    unwritable(),
    advice(),
    { ...advice(), severity: 'note' },
    {
      code: 'bad-yaml',
      detail: 'tab',
      severity: 'error',
      place: { file: '/a b/ü#1:?%.yaml', index: 1, position: { line: 1, column: 1 } },
    },
  ],
  fixes: { edits: [edit()], splices, remaining: [] },
})

function runOf(changes: Partial<Report>): Value {
  const log: Value = JSON.parse(formatSarif(report(changes), { version: '1.2.3' }))
  return listAt(log, 'runs')[0] ?? null
}

table(
  'the published schema accepts',
  { 'an empty report': report(), 'all there is': everything, 'a fix of a piped chart': withSource('-') },
  row => {
    isSarif(JSON.parse(formatSarif(row, { version: '1.2.3' })))
    assert.equal(isSarif.errors ?? [], [])
  },
)

function withSource(file: string): Report {
  const source = 'web/templates/deploy.yaml'
  return report({
    findings: [violation({ file, source })],
    fixes: {
      edits: [edit({ place: place({ file, source }) })],
      remaining: [],
      splices: splices.map(document => ({ ...document, file, source })),
    },
  })
}

situation('the schema refuses what is not SARIF', () => {
  const log = formatSarif(everything, { version: '1.2.3' }).replace('"startLine": 12', '"startLine": 0')
  assert.is(isSarif(JSON.parse(log)), false)
})

situation('a result names its rule, place and fingerprint', () => {
  assert.equal(listAt(runOf({ findings: [violation()] }), 'results'), [
    {
      ruleId: 'allowPrivilegeEscalation',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: 'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
      },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'web.yaml' }, region: { startLine: 12, startColumn: 9 } },
          logicalLocations: [
            {
              name: 'allowPrivilegeEscalation',
              fullyQualifiedName:
                'Deployment/web spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
              kind: 'object',
            },
          ],
        },
      ],
      partialFingerprints: {
        'seaworthy/v1':
          '"pod-security" "allowPrivilegeEscalation" "apps" "Deployment" "ns1" "web" "web" "containers.securityContext.allowPrivilegeEscalation"',
      },
    },
  ])
})

situation('every result points at its rule', () => {
  const run = runOf(everything)
  const rules = listAt(mapAt(mapAt(run, 'tool'), 'driver'), 'rules')
  const results = listAt(run, 'results')
  const named = results.map(result => textAt(rules[numberAt(result, 'ruleIndex')], 'id'))
  assert.equal(
    named,
    results.map(result => textAt(result, 'ruleId')),
  )
  assert.is(named.length, 5)
})

function numberAt(value: Value, key: string): number {
  const found = isMap(value) ? value[key] : undefined
  return typeof found === 'number' ? found : -1
}

table<{ readonly file: string; readonly want: string }>(
  'a file as a URI',
  {
    relative: { file: 'charts/web.yaml', want: 'charts/web.yaml' },
    absolute: { file: '/srv/web.yaml', want: 'file:///srv/web.yaml' },
    'on a drive': { file: 'C:/srv/web.yaml', want: 'file:///C:/srv/web.yaml' },
    'with reserved characters': { file: 'a:b #1?%.yaml', want: 'a%3Ab%20%231%3F%25.yaml' },
    'with half a surrogate pair': { file: 'a\ud800', want: 'a%EF%BF%BD' },
  },
  ({ file, want }) => {
    assert.match(formatSarif(report({ findings: [violation({ file })] }), { version: '1' }), `"uri": "${want}"`)
  },
)

const db = { ...web, name: 'db' }

interface FixRow {
  readonly findings: readonly Finding[]
  readonly edits?: readonly EditReport[]
  readonly remaining?: readonly Finding[]
  readonly want: readonly number[]
}

table<FixRow>(
  'findings that carry the fix, by index',
  {
    'what the edits mend': { findings: [violation(), unwritable()], want: [0, 1] },
    'what still holds does not': { findings: [violation(), unwritable()], remaining: [violation()], want: [1] },
    'advice is never mended': { findings: [advice()], want: [] },
    'nothing was edited': { findings: [violation()], edits: [], want: [] },
    'another object of the document': { findings: [violation({ object: db })], want: [] },
    'another document': { findings: [violation({ index: 1 })], want: [] },
    'a List of two objects tells its fix once': {
      findings: [violation(), violation({ object: db })],
      edits: [edit(), edit({ place: place({ object: db }) })],
      want: [0],
    },
  },
  ({ findings, edits = [edit()], remaining = [], want }) => {
    const results = listAt(runOf({ findings, fixes: { edits, remaining, splices } }), 'results')
    const fixed = results.flatMap((result, index) => (listAt(result, 'fixes').length > 0 ? [index] : []))
    assert.equal(fixed, want)
  },
)

situation('a fix is the text to insert', () => {
  const [result] = listAt(
    runOf({ findings: [violation()], fixes: { edits: [edit()], splices, remaining: [] } }),
    'results',
  )
  assert.equal(listAt(result, 'fixes'), [
    {
      description: {
        text: 'Harden Deployment/web: set spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
      },
      artifactChanges: [
        {
          artifactLocation: { uri: 'web.yaml' },
          replacements: [
            {
              deletedRegion: { startLine: 13, startColumn: 1, endLine: 13, endColumn: 1 },
              insertedContent: { text: '          securityContext:\n' },
            },
          ],
        },
      ],
    },
  ])
})
