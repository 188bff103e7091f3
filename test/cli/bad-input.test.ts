import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Call, ended } from '../support/process.ts'
import { situation, skipped, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText } from './manifests.ts'

const missing = podText()

/** What every ending has in common: no stack trace, no Node warning, and no message that grows with the input. */
function assertCivil(stderr: string): void {
  assert.not.match(stderr, /^\s+at |node:internal|Warning:/m)
  assert.ok(stderr.length < 2000, `${stderr.length} characters of message`)
}

/** Run the program with a heap that a careless copy of the input would burst, and within a time. */
async function seaworthy(args: readonly string[], call: Partial<Call> = {}) {
  const file = join(await installedPackage(), 'dist/cli.cjs')
  return ended({ command: process.execPath, args: ['--max-old-space-size=400', file, ...args], seconds: 30, ...call })
}

interface Row {
  readonly input: Call['input']
  readonly code: 0 | 2
  readonly says?: RegExp
  /** What post-render prints; the input itself where it is not said. */
  readonly prints?: (stdout: string) => void
}

const deep = (depth: number): string =>
  `kind: Pod\nspec:\n${Array.from({ length: depth }, (_, level) => `${' '.repeat(level + 1)}a:\n`).join('')}`

/** Nine levels of nine aliases each: 9^9 values, were they written out. */
const bomb = `kind: Pod\nspec:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from(
  { length: 9 },
  (_, index) => `  a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(', ')}]\n`,
).join('')}`

const container = (index: number): string =>
  `    - name: c${index}\n      image: registry.example.com/web:1.0\n      securityContext: { runAsUser: 10001 }\n`
const crowd = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n${Array.from({ length: 10_000 }, (_, index) => container(index)).join('')}`

const rows: Readonly<Record<string, Row>> = {
  'broken YAML': { input: 'kind: Pod\nspec: [\n', code: 0 },
  'a mapping of 900 levels': { input: deep(900), code: 0 },
  'a mapping of 5,000 levels': {
    input: deep(5000),
    code: 2,
    says: /^seaworthy: standard input: line 1002: maps and sequences nest deeper than 1000 levels$/m,
  },
  'a flow sequence of 100,000 levels': {
    input: `kind: Pod\nspec: ${'['.repeat(100_000)}`,
    code: 2,
    says: /^seaworthy: standard input: line 2: maps and sequences nest deeper than 1000 levels$/m,
  },
  'an alias bomb': {
    input: bomb,
    code: 2,
    says: /^seaworthy: standard input: line 6: document contains excessive aliasing, which Kubernetes refuses$/m,
  },
  'a NUL byte': {
    input: 'kind: Pod\nname: a\0b\n',
    code: 2,
    says: /^seaworthy: standard input: line 2 \(byte 17\): found a NUL byte/,
  },
  'invalid UTF-8': {
    input: Buffer.from([0x6b, 0x3a, 0x20, 0xff, 0x0a]),
    code: 2,
    says: /^seaworthy: standard input: line 1 \(byte 3\): found byte 0xff/,
  },
  'a character cut in half': {
    input: Buffer.from('name: ü').subarray(0, -1),
    code: 2,
    says: /^seaworthy: standard input: line 1 \(byte 6\): found byte 0xc3/,
  },
  'UTF-16': {
    input: Buffer.from('\uFEFFkind: Pod\n', 'utf16le'),
    code: 2,
    says: /^seaworthy: standard input: found UTF-16, expected UTF-8; save it as UTF-8$/m,
  },
  'a packed chart': {
    input: gzipSync('kind: Pod\n'),
    code: 2,
    says: /^seaworthy: standard input: found gzip data, expected text; unpack it first$/m,
  },
  'a line of 20 MB': { input: `kind: ConfigMap\ndata: "${'x'.repeat(20_000_000)}"\n`, code: 0 },
  'a line of 5 MB in a pod': { input: `kind: Pod\nmetadata: {name: "${'x'.repeat(5_000_000)}"}\n`, code: 0 },
  // The heap that the program runs with here holds no more than 400 bytes for each.
  'a million empty documents': { input: '---\n'.repeat(1_000_000), code: 0 },
  'a pod of 10,000 containers': {
    input: crowd,
    code: 0,
    prints: stdout => assert.is(stdout.match(/allowPrivilegeEscalation: false/g)?.length, 10_000),
  },
}

table('post-render of', rows, async ({ input, code, says, prints }) => {
  const { status, stdout, stderr } = await seaworthy(['post-render'], { input })
  assert.is(status, code, stderr)
  assertCivil(stderr)
  if (code === 2) {
    assert.is(stdout, '')
    assert.match(stderr, says ?? /(?!)/)
  } else if (prints === undefined) assert.ok(stdout === input, 'the input comes out as it went in')
  else prints(stdout)
})

const checked: Readonly<Record<string, { readonly input: string; readonly says: RegExp }>> = {
  'broken YAML': { input: 'kind: Pod\nspec: [\n', says: /^-:2:\d+: not readable as YAML: / },
  'wrong types': {
    input: 'apiVersion: v1\nkind: Pod\nmetadata: []\nspec:\n  containers: {}\n  volumes: 3\n  securityContext: yes\n',
    says: /^-:5:3: Pod\/ spec\.containers: found a map where Kubernetes wants a list/m,
  },
}

table('check of', checked, async ({ input, says }) => {
  const { status, stdout, stderr } = await seaworthy(['check'], { input })
  assert.equal({ status, stderr }, { status: 1, stderr: '' })
  assert.match(stdout, says)
  const hardened = await seaworthy(['post-render'], { input })
  assert.equal({ status: hardened.status, stdout: hardened.stdout }, { status: 0, stdout: input })
})

situation('a stream of more than 200 MB is refused, and not read to its end', async () => {
  let pieces = 0
  /** Made piece by piece, so that the test itself does not hold it. */
  function* megabytes(): Generator<Uint8Array> {
    const piece = Buffer.from(`# ${'x'.repeat(1_048_573)}\n`)
    for (; pieces < 400; pieces += 1) yield piece
  }
  const { status, stdout, stderr } = await seaworthy(['post-render'], { input: megabytes() })
  assert.equal({ status, stdout }, { status: 2, stdout: '' })
  assert.match(stderr, /^seaworthy: standard input: .*200 MB/)
  assert.ok(pieces < 250, `${pieces} MB were taken`)
})

