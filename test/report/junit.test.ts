import * as assert from 'uvu/assert'
import { xmlAttribute, xmlText } from '../../src/report/escape.ts'
import { formatJunit } from '../../src/report/junit.ts'
import type { PodSecurityReport, Report } from '../../src/report/report.ts'
import { table } from '../table.ts'
import { advice, escalation, mount, objectReport, report, unwritable, violation } from './smallest.ts'

const admitted: PodSecurityReport = {
  demand: { level: 'restricted', version: 'latest', from: 'default' },
  allowed: true,
  reason: '',
  detail: '',
  violations: [],
}
const exempted = {
  check: 'hostPorts',
  reason: 'hostPort',
  detail: 'container "web" uses hostPort 80',
  path: escalation,
  position: { line: 7, column: 1 },
  exempted: true,
}

const suites = (counts: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seaworthy" ${counts}>\n<testsuite name="Deployment/web" file="web.yaml" ${counts}>\n${body}</testsuite>\n</testsuites>\n`
const attributes = (line: number): string => `classname="Deployment/web" file="web.yaml" line="${line}"`

const cannot =
  'cannot write /data (volume data): /data is owned by 1000:1000 with mode 0755; uid 10000 is neither its owner nor in its group'
const remedy = 'add an init container that chowns the volume as root (chown-init)'
const immutable =
  'the pod of a Job or Pod cannot change: an upgrade fails where it already exists without these fields; delete it before the upgrade, or give it a name that changes with the revision'

table<{ readonly report: Partial<Report>; readonly strict?: boolean; readonly want: string }>(
  'formatJunit',
  {
    'nothing judged': {
      report: {},
      want: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seaworthy" tests="0" failures="0" errors="0" skipped="0"/>\n',
    },
    'a pod that passes': {
      report: { objects: [objectReport({ podSecurity: admitted, mounts: [mount({ write: 'yes' })] })] },
      want: suites(
        'tests="2" failures="0" errors="0" skipped="0"',
        `<testcase name="pod-security restricted:latest" ${attributes(1)}/>\n<testcase name="write /data (volume data) in web" ${attributes(10)}/>\n`,
      ),
    },
    'an error fails, and its mount is told once': {
      report: { objects: [objectReport({ mounts: [mount()] })], findings: [unwritable()] },
      want: suites(
        'tests="1" failures="1" errors="0" skipped="0"',
        `<testcase name="volume-not-writable spec.template.spec.containers[0].volumeMounts[0]" ${attributes(12)}>\n<failure message="${cannot}; ${remedy}">web.yaml:12:9: Deployment/web spec.template.spec.containers[0].volumeMounts[0]: ${cannot}; ${remedy}</failure>\n</testcase>\n`,
      ),
    },
    'a warning is output': {
      report: { findings: [advice()] },
      want: suites(
        'tests="1" failures="0" errors="0" skipped="0"',
        `<testcase name="immutable-on-upgrade" ${attributes(12)}>\n<system-out>web.yaml:12:9: Deployment/web: ${immutable}</system-out>\n</testcase>\n`,
      ),
    },
    'a warning fails a strict run': {
      report: { findings: [advice()] },
      strict: true,
      want: suites(
        'tests="1" failures="1" errors="0" skipped="0"',
        `<testcase name="immutable-on-upgrade" ${attributes(12)}>\n<failure message="${immutable}">web.yaml:12:9: Deployment/web: ${immutable}</failure>\n</testcase>\n`,
      ),
    },
    'an exempted violation is skipped': {
      report: { objects: [objectReport({ podSecurity: { ...admitted, violations: [exempted] } })] },
      want: suites(
        'tests="2" failures="0" errors="0" skipped="1"',
        `<testcase name="hostPorts" ${attributes(7)}>\n<skipped message="exempted: hostPort">container "web" uses hostPort 80</skipped>\n</testcase>\n<testcase name="pod-security restricted:latest" ${attributes(1)}/>\n`,
      ),
    },
    'what the baseline knows does not pass': {
      report: {
        objects: [
          objectReport({ podSecurity: { ...admitted, allowed: false, detail: 'hostPort' }, mounts: [mount()] }),
        ],
      },
      want: suites(
        'tests="2" failures="0" errors="0" skipped="2"',
        `<testcase name="pod-security restricted:latest" ${attributes(1)}>\n<skipped message="no finding was reported">hostPort</skipped>\n</testcase>\n<testcase name="write /data (volume data) in web" ${attributes(10)}>\n<skipped message="no finding was reported">/data is owned by 1000:1000 with mode 0755; uid 10000 is neither its owner nor in its group</skipped>\n</testcase>\n`,
      ),
    },
    'two objects are two suites': {
      report: { findings: [violation(), violation({ file: 'b.yaml', object: undefined, path: undefined })] },
      want: [
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seaworthy" tests="2" failures="2" errors="0" skipped="0">\n',
        ...[
          ['Deployment/web', 'web.yaml', ' spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation'],
          ['b.yaml', 'b.yaml', ''],
        ].map(
          ([name, file, path]) =>
            `<testsuite name="${name}" file="${file}" tests="1" failures="1" errors="0" skipped="0">\n<testcase name="allowPrivilegeEscalation${path}" classname="${name}" file="${file}" line="12">\n<failure message="allowPrivilegeEscalation != false (container &quot;web&quot; must set securityContext.allowPrivilegeEscalation=false)">${file}:12:9: ${path === '' ? '' : `${name}${path}: `}allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)</failure>\n</testcase>\n</testsuite>\n`,
        ),
        '</testsuites>\n',
      ].join(''),
    },
  },
  ({ report: changes, strict = false, want }) => assert.fixture(formatJunit(report(changes), { strict }), want),
)

table(
  'XML text',
  {
    markup: { text: `<a b="c">&'`, attribute: `&lt;a b=&quot;c&quot;&gt;&amp;'`, body: `&lt;a b="c"&gt;&amp;'` },
    'white space': { text: ' \t\r\n', attribute: ' &#9;&#13;&#10;', body: ' \t&#13;\n' },
    'what XML cannot hold': { text: '\0\u001b\ud800\uffff', attribute: '\ufffd'.repeat(4), body: '\ufffd'.repeat(4) },
    'beyond the basic plane': { text: '🚢', attribute: '🚢', body: '🚢' },
  },
  ({ text, attribute, body }) => assert.equal([xmlAttribute(text), xmlText(text)], [attribute, body]),
)
