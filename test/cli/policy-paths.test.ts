import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { callIn } from '../support/real-io.ts'
import { table } from '../table.ts'
import { podText, policyText } from './manifests.ts'

const pod = podText()

interface Row {
  /** Lines of a policy that lies in `mine/`, the fifth line on where it is about golden cases. */
  readonly policy: readonly string[]
  /** Links by path, and where they lead. */
  readonly links?: Readonly<Record<string, string>>
  /** Which line and field is refused. */
  readonly refused?: string
}

const golden = (...fields: readonly string[]) => ['golden:', `  - { name: pod, ${fields.join(', ')} }`]

/** A policy that a stranger wrote, in a folder beside which lies what is nobody else's business. */
const rows: Readonly<Record<string, Row>> = {
  'a report in the folder': { policy: ['report: report.json'] },
  'a report in a folder that is not there': { policy: ['report: out/deep/report.json'] },
  'a report by the whole path of the folder': { policy: ['report: FOLDER/mine/report.json'] },
  'a report through a link that stays': { policy: ['report: in/report.json'], links: { 'mine/in': 'out' } },
  'a name that begins with dots': { policy: ['report: ..report.json'] },
  'a report above': { policy: ['report: ../report.json'], refused: '3:1: report' },
  'a report by a whole path': { policy: ['report: FOLDER/report.json'], refused: '3:1: report' },
  'a folder whose name only begins alike': { policy: ['report: ../mine-too/report.json'], refused: '3:1: report' },
  'a report that goes down and up': { policy: ['report: a/../../report.json'], refused: '3:1: report' },
  'a report that is a link': {
    policy: ['report: report.json'],
    links: { 'mine/report.json': '../others/kept.yaml' },
    refused: '3:1: report',
  },
  'a report that is a link to what is not there': {
    policy: ['report: report.json'],
    links: { 'mine/report.json': '../others/new.json' },
    refused: '3:1: report',
  },
  'a report that is a link to a link': {
    policy: ['report: report.json'],
    links: { 'mine/report.json': 'next', 'mine/next': '../others/new.json' },
    refused: '3:1: report',
  },
  'a link in the middle': {
    policy: ['report: in/report.json'],
    links: { 'mine/in': '../others' },
    refused: '3:1: report',
  },
  'a link in the middle to what is not there': {
    policy: ['report: in/report.json'],
    links: { 'mine/in': '../new' },
    refused: '3:1: report',
  },
  'a link that goes up from where another link leads': {
    policy: ['report: in/report.json'],
    links: { 'mine/in': 'deep/..', 'mine/deep': '../others/deep' },
    refused: '3:1: report',
  },
  'links in a circle': {
    policy: ['report: a/report.json'],
    links: { 'mine/a': 'b', 'mine/b': 'a' },
    refused: '3:1: report',
  },
  'a golden file above': {
    policy: golden('stream: pod.yaml', 'file: ../others/kept.yaml'),
    refused: '4:36: golden[0].file',
  },
  'a stream above': {
    policy: golden('stream: ../others/kept.yaml', 'file: g.yaml'),
    refused: '4:18: golden[0].stream',
  },
  'a chart above': { policy: golden('chart: ../others', 'file: g.yaml'), refused: '4:18: golden[0].chart' },
  'the second values file above': {
    policy: golden('template: agent', 'values: [a.yaml, ../others/kept.yaml]', 'file: g.yaml'),
    refused: '4:52: golden[0].values[1]',
  },
  'a report among what git keeps': { policy: ['report: .git/hooks/post-checkout'], refused: '3:1: report' },
  'a report among what git keeps, by a link': {
    policy: ['report: in/config'],
    links: { 'mine/in': '.Git' },
    refused: '3:1: report',
  },
  'a golden file that is the configuration of git': {
    policy: golden('stream: pod.yaml', 'file: .git/config'),
    refused: '4:36: golden[0].file',
  },
  'a report beside what git keeps': { policy: ['report: .github/report.json'] },
  'a chart that is the folder': { policy: golden('chart: .', 'file: g.yaml') },
}

const files = {
  'mine/pod.yaml': pod,
  'mine/templates/own.hbs': 'a: b\n',
  'others/kept.yaml': 'kept\n',
  'others/deep/kept.yaml': 'kept\n',
}

async function inMine({ policy, links = {} }: Row, use: (folder: string) => Promise<void>) {
  await withFolder(files, async folder => {
    writeFileSync(join(folder, 'mine/seaworthy.yaml'), policyText(...policy).replaceAll('FOLDER', folder))
    for (const [path, to] of Object.entries(links)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      symlinkSync(to, join(folder, path))
    }
    await use(folder)
  })
}

/** What lies beside the folder, by name. */
function beside(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => !path.startsWith('mine/'))
    .toSorted()
}

