import * as assert from 'uvu/assert'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText, restrictedContext } from './manifests.ts'

const missing = podText()

/** What each format begins with. */
const beginnings: Readonly<Record<string, RegExp>> = {
  text: /^(web\.yaml|-):\d+:\d+: Pod\/web/,
  json: /^\{\n {2}"apiVersion": "seaworthy.dev\/v1alpha1",\n {2}"kind": "Report",/,
  sarif: /^\{\n(.*\n){0,3}.*"version": "2\.1\.0"/,
  junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites/,
  github: /^::(error|notice) file=/,
  gitlab: /^\[\n {2}\{\n {4}"description"/,
}

table('a format on the standard output', beginnings, async (want, format) => {
  const { code, stdout, stderr } = await call(`check web.yaml --format ${format}`, { files: { 'web.yaml': missing } })
  assert.equal({ code, stderr }, { code: 1, stderr: '' })
  assert.match(stdout, want)
})

table('a format in a file, of post-render', beginnings, async (want, format) => {
  const { code, stdout, files } = await call(`--format ${format} --output out/report`, { stdin: missing })
  assert.is(code, 0)
  assert.match(stdout, /^apiVersion: v1\nkind: Pod\n(.*\n)*.*allowPrivilegeEscalation: false/)
  assert.match(files['out/report'] ?? '', want)
})

situation('a chart that is empty has a report too, for whoever uploads it', async () => {
  const { code, stdout, files } = await call('--format sarif --output out/report', { stdin: '' })
  assert.equal({ code, stdout }, { code: 0, stdout: '' })
  assert.match(files['out/report'] ?? '', beginnings.sarif ?? '')
})

situation('several formats at once', async () => {
  const command = 'check - --format json --output a.json --format text --format sarif --output b.sarif'
  const { code, stdout, files } = await call(command, { stdin: missing })
  assert.is(code, 1)
  assert.match(stdout, beginnings.text ?? '')
  assert.match(files['a.json'] ?? '', beginnings.json ?? '')
  assert.match(files['b.sarif'] ?? '', beginnings.sarif ?? '')
})

situation('a report in a file is plain, though a person looks at the rest', async () => {
  const terminal = { stdin: false, stdout: true, stderr: true }
  const command = 'check - --format text --output a.txt --format text'
  const { stdout, files } = await call(command, { stdin: missing, terminal })
  assert.match(stdout, '\u001b[')
  assert.not.match(files['a.txt'] ?? '', '\u001b[')
})

const coloured = { stdin: false, stdout: true, stderr: true }

table<{ readonly command: string; readonly world: World; readonly want: boolean }>(
  'colour',
  {
    'at a terminal': { command: 'check -', world: { terminal: coloured }, want: true },
    'in a pipe': { command: 'check -', world: {}, want: false },
    'refused by an option': { command: 'check - --no-color', world: { terminal: coloured }, want: false },
    'refused by NO_COLOR': { command: 'check -', world: { terminal: coloured, env: { NO_COLOR: '1' } }, want: false },
    'an empty NO_COLOR, which refuses nothing': {
      command: 'check -',
      world: { terminal: coloured, env: { NO_COLOR: '' } },
      want: true,
    },
    'a terminal that has none': {
      command: 'check -',
      world: { terminal: coloured, env: { TERM: 'dumb' } },
      want: false,
    },
  },
  async ({ command, world, want }) => {
    const { stdout } = await call(command, { stdin: missing, ...world })
    assert.is(stdout.includes('\u001b['), want)
  },
)

situation('a baseline leaves what is new', async () => {
  const old = await call('check web.yaml --format json', { files: { 'web.yaml': missing } })
  const files = { 'old.json': old.stdout, 'web.yaml': missing }
  const same = await call('check web.yaml --baseline old.json', { files })
  assert.is(same.code, 0, same.stdout)
  const context = ['runAsUser: 10001', 'privileged: true']
  const worse = await call('check web.yaml --baseline old.json', {
    files: { ...files, 'web.yaml': podText({ context }) },
  })
  assert.is(worse.code, 1)
  assert.match(worse.stdout, 'privileged (container "web" must not set securityContext.privileged=true)')
  assert.not.match(worse.stdout, 'runAsNonRoot != true')
})

situation('lowest says which level admits a pod, though it is not the one that counts', async () => {
  const { code, stdout } = await call('check - --lowest', { stdin: missing })
  assert.is(code, 1)
  assert.match(stdout, '-:1:1: Pod/web: lowest level that admits it: baseline\n')
})

situation('quiet leaves the failures', async () => {
  const { code, stdout } = await call('check - --quiet', { stdin: podText({ context: restrictedContext }) })
  assert.equal({ code, stdout }, { code: 0, stdout: '' })
})

situation('folders are read in order, and every file once', async () => {
  const files = { 'b/z.yaml': missing, 'b/a.yml': missing, 'b/c/d.json': '{}', 'b/README.md': '{', 'a.yaml': missing }
  const { stdout } = await call('check a.yaml b b/z.yaml --format json', { files })
  const { objects } = JSON.parse(stdout)
  assert.equal(
    objects.map(({ file }: { file: string }) => file),
    ['a.yaml', 'b/a.yml', 'b/z.yaml'],
  )
})

interface Exempted {
  readonly pod?: string
  readonly exemption?: string
  readonly command?: string
  readonly code: 0 | 1
  readonly says?: string
  readonly silent?: string
}

const everything =
  'checks: [allowPrivilegeEscalation, capabilities_restricted, runAsNonRoot, seccompProfile_restricted]'

const exemptions: Readonly<Record<string, Exempted>> = {
  'one that covers all': { exemption: `{ kind: Pod, name: web, ${everything}, reason: legacy }`, code: 0 },
  'one that covers one check': {
    exemption: '{ kind: Pod, name: "w*", checks: [runAsNonRoot], reason: legacy }',
    code: 1,
    says: 'allowPrivilegeEscalation != false',
    silent: 'runAsNonRoot',
  },
  'one that covers nothing': {
    exemption: '{ kind: Pod, name: db, checks: [runAsNonRoot], reason: legacy }',
    pod: podText({ context: restrictedContext }),
    code: 0,
    says: 'seaworthy.yaml:4:5: warning: the exemption "legacy" exempts nothing',
  },
  'one that covers nothing, strictly': {
    exemption: '{ kind: Pod, name: db, checks: [runAsNonRoot], reason: legacy }',
    pod: podText({ context: restrictedContext }),
    command: 'check - --strict',
    code: 1,
    says: 'exempts nothing',
  },
  'one that covers one container of two': {
    exemption: '{ kind: Pod, name: web, container: web, checks: [runAsNonRoot], reason: legacy }',
    pod: `${podText()}    - { name: log, image: example.com/log }\n`,
    code: 1,
    says: 'runAsNonRoot != true',
    silent: 'exempts nothing',
  },
  'one whose day is today': {
    exemption: `{ kind: Pod, name: web, ${everything}, reason: legacy, expires: 2026-11-21 }`,
    code: 0,
  },
  'one whose day was yesterday': {
    exemption: `{ kind: Pod, name: web, ${everything}, reason: legacy, expires: 2026-11-20 }`,
    code: 1,
    says: 'the exemption "legacy" expired on 2026-11-20',
    silent: 'allowPrivilegeEscalation',
  },
  'an annotation that ignores checks': {
    pod: podText({
      metadata: [
        'annotations:',
        '  seaworthy.dev/ignore: "runAsNonRoot=legacy; allowPrivilegeEscalation=legacy; capabilities_restricted=legacy; seccompProfile_restricted=legacy"',
      ],
    }),
    code: 0,
  },
  'an annotation that skips the object': {
    pod: podText({ metadata: ['annotations: { seaworthy.dev/skip: "not ours" }'] }),
    code: 0,
  },
  'an annotation that gives no reason': {
    pod: podText({ metadata: ['annotations: { seaworthy.dev/skip: "" }'] }),
    code: 1,
    says: 'annotation seaworthy.dev/skip is ""',
  },
}

table('an exemption', exemptions, async ({ pod = missing, exemption, command = 'check -', code, says, silent }) => {
  const policy =
    exemption === undefined ? policyText('level: restricted') : policyText('exemptions:', `  - ${exemption}`)
  const got = await call(command, { stdin: pod, files: { 'seaworthy.yaml': policy } })
  assert.is(got.code, code, got.stdout + got.stderr)
  if (says !== undefined) assert.match(got.stdout, says)
  if (silent !== undefined) assert.not.match(got.stdout, silent)
})

const forMany = policyText(
  'images: { ngnix: { user: 1 } }',
  'workloads: [{ apiVersion: v1, kind: Pod, path: spec.template }]',
  'exemptions: [{ kind: Pod, name: db, checks: [runAsNonRoot], reason: legacy }]',
)
const ofNoUse = ['row of images', 'the path of', 'exempts nothing']

table(
  'a policy for many files, of which are read',
  {
    'the whole folder': { command: 'check --strict apps', says: ofNoUse },
    'the folder around it': { command: 'check --strict --policy apps/seaworthy.yaml .', says: ofNoUse },
    'a pipe, which is taken for all': { command: 'check --strict --policy apps/seaworthy.yaml -', says: ofNoUse },
    'one file': { command: 'check --strict --policy apps/seaworthy.yaml apps/web/pod.yaml', says: ['the path of'] },
    'a folder in it': { command: 'check --strict --policy apps/seaworthy.yaml apps/web', says: ['the path of'] },
    'a folder without what is excluded': { command: 'check --strict apps --exclude db.yaml', says: ['the path of'] },
    'one file, to be fixed': { command: 'fix --strict --policy apps/seaworthy.yaml apps/web/pod.yaml', says: [] },
  },
  async ({ command, says }) => {
    const pod = podText({ context: restrictedContext })
    const files = { 'apps/seaworthy.yaml': forMany, 'apps/web/pod.yaml': pod }
    const { stdout } = await call(command, { stdin: pod, files })
    assert.equal(
      ofNoUse.filter(words => stdout.includes(words)),
      says,
    )
  },
)

situation('one file under a policy for many passes strictly', async () => {
  const policy = policyText('images: { ngnix: { user: 1 } }')
  const files = { 'seaworthy.yaml': policy, 'pod.yaml': podText({ context: restrictedContext }) }
  const codes = [await call('check --strict pod.yaml', { files }), await call('check --strict .', { files })]
  assert.equal(
    codes.map(({ code }) => code),
    [0, 1],
  )
})

situation('an expired exemption still holds edits back', async () => {
  const exemption = `  - { kind: Pod, name: web, ${everything}, reason: legacy, expires: 2026-11-20 }`
  const files = { 'seaworthy.yaml': policyText('exemptions:', exemption) }
  const { code, stdout } = await call('post-render', { stdin: missing, files })
  assert.equal({ code, stdout }, { code: 0, stdout: missing })
})