const files = { 'web.yaml': missing, 'seaworthy.yaml': policyText('levl: baseline', 'namespaces: 3') }

situation('a policy of unknown keys and wrong types: every line of it is named', () =>
  withFolder(files, async cwd => {
    const { status, stdout, stderr } = await seaworthy(['check', 'web.yaml'], { cwd })
    assert.equal({ status, stdout }, { status: 2, stdout: '' })
    assertCivil(stderr)
    assert.match(stderr, 'seaworthy.yaml:3:1: levl: ')
    assert.match(stderr, 'seaworthy.yaml:4:1: namespaces: found number 3, expected a list')
  }),
)

situation('a file that is a folder, a part of a path that is a file', () =>
  withFolder({ 'web.yaml': missing, 'd/p.yaml': '' }, async cwd => {
    const through = await seaworthy(['check', 'web.yaml/x.yaml'], { cwd })
    assert.is(through.stderr, 'seaworthy: web.yaml/x.yaml: cannot be read (a part of the path is not a folder)\n')
    const folder = await seaworthy(['check', 'web.yaml', '--policy', 'd'], { cwd })
    assert.is(folder.stderr, 'seaworthy: d: cannot be read (it is a folder)\n')
    assert.equal([through.status, folder.status], [2, 2])
  }),
)

/** What a shell makes of the streams. The exit status is that of seaworthy, where the line does not print another. */
const shells: Readonly<Record<string, { readonly line: string; readonly status: number; readonly stdout: string }>> = {
  'a reader that stops at once': {
    line: 'yes "# x" | head -c 3000000 | { seaworthy post-render; echo "$?" >&3; } 3>status | head -c 1; cat status',
    status: 0,
    stdout: '#0\n',
  },
  'a reader that is gone': {
    line: '{ seaworthy check web.yaml; echo $? >&3; } 3>status | true; cat status',
    status: 0,
    stdout: '1\n',
  },
  'a closed standard output': { line: 'seaworthy check web.yaml >&-; echo $?', status: 0, stdout: '1\n' },
  'a closed standard error': { line: 'seaworthy chek 2>&-; echo $?', status: 0, stdout: '2\n' },
  'a closed standard input': { line: 'seaworthy post-render <&-; echo $?', status: 0, stdout: '0\n' },
  'a folder as standard input': { line: 'seaworthy post-render < . ; echo $?', status: 0, stdout: '2\n' },
  'a working folder that is gone': {
    line: 'mkdir gone; cd gone; rmdir ../gone; seaworthy --version > /dev/null; echo -n "$? "; seaworthy check ../web.yaml; echo $?',
    status: 0,
    stdout: '0 2\n',
  },
  'a link to itself': { line: 'ln -s web web; seaworthy check web; echo $?', status: 0, stdout: '2\n' },
  'a slow writer': { line: '{ sleep 0.3; cat web.yaml; } | seaworthy check -; echo $?', status: 0, stdout: '1\n' },
}

