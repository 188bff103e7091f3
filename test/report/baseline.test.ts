import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { newFindings, readBaseline } from '../../src/report/baseline.ts'
import { formatJson } from '../../src/report/json.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { situation, table } from '../table.ts'
import { container, escalation, place, report, unwritable, violation, web } from './smallest.ts'

const broken: Finding = {
  code: 'bad-yaml',
  detail: 'tab',
  severity: 'error',
  place: { file: '-', source: 'a.yaml', index: 2, position: { line: 3, column: 1 } },
}
const hostPorts: Finding = {
  ...violation(),
  code: 'pod-security',
  check: 'hostPorts',
  reason: '',
  detail: '',
  level: '',
}

const log = place({ container: 'log', path: [...container.slice(0, -1), 1, ...escalation.slice(container.length)] })
/** Pod Security has one sentence for all containers that break a check. */
const ofBoth = violation({}, [log])
const ofLog = violation(log)

table<{ readonly before: readonly Finding[]; readonly now: readonly Finding[]; readonly want: readonly number[] }>(
  'findings that are new since the baseline, by index',
  {
    'none are known': { before: [], now: [violation()], want: [0] },
    'the same': { before: [violation(), broken], now: [violation(), broken], want: [] },
    'moved to another line and document': {
      before: [violation()],
      now: [violation({ position: { line: 99, column: 1 }, index: 7 })],
      want: [],
    },
    'in another file': { before: [violation()], now: [violation({ file: 'moved.yaml' })], want: [] },
    'a newer version of the API': {
      before: [violation()],
      now: [violation({ object: { ...web, apiVersion: 'apps/v2' } })],
      want: [],
    },
    'another API group': {
      before: [violation()],
      now: [violation({ object: { ...web, apiVersion: 'v1' } })],
      want: [0],
    },
    'another namespace': { before: [violation()], now: [violation({ object: { ...web, namespace: 'b' } })], want: [0] },
    'another container': { before: [violation()], now: [violation({ container: 'log' })], want: [0] },
    'another field': { before: [violation()], now: [violation({ path: container })], want: [0] },
    'another check of the same field': { before: [violation()], now: [hostPorts], want: [0] },
    'another code at the same place': { before: [violation()], now: [unwritable(violation().place)], want: [0] },
    'a container put before it': {
      before: [violation()],
      now: [violation({ path: [...container.slice(0, -1), 1, ...escalation.slice(container.length)] })],
      want: [],
    },
    'the first of two containers is mended': { before: [ofBoth], now: [ofLog], want: [] },
    'a second of a kind': { before: [violation()], now: [violation(), violation()], want: [1] },
    'a broken document of another file': {
      before: [broken],
      now: [{ ...broken, place: { ...broken.place, source: 'b.yaml' } }],
      want: [0],
    },
  },
  ({ before, now, want }) => {
    const baseline = readBaseline(formatJson(report({ findings: before })), 'baseline.json')
    assert.equal(
      newFindings(now, baseline).map(finding => now.indexOf(finding)),
      want,
    )
  },
)

situation('a container more that breaks a check is news, at its own place', () => {
  const baseline = readBaseline(formatJson(report({ findings: [violation()] })), 'baseline.json')
  assert.equal(newFindings([ofBoth], baseline), [ofLog])
})

table(
  'a baseline that is none',
  {
    'not JSON': {
      text: '{\n',
      want: /^baseline\.json:2:1: found the end, expected a key in double quotes or "}"; a report is made with --format json$/,
    },
    'another document': { text: '{"kind":"List","items":[]}', want: /^baseline\.json: not a report/ },
    'no findings': { text: '{"kind":"Report","findings":{}}', want: /^baseline\.json: not a report/ },
    'another version': {
      text: '{"apiVersion":"seaworthy.dev/v9","kind":"Report","findings":[]}',
      want: /^baseline\.json: apiVersion is "seaworthy.dev\/v9", want "seaworthy.dev\/v1alpha1"$/,
    },
  },
  ({ text, want }) =>
    assert.throws(
      () => readBaseline(text, 'baseline.json'),
      (error: unknown) => error instanceof InputError && error.code === 'BAD_INPUT' && want.test(error.message),
    ),
)
