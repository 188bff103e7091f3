import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText, restrictedContext } from './manifests.ts'

const sound = podText({ context: restrictedContext })
const missing = podText()
const privileged = podText({ context: ['runAsUser: 10001', 'privileged: true'] })

table(
  'a stream that needs no change comes out as it went in',
  {
    'a restricted pod': sound,
    'without a final newline': sound.trimEnd(),
    'line ends of Windows': sound.replaceAll('\n', '\r\n'),
    'a byte order mark': `\uFEFF${sound}`,
    'no object': '# nothing\n---\n---\n',
    'a broken document': 'a: [1\n---\nkind: Pod\n  name: :\n',
    'a scalar': 'hello\n',
    'a template of Helm that was not rendered': '{{ if .Values.x }}\nkind: Pod\n{{ end }}\n',
  },
  async text => {
    const { code, stdout, stderr } = await call('post-render', { stdin: text })
    assert.equal({ code, stdout, stderr }, { code: 0, stdout: text, stderr: '' })
  },
)

situation('a broken document takes nothing down with it', async () => {
  const { code, stdout } = await call('post-render', { stdin: `a: [1\n---\n${missing}---\nb: ]\n` })
  const alone = await call('post-render', { stdin: missing })
  assert.is(code, 0)
  assert.is(stdout, `a: [1\n---\n${alone.stdout}---\nb: ]\n`)
})

situation('strictly, a broken document that may hold a pod fails', async () => {
  const { code, stdout, stderr } = await call('--strict', { stdin: `kind: Pod\nspec: [\n---\n${sound}` })
  assert.equal({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /^-:2:\d+: not readable as YAML/)
})

situation('nothing in, nothing out, and a word about it', async () => {
  const { code, stdout, stderr } = await call('post-render', { stdin: '' })
  assert.equal({ code, stdout }, { code: 0, stdout: '' })
  assert.match(stderr, /^seaworthy: standard input: nothing arrived, .*\n$/)
})

situation('nothing in, under Helm 4, which refuses empty output', async () => {
  const { code, stdout, stderr } = await call('--helm-plugin', { stdin: '' })
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: '---\n', stderr: '' })
})

table(
  'nothing in, though something is wanted',
  { strictly: '--strict', 'for a golden file': '--golden web.yaml', 'by a policy that is strict': '--strict --quiet' },
  async command => {
    const { code, stdout, stderr } = await call(command, { stdin: '\n' })
    assert.equal({ code, stdout }, { code: 2, stdout: '' })
    assert.match(stderr, 'seaworthy: no manifest on standard input (required by --strict and --golden)')
  },
)

situation('findings do not stop a post-renderer', async () => {
  const { code, stdout } = await call('post-render', { stdin: privileged })
  assert.is(code, 0)
  assert.match(stdout, 'privileged: true')
})

situation('findings stop a strict one, and it says them where Helm shows them', async () => {
  const { code, stdout, stderr } = await call('--strict', { stdin: privileged })
  assert.equal({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, 'privileged (container "web" must not set securityContext.privileged=true)')
  assert.not.match(stderr, 'runAsNonRoot != true')
  assert.not.match(stderr, '\n  set ')
})

situation('what hardening repairs is no finding for a strict one', async () => {
  const { code, stdout, stderr } = await call('--strict', { stdin: missing })
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, 'runAsNonRoot: true')
})

situation('enforce replaces what the author wrote where it breaks the level', async () => {
  const pod = podText({ context: ['runAsUser: 10001', 'allowPrivilegeEscalation: true'] })
  const kept = await call('post-render', { stdin: pod })
  assert.match(kept.stdout, 'allowPrivilegeEscalation: true')
  const { code, stdout } = await call('--enforce', { stdin: pod })
  assert.is(code, 0)
  assert.match(stdout, 'allowPrivilegeEscalation: false')
  assert.not.match(stdout, 'allowPrivilegeEscalation: true')
})

situation('twice is once', async () => {
  const once = await call('post-render', { stdin: missing })
  const twice = await call('post-render', { stdin: once.stdout })
  assert.is(twice.stdout, once.stdout)
})

situation("the policy's report is written, as JSON", async () => {
  const files = { 'seaworthy.yaml': policyText('report: out/report.json') }
  const { code, files: after } = await call('post-render', { stdin: missing, files })
  assert.is(code, 0)
  const report = JSON.parse(after['out/report.json'] ?? '')
  assert.is(report.edits.length, 4)
  assert.is(report.summary.withoutNamespace, 1)
})

situation("the policy's report is written beside the policy, from wherever it is called", () =>
  withFolder(
    { '.git/HEAD': '', 'seaworthy.yaml': policyText('report: out/report.json'), 'charts/web/Chart.yaml': '' },
    async folder => {
      const command = `${await installedPackage()}/dist/cli.cjs`
      const { status } = await ended({ command, args: [], cwd: join(folder, 'charts/web'), input: missing })
      assert.is(status, 0)
      assert.is(JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8')).kind, 'Report')
    },
  ),
)

situation('a format of the call stands in for the policy’s report', async () => {
  const files = { 'seaworthy.yaml': policyText('report: report.json') }
  const { files: after } = await call('--format text --output report.txt', { stdin: missing, files })
  assert.equal(Object.keys(after).toSorted(), ['report.txt', 'seaworthy.yaml'])
})

const hardened = await call('post-render', { stdin: missing })

situation('a golden file that holds', async () => {
  const { code, stdout, stderr } = await call('--golden g.yaml', {
    stdin: missing,
    files: { 'g.yaml': hardened.stdout },
  })
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: hardened.stdout, stderr: '' })
})

situation('a golden file that differs in one field', async () => {
  const golden = hardened.stdout.replace('web:1.0', 'web:0.9')
  const { code, stdout, stderr } = await call('--golden g.yaml', { stdin: missing, files: { 'g.yaml': golden } })
  assert.equal({ code, stdout }, { code: 1, stdout: '' })
  assert.match(
    stderr,
    'Pod/web spec.containers[0].image: "registry.example.com/web:0.9" → "registry.example.com/web:1.0"',
  )
  assert.match(stderr, '-      image: registry.example.com/web:0.9\n+      image: registry.example.com/web:1.0\n')
})

situation('a golden file that is missing is not written', async () => {
  const { code, stdout, stderr, files } = await call('--golden g.yaml', { stdin: missing })
  assert.equal({ code, stdout, files }, { code: 1, stdout: '', files: {} })
  assert.match(stderr, 'seaworthy: g.yaml: there is no golden file for this output')
})

situation('an update writes the golden file, and is red', async () => {
  const { code, stdout, stderr, files } = await call('--golden g.yaml --update', { stdin: missing })
  assert.equal({ code, stdout, files }, { code: 1, stdout: '', files: { 'g.yaml': hardened.stdout } })
  assert.is(stderr, 'seaworthy: wrote g.yaml; read what changed, then run again without --update\n')
})

situation('an update in CI is refused', async () => {
  const { code, stdout, files } = await call('--golden g.yaml --update', { stdin: missing, env: { CI: 'true' } })
  assert.equal({ code, stdout, files }, { code: 2, stdout: '', files: {} })
})

situation('strict comes before the golden file: a red stream is never written', async () => {
  const { code, files } = await call('--strict --golden g.yaml --update', { stdin: privileged })
  assert.equal({ code, files }, { code: 1, files: {} })
})