if (!existsSync('/bin/bash')) skipped('streams of a shell', 'no bash')
else
  table('streams of a shell:', shells, ({ line, status, stdout }) =>
    withFolder({ 'web.yaml': missing }, async cwd => {
      const got = await shell(line, cwd)
      assert.is(got.status, status, got.stderr)
      assertCivil(got.stderr)
      assert.ok(got.stdout.endsWith(stdout), got.stdout)
    }),
  )

/** A device that is full, in place of a stream. What was found is still told by the exit status. */
const devices: Readonly<Record<string, { readonly line: string; readonly stdout: string; readonly stderr: string }>> = {
  'the standard output, of what it is for': {
    line: 'seaworthy post-render < web.yaml > /dev/full; echo $?',
    stdout: '2\n',
    stderr: 'seaworthy: standard output: cannot be written (no space left on the device)\n',
  },
  'the standard error, of bad usage': { line: 'seaworthy chek 2> /dev/full; echo $?', stdout: '2\n', stderr: '' },
  'the standard error, of a diff': {
    line: 'seaworthy fix web.yaml 2> /dev/full > diff; echo $?; head -n 1 diff',
    stdout: '1\n--- web.yaml\n',
    stderr: '',
  },
}

if (!existsSync('/dev/full')) skipped('a device that is full', 'no /dev/full')
else
  table('a device that is full:', devices, ({ line, stdout, stderr }) =>
    withFolder({ 'web.yaml': missing }, async cwd => {
      const got = await shell(line, cwd)
      assert.equal({ stdout: got.stdout, stderr: got.stderr }, { stdout, stderr })
    }),
  )

/** One line of a shell, in which `seaworthy` is the program as it is installed. */
async function shell(line: string, cwd: string) {
  const program = `seaworthy() { "${process.execPath}" "${await installedPackage()}/dist/cli.cjs" "$@"; }`
  return ended({ command: 'bash', args: ['-c', `${program}\n${line}`], cwd, seconds: 20 })
}

/** What arrives where the command before the pipe failed on its way, or wrote its message to the same place. */
const remains: Readonly<Record<string, { readonly stdin: string; readonly said: RegExp }>> = {
  'a stream that was cut': {
    stdin: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: a',
    said: /^-:3:36: not readable as YAML: /,
  },
  'a text': { stdin: 'Error without a colon\n', said: /^-:1:1: found string "Error without a colon" where / },
  'a message that is YAML': { stdin: 'Error: INSTALLATION FAILED\n', said: /^-:1:1: an object needs kind / },
  'an object that was cut': { stdin: 'apiVersion: apps/v1\n', said: /^-:1:1: an object needs kind / },
  'a list that was cut': { stdin: 'apiVersion: v1\nkind: List\n', said: /^-:1:1: a List needs items / },
}

/** `said`: what is wrong with the input. */
const refusals: Readonly<Record<string, { readonly code: number; readonly stderr: RegExp | 'said' }>> = {
  'export --as kustomize': { code: 1, stderr: /not exported: 1 document that could not be read/ },
  'export --as kyverno': { code: 1, stderr: /not exported: 1 document that could not be read/ },
  'export --as map': { code: 1, stderr: /not exported: 1 document that could not be read/ },
  lock: { code: 2, stderr: /^seaworthy: 1 document could not be read, and may use images; / },
  init: { code: 2, stderr: /^seaworthy: 1 document could not be read, and there is no workload; / },
  check: { code: 1, stderr: /^$/ },
  fix: { code: 1, stderr: 'said' },
  'post-render --strict': { code: 1, stderr: 'said' },
}

const failures = Object.entries(remains).flatMap(([name, { stdin, said }]) =>
  Object.entries(refusals).map(([command, { code, stderr }]) => {
    const want = { code, stderr: stderr === 'said' ? said : stderr }
    return [`${name}, to ${command}`, { stdin, command, ...want }] as const
  }),
)

table('what remains of a failure is no success:', Object.fromEntries(failures), async ({ stdin, command, ...want }) => {
  const got = await call(command, { stdin })
  assert.match(got.stderr, want.stderr)
  assert.equal({ code: got.code, files: got.files }, { code: want.code, files: {} })
})

situation('init says what it could not read beside what it read', async () => {
  const got = await call('init', { stdin: `${missing}---\nError: x\n` })
  assert.equal([got.code, Object.keys(got.files)], [1, ['seaworthy.yaml']])
  assert.is(got.stderr, 'seaworthy: 1 document could not be read; seaworthy check says why\n')
})
