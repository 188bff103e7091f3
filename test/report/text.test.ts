import * as assert from 'uvu/assert'
import type { Fixes, Report } from '../../src/report/report.ts'
import { formatText } from '../../src/report/text.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { table } from '../table.ts'
import { advice, container, edit, objectReport, report, summary, unwritable, violation, web } from './smallest.ts'

const plain = { style: 'plain', quiet: false, strict: false } as const
const quiet = { ...plain, quiet: true }

const violationLine =
  'web.yaml:12:9: Deployment/web: allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)\n'
const adviceLines = `web.yaml:12:9: Deployment/web: warning: the pod of a Job or Pod cannot change: an upgrade fails where it already exists without these fields [immutable-on-upgrade]
    delete it before the upgrade, or give it a name that changes with the revision
`
const db = { ...web, kind: 'StatefulSet', name: 'db' }

/** Changes of `Deployment/web` after which `remaining` is left. */
const fixes = (...remaining: Finding[]): Fixes => ({ edits: [edit()], remaining, splices: [] })

interface Row {
  readonly report: Report
  readonly options: Parameters<typeof formatText>[1]
  readonly want: string | RegExp
}

table<Row>(
  'formatText',
  {
    'nothing found': { report: report(), options: plain, want: 'no findings in 1 pod of 1 object\n' },
    'nothing found, quietly': { report: report(), options: quiet, want: '' },
    'golden cases are counted where those were tried': {
      report: report({ summary: { ...summary, objects: 0, pods: 0, cases: 2 } }),
      options: plain,
      want: 'no findings in 2 golden cases\n',
    },
    'an error': {
      report: report({ findings: [violation()] }),
      options: plain,
      want: `${violationLine}\n1 error in 1 pod of 1 object\n`,
    },
    'a warning says so, and what to do': {
      report: report({ findings: [advice()] }),
      options: plain,
      want: `${adviceLines}\n1 warning in 1 pod of 1 object\n`,
    },
    'objects are apart, and their findings together': {
      report: report({
        findings: [violation(), violation({ object: db, index: 1 }), advice()],
        summary: { ...summary, objects: 40, pods: 7 },
      }),
      options: plain,
      want: `${violationLine}${adviceLines}\n${violationLine.replace('Deployment/web', 'StatefulSet/db')}\n2 errors, 1 warning in 7 pods of 40 objects\n`,
    },
    'documents come in their order, whatever the order of the findings': {
      report: report({ findings: [violation({ object: db, index: 1 }), violation()] }),
      options: quiet,
      want: `${violationLine}\n${violationLine.replace('Deployment/web', 'StatefulSet/db')}`,
    },
    'quiet leaves warnings, advice, edits and the summary out': {
      report: report({ findings: [advice(), violation(), unwritable()], edits: [edit()] }),
      options: quiet,
      want: `${violationLine}web.yaml:12:9: Deployment/web spec.template.spec.containers[0].volumeMounts[0]: cannot write /data (volume data): /data is owned by 1000:1000 with mode 0755; uid 10000 is neither its owner nor in its group [volume-not-writable]\n`,
    },
    'quiet and strict keeps warnings': {
      report: report({ findings: [advice()] }),
      options: { ...quiet, strict: true },
      want: adviceLines.slice(0, adviceLines.indexOf('\n') + 1),
    },
    'an edit and its evidence': {
      report: report({ edits: [edit()], summary: { ...summary, exempted: 1, withoutNamespace: 2 } }),
      options: plain,
      want: `web.yaml:12:1: Deployment/web: 1 field changed
  set spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: false because no process gains privileges by it

no findings in 1 pod of 1 object; 1 field changed; 1 violation exempted; 2 pods without a namespace
`,
    },
    'a field that --enforce removes': {
      report: report({ edits: [edit({ value: null })] }),
      options: plain,
      want: `web.yaml:12:1: Deployment/web: 1 field changed
  remove spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation because no process gains privileges by it

no findings in 1 pod of 1 object; 1 field changed
`,
    },
    'a long value is cut': {
      report: report({ edits: [edit({ path: container, value: 'x'.repeat(200) })] }),
      options: plain,
      want: `web.yaml:12:1: Deployment/web: 1 field changed\n  set spec.template.spec.containers[0]: "${'x'.repeat(79)}… because no process gains privileges by it\n\nno findings in 1 pod of 1 object; 1 field changed\n`,
    },
    'standard input is called by its template': {
      report: report({ findings: [violation({ file: '-', source: 'web/templates/deploy.yaml' })] }),
      options: quiet,
      want: violationLine.replace('web.yaml:12:9', 'web/templates/deploy.yaml (line 12 of the stream)'),
    },
    'standard input without templates is called -': {
      report: report({ findings: [violation({ file: '-' })] }),
      options: quiet,
      want: violationLine.replace('web.yaml', '-'),
    },
    'a name cannot drive the terminal': {
      report: report({ findings: [violation({ object: { ...web, name: 'a\u001b[2Jb\nc' } })] }),
      options: quiet,
      want: violationLine.replace('Deployment/web', 'Deployment/a\\u001b[2Jb\\nc'),
    },
    'a broken document has no object': {
      report: report({
        findings: [
          {
            code: 'bad-yaml',
            detail: 'tab used for indentation',
            severity: 'error',
            place: { file: 'a.yaml', index: 2, position: { line: 3, column: 1 } },
          },
        ],
      }),
      options: quiet,
      want: 'a.yaml:3:1: not readable as YAML: tab used for indentation [bad-yaml]\n',
    },
    'a violation without a detail names its field': {
      report: report({ findings: [{ ...violation(), detail: '' } as Finding] }),
      options: quiet,
      want: 'web.yaml:12:9: Deployment/web spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: allowPrivilegeEscalation != false\n',
    },
    'what can be fixed, and how': {
      report: report({
        findings: [violation(), unwritable(), advice()],
        fixes: fixes(unwritable(), advice()),
        fixCommand: 'fix x',
      }),
      options: { ...plain, quiet: false },
      want: /\n\n2 errors, 1 warning in 1 pod of 1 object\n1 of 3 can be fixed: fix x\n$/,
    },
    'what can be fixed, where nobody counted': {
      report: report({ findings: [violation(), advice()], fixCommand: 'fix x' }),
      options: { ...plain, quiet: false },
      want: /in 1 pod of 1 object\nto see what can be fixed: fix x\n$/,
    },
    'nothing that can be fixed': {
      report: report({ findings: [violation()], fixes: fixes(violation()), fixCommand: 'fix x' }),
      options: plain,
      want: /in 1 pod of 1 object\n$/,
    },
    'a field that only another object gets fixes nothing here': {
      report: report({
        findings: [violation({ object: db, index: 1 })],
        fixes: fixes(),
        fixCommand: 'fix x',
      }),
      options: plain,
      want: /in 1 pod of 1 object\n$/,
    },
    'a terminal shows each object once': {
      report: report({ findings: [violation(), advice()], edits: [edit()] }),
      options: { ...plain, layout: 'grouped' },
      want: `Deployment/web web.yaml
  12:9 allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)
  12:9 warning: the pod of a Job or Pod cannot change: an upgrade fails where it already exists without these fields [immutable-on-upgrade]
      delete it before the upgrade, or give it a name that changes with the revision
  1 field changed
    set spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: false because no process gains privileges by it

1 error, 1 warning in 1 pod of 1 object; 1 field changed
`,
    },
    'a terminal shows the template of a piped chart without lines that are not its own': {
      report: report({ findings: [violation({ file: '-', source: 'web/templates/deploy.yaml' })] }),
      options: { ...plain, layout: 'grouped' },
      want: /^Deployment\/web web\/templates\/deploy\.yaml \(line 12 of the stream\)\n {2}line 12 allowPriv/,
    },
    'quietly a terminal shows lines': {
      report: report({ findings: [violation()] }),
      options: { ...quiet, layout: 'grouped' },
      want: violationLine,
    },
    'the lowest level, when asked for': {
      report: report({
        objects: [
          objectReport({
            podSecurity: {
              demand: { level: 'restricted', version: 'latest', from: 'default' },
              allowed: true,
              reason: '',
              detail: '',
              violations: [],
              lowest: 'baseline',
            },
          }),
        ],
      }),
      options: plain,
      want: 'web.yaml:1:1: Deployment/web: lowest level that admits it: baseline\n\nno findings in 1 pod of 1 object\n',
    },
  },
  ({ report, options, want }) => {
    const got = formatText(report, options)
    if (typeof want === 'string') assert.is(got, want)
    else assert.match(got, want)
  },
)

table('colour', { 'only adds escapes': { findings: [violation(), advice()], edits: [edit()] } }, changes => {
  const coloured = formatText(report(changes), { ...plain, style: 'colour' })
  assert.match(coloured, '\u001b[31m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what it removes
  assert.is(coloured.replaceAll(/\u001b\[\d+m/g, ''), formatText(report(changes), plain))
})
