import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { hardenTextsInTurn } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, skipped, table } from '../table.ts'
import { call } from './call.ts'
import { podText, restrictedContext } from './manifests.ts'

const missing = podText()
const sound = podText({ context: restrictedContext })
const hardened = (await call('post-render', { stdin: missing })).stdout
/** Nothing is missing, and what the author wrote breaks the level. */
const stuck = podText({ context: restrictedContext, spec: ['hostNetwork: true'] })
const privileged = podText({ context: ['runAsUser: 10001', 'privileged: true'] })

situation('a diff is shown where nobody asks for anything, and no file changes', async () => {
  const { code, stdout, stderr, files } = await call('fix web.yaml', { files: { 'web.yaml': missing } })
  assert.is(code, 1)
  assert.match(stdout, /^--- web\.yaml\n\+\+\+ web\.yaml\n@@ /)
  assert.match(stderr, 'set spec.containers[0].securityContext.allowPrivilegeEscalation: false because')
  assert.equal(files, { 'web.yaml': missing })
})

table(
  'how fix ends',
  {
    'nothing to change': { command: 'fix web.yaml', text: sound, code: 0 },
    'nothing to change, and something remains': { command: 'fix web.yaml', text: stuck, code: 1, stdout: '' },
    'a diff': { command: 'fix --diff web.yaml', text: missing, code: 1 },
    'a folder': { command: 'fix manifests', text: missing, code: 1 },
    'nothing to write': { command: 'fix --write web.yaml', text: sound, code: 0, stdout: '' },
    'all written': { command: 'fix --write web.yaml', text: missing, code: 0, stdout: 'wrote web.yaml\n' },
    'all written, quietly': { command: 'fix --write -q web.yaml', text: missing, code: 0, stdout: '' },
    'written, and something remains': {
      command: 'fix -w web.yaml',
      text: privileged,
      code: 1,
      stdout: 'wrote web.yaml\n',
    },
    both: { command: 'fix --diff --write web.yaml', text: missing, code: 2, stdout: '' },
    'the standard input, in place': { command: 'fix --write -', text: missing, code: 2, stdout: '' },
    'nothing, in place': { command: 'fix --write', text: missing, code: 2, stdout: '' },
    'a file that is not there': { command: 'fix --write web.yaml nope.yaml', text: missing, code: 2, stdout: '' },
  },
  async ({ command, text, code, ...want }) => {
    const files = { 'web.yaml': text, 'manifests/web.yaml': text }
    const got = await call(command, { stdin: missing, files })
    assert.is(got.code, code, got.stderr)
    if ('stdout' in want) assert.is(got.stdout, want.stdout)
    if (code === 2) assert.equal(got.files, files)
  },
)

situation('write gives what post-render gives', async () => {
  const { files } = await call('fix --write a.yaml b.yaml', { files: { 'a.yaml': missing, 'b.yaml': sound } })
  assert.equal(files, { 'a.yaml': hardened, 'b.yaml': sound })
})

situation('each text is given as soon as it is hardened, before the next is looked at', () => {
  const events: string[] = []
  const lockedImage = (image: string) => {
    if (events.at(-1) !== image) events.push(image)
    return undefined
  }
  const texts = ['a', 'b'].map(name => ({ file: `${name}.yaml`, text: missing.replace('web:1.0', name) }))
  for (const { file } of hardenTextsInTurn(texts, { ...defaultSettings, lockedImage })) events.push(file)
  assert.equal(events, ['registry.example.com/a', 'a.yaml', 'registry.example.com/b', 'b.yaml'])
})

situation('a class of one file counts for a claim of another', async () => {
  const claim =
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n  labels: { pod-security.kubernetes.io/enforce: privileged }\n'
  const pod = podText({ metadata: ['namespace: web'] })
  const { files } = await call('fix --write a.yaml b.yaml', { files: { 'a.yaml': pod, 'b.yaml': claim } })
  assert.is(files['a.yaml'], pod)
})