table('post-render where a policy lies that names', rows, row =>
  inMine(row, async folder => {
    const before = beside(folder)
    const got = await callIn(join(folder, 'mine'), ['post-render'], pod)
    assert.is(got.code, row.refused === undefined ? 0 : 2, got.stderr)
    if (row.refused !== undefined) assert.ok(got.stderr.startsWith(`seaworthy: seaworthy.yaml:${row.refused}: found "`))
    assert.is(got.stdout === '', row.refused !== undefined)
    assert.equal(beside(folder), before)
    assert.is(readFileSync(join(folder, 'others/kept.yaml'), 'utf8'), 'kept\n')
  }),
)

table(
  'where a policy leads out, so does',
  {
    check: ['check', 'pod.yaml'],
    fix: ['fix', 'pod.yaml'],
    explain: ['explain', 'pod.yaml'],
    verify: ['verify'],
    'verify --update': ['verify', '--update'],
  },
  args =>
    inMine({ policy: golden('stream: pod.yaml', 'file: ../others/kept.yaml') }, async folder => {
      const { code, stdout } = await callIn(join(folder, 'mine'), args)
      assert.equal({ code, stdout }, { code: 2, stdout: '' })
      assert.is(readFileSync(join(folder, 'others/kept.yaml'), 'utf8'), 'kept\n')
    }),
)

table(
  'a policy that is named may lead anywhere:',
  { 'by its name': 'seaworthy.yaml', 'by its whole path': 'FOLDER/mine/seaworthy.yaml' },
  name =>
    inMine({ policy: ['report: ../others/report.json'] }, async folder => {
      const args = ['post-render', '--policy', name.replace('FOLDER', folder)]
      const { code, stderr } = await callIn(join(folder, 'mine'), args, pod)
      assert.is(code, 0, stderr)
      assert.ok(existsSync(join(folder, 'others/report.json')))
    }),
)

table(
  'a golden file that a case is made from, or that is the policy:',
  {
    'the stream of its case': golden('stream: pod.yaml', 'file: pod.yaml'),
    'the stream through a link': golden('stream: link.yaml', 'file: pod.yaml'),
    'the stream of another case': [
      'golden:',
      '  - { name: a, stream: pod.yaml, file: g.yaml }',
      '  - { name: b, stream: other.yaml, file: ./pod.yaml }',
    ],
    'another case by another name': [
      'golden:',
      '  - { name: a, stream: pod.yaml, file: g.yaml }',
      '  - { name: b, stream: pod.yaml, file: in/../g.yaml }',
    ],
    values: golden('template: agent', 'values: [pod.yaml]', 'file: pod.yaml'),
    'the policy': golden('stream: pod.yaml', 'file: seaworthy.yaml'),
  },
  policy =>
    inMine({ policy, links: { 'mine/link.yaml': 'pod.yaml' } }, async folder => {
      const args = ['verify', '--update']
      const { code, stderr } = await callIn(join(folder, 'mine'), args)
      assert.is(code, 2)
      assert.match(
        stderr,
        /^seaworthy: seaworthy\.yaml:\d+:\d+: golden\[\d\]\.file: found ".*", expected a file of its own/,
      )
      assert.is(readFileSync(join(folder, 'mine/pod.yaml'), 'utf8'), pod)
    }),
)

const rendered = ['render', 'own', '--templates', 'templates', '--set', 'name=x', '--output-dir', 'out']

table(
  'a name that nobody typed, where a link leads out of the folder:',
  {
    'the lock': { args: ['lock', 'pod.yaml'], link: 'seaworthy.lock.yaml', to: '../others/new.yaml' },
    'the lock, and a file is there': {
      args: ['lock', 'pod.yaml'],
      link: 'seaworthy.lock.yaml',
      to: '../others/kept.yaml',
    },
    'an object of render': { args: rendered, link: 'out/own/own.yaml', to: '../../../others/new.yaml' },
    'a folder of render': { args: rendered, link: 'out/own', to: '../../others' },
  },
  ({ args, link, to }) =>
    inMine({ policy: [], links: { [`mine/${link}`]: to } }, async folder => {
      const { code, stderr } = await callIn(join(folder, 'mine'), args)
      assert.is(code, 2)
      const named = link === 'out/own' ? 'out/own/own.yaml' : link
      assert.is(stderr, `seaworthy: ${named}: cannot be written (a link there leads out of the folder)\n`)
      assert.equal(readdirSync(join(folder, 'others')).toSorted(), ['deep', 'kept.yaml'])
    }),
)

table(
  'a lock that was found and is no file',
  {
    'is a folder': { to: '.', says: 'it is a folder' },
    'leads to a device': { to: '/dev/zero', says: 'it is a pipe or a device, expected a file' },
  },
  ({ to, says }) =>
    inMine({ policy: [], links: { 'mine/seaworthy.lock.yaml': to } }, async folder => {
      const { code, stderr } = await callIn(join(folder, 'mine'), ['check', 'pod.yaml'])
      assert.is(code, 2)
      assert.ok(stderr.endsWith(`seaworthy.lock.yaml: cannot be read (${says})\n`), stderr)
    }),
)