/** Run the program on real files, in their folder. */
async function fix(cwd: string, ...args: readonly string[]) {
  return ended({ command: process.execPath, args: [`${await installedPackage()}/dist/cli.cjs`, 'fix', ...args], cwd })
}

const patched: Readonly<Record<string, string>> = {
  'a file': missing,
  'no final newline': missing.trimEnd(),
  'line ends of Windows': missing.replaceAll('\n', '\r\n'),
  'a byte order mark': `\uFEFF${missing}`,
  'many documents': `${missing}---\n# nothing\n---\n${sound}---\n${missing}`,
}

const patch = spawnSync('patch', ['--version']).error === undefined
if (!patch) skipped('patch -p0 takes the diff of fix', 'no patch')
else
  table('patch -p0 takes the diff of fix', patched, text =>
    withFolder({ 'web.yaml': text, 'deep/web.yaml': text }, async cwd => {
      const { stdout } = await fix(cwd, '.')
      const {
        status,
        stdout: said,
        stderr,
      } = await ended({
        command: 'patch',
        args: ['-p0', '--binary', '--batch'],
        cwd,
        input: stdout,
      })
      assert.is(status, 0, said + stderr)
      const want = (await call('post-render', { stdin: text })).stdout
      assert.is(readFileSync(join(cwd, 'web.yaml'), 'utf8'), want)
      assert.is(readFileSync(join(cwd, 'deep/web.yaml'), 'utf8'), want)
    }),
  )

situation('write keeps links, modes and everything else in the folder', () =>
  withFolder({ 'real/web.yaml': missing, 'script.yaml': missing }, async cwd => {
    symlinkSync('real/web.yaml', join(cwd, 'link.yaml'))
    chmodSync(join(cwd, 'script.yaml'), 0o750)
    const { status, stdout } = await fix(cwd, '--write', 'link.yaml', 'script.yaml')
    assert.equal({ status, stdout }, { status: 0, stdout: 'wrote link.yaml\nwrote script.yaml\n' })
    assert.ok(lstatSync(join(cwd, 'link.yaml')).isSymbolicLink())
    assert.is(readFileSync(join(cwd, 'real/web.yaml'), 'utf8'), hardened)
    assert.is(statSync(join(cwd, 'script.yaml')).mode & 0o777, 0o750)
    assert.equal(readdirSync(cwd).toSorted(), ['link.yaml', 'real', 'script.yaml'])
    assert.equal(readdirSync(join(cwd, 'real')), ['web.yaml'])
  }),
)

situation('a name as long as a file system takes can still be written', () =>
  withFolder({}, async cwd => {
    const name = `${'w'.repeat(250)}.yaml`
    writeFileSync(join(cwd, name), missing)
    const { status, stderr } = await fix(cwd, '--write', '--quiet', name)
    assert.equal({ status, stderr }, { status: 0, stderr: '' })
    assert.is(readFileSync(join(cwd, name), 'utf8'), hardened)
    assert.equal(readdirSync(cwd), [name])
  }),
)

const nobody = 65534

situation('a folder that may not be read is named', () =>
  withFolder({ 'shut/web.yaml': missing }, async cwd => {
    cpSync(join(await installedPackage(), 'dist'), join(cwd, 'dist'), { recursive: true })
    writeFileSync(join(cwd, 'package.json'), '{"type":"module"}')
    chmodSync(cwd, 0o755)
    chmodSync(join(cwd, 'shut'), 0)
    const { status, stderr } = await ended({
      command: process.execPath,
      args: ['dist/cli.cjs', 'fix', 'shut'],
      cwd,
      ...(process.getuid?.() === 0 && { uid: nobody }), // root may read every folder
    })
    chmodSync(join(cwd, 'shut'), 0o700)
    assert.equal({ status, stderr }, { status: 2, stderr: 'seaworthy: shut: cannot be read (permission denied)\n' })
  }),
)
