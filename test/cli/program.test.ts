import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { commands } from '../../src/cli/command.ts'
import { exitCode } from '../../src/cli/exit-code.ts'
import { usage } from '../../src/cli/usage.ts'
import { goldenFile } from '../../src/golden/file.ts'
import { formatNames } from '../../src/report/formats.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, restrictedContext } from './manifests.ts'

const sound = podText({ context: restrictedContext })
const root = resolve(import.meta.dirname, '../..')

situation('every command has help, and every help is of a command', () => {
  assert.equal(Object.keys(usage).toSorted(), ['seaworthy', ...Object.keys(commands)].toSorted())
})

table('help', usage, async (text, name) => {
  const { code, stdout, stderr } = await call(name === 'seaworthy' ? '--help' : `${name} --help`)
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
  goldenFile(resolve(root, `golden/help/${name}.txt`), {
    update: process.env.UPDATE === 'true',
    ci: process.env.CI === 'true',
  })(stdout)
  assert.is(text, stdout)
})

situation('every option of a command is in its help, and every option in its help is one', async () => {
  for (const [name, load] of Object.entries(commands)) {
    const { options } = await load()
    const written = [...(usage[name] ?? '').matchAll(/^ {2}(?:-\w, )?(--[^ ]+)(?:.*?(--output) FILE)?/gm)]
    const listed = new Set(written.flatMap(([, one, other]) => [one, other]).filter(option => option !== undefined))
    assert.equal(
      [...listed].toSorted(),
      Object.keys(options)
        .map(option => `--${option}`)
        .toSorted(),
      name,
    )
  }
})

/** Where one format of reports is named, all are; `explain` and others have formats of their own. */
situation('every help that names SARIF with --format names every format', () => {
  const lists = Object.entries(usage).flatMap(([name, text]) =>
    [...text.matchAll(/^ {2}--format .*(?:\n {20}.*)*/gm)].map(([list]) => ({ name, list })),
  )
  const ofReports = lists.filter(({ list }) => list.includes('sarif'))
  assert.ok(ofReports.length > 4)
  const missing = ofReports.flatMap(({ name, list }) =>
    formatNames.filter(format => !new RegExp(`\\b${format}\\b`).test(list)).map(format => `${name}: ${format}`),
  )
  assert.equal(missing, [], 'add it to src/cli/usage')
})

const documented = readFileSync(resolve(root, 'docs/exit-codes.md'), 'utf8')

table('how the program ends is in its own help and in the page of it', exitCode, code => {
  assert.match(usage.seaworthy ?? '', new RegExp(`^(?:Exit:.*)?\\b${code} [a-z]`, 'm'))
  assert.match(documented, `\n| ${code} |`)
})

situation('every line of help fits a terminal of 108 columns', () => {
  for (const [name, text] of Object.entries(usage))
    assert.equal(
      text.split('\n').filter(line => line.length > 108),
      [],
      name,
    )
})

interface Row {
  readonly command: string
  readonly world?: World
  readonly code: number
  readonly stdout?: string | RegExp
  readonly stderr?: string | RegExp
}

const terminal = { stdin: true, stdout: true, stderr: true }

const rows: Readonly<Record<string, Row>> = {
  'nothing, piped': { command: '', world: { stdin: sound }, code: 0, stdout: sound },
  'nothing, at a terminal': { command: '', world: { terminal }, code: 0, stdout: usage.seaworthy ?? '' },
  'options first, piped': { command: '--level privileged', world: { stdin: podText() }, code: 0, stdout: podText() },
  'options first, at a terminal': {
    command: '--strict',
    world: { terminal },
    code: 2,
    stderr: 'seaworthy: post-render reads manifests from a pipe, as in `helm template … | seaworthy post-render`\n',
  },
  version: { command: '--version', code: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
  'short help': { command: '-h', code: 0, stdout: usage.seaworthy ?? '' },
  'help as a command': { command: 'help', code: 0, stdout: usage.seaworthy ?? '' },
  'help of a command': { command: 'help verify', code: 0, stdout: usage.verify ?? '' },
  'help after other options': { command: 'check --levle -h', code: 0, stdout: usage.check ?? '' },
  'help where manifests arrive': {
    command: '--help',
    world: { stdin: sound },
    code: 2,
    stderr: `${usage.seaworthy}seaworthy: --help: refused: manifests are piped in, and the output would be taken for the rendered chart\n`,
  },
  'help behind other options where manifests arrive': {
    command: '--strict -h',
    world: { stdin: sound },
    code: 2,
    stderr: /seaworthy: -h: refused: manifests are piped in/,
  },
  'a version where manifests arrive': {
    command: '--version',
    world: { stdin: sound },
    code: 2,
    stderr: /seaworthy: --version: refused: manifests are piped in/,
  },
  'help at a terminal that manifests are piped to': {
    command: '--help',
    world: { stdin: sound, terminal: { stdout: true } },
    code: 0,
    stdout: usage.seaworthy ?? '',
  },
  'help of a command that is no post-renderer, where manifests arrive': {
    command: 'check --help',
    world: { stdin: sound },
    code: 0,
    stdout: usage.check ?? '',
  },
  'help of no command': {
    command: 'help chek',
    code: 2,
    stderr: 'seaworthy: unknown command "chek"; did you mean check?\n',
  },
  'a misspelt command': {
    command: 'postrender',
    code: 2,
    stderr: 'seaworthy: unknown command "postrender"; did you mean post-render?\n',
  },
  'a file where a command belongs': {
    command: 'web.yaml',
    code: 2,
    stderr:
      'seaworthy: unknown command "web.yaml"; a command comes before files, as in `seaworthy check web.yaml`; `seaworthy --help` lists the commands\n',
  },
  'what linters are told': {
    command: 'lint web.yaml',
    code: 2,
    stderr: 'seaworthy: unknown command "lint"; `seaworthy check` judges files, charts and kustomizations\n',
  },
  'what Helm is told': {
    command: 'template ./chart',
    code: 2,
    stderr: 'seaworthy: unknown command "template"; `seaworthy check` judges files, charts and kustomizations\n',
  },
  'what changes files elsewhere': {
    command: 'diff web.yaml',
    code: 2,
    stderr: 'seaworthy: unknown command "diff"; `seaworthy fix` shows what it would change; `fix --write` changes it\n',
  },
  'what kubectl is told': {
    command: 'apply -f web.yaml',
    code: 2,
    stderr:
      'seaworthy: unknown command "apply"; nothing is installed here; pipe `seaworthy post-render` into kubectl apply\n',
  },
  'a question': {
    command: 'why web.yaml',
    code: 2,
    stderr: 'seaworthy: unknown command "why"; `seaworthy explain` says who can write what, and why\n',
  },
  'a policy as a command': {
    command: 'policy',
    code: 2,
    stderr: 'seaworthy: unknown command "policy"; `seaworthy init` starts a policy\n',
  },
  'a command that objects have': {
    command: 'constructor',
    code: 2,
    stderr: 'seaworthy: unknown command "constructor"; `seaworthy --help` lists the commands\n',
  },
  'a misspelt option': {
    command: 'check --lvel restricted',
    code: 2,
    stderr: 'seaworthy: unknown option --lvel; did you mean --level?\n',
  },
  'an unknown option without a command': {
    command: '--nope',
    code: 2,
    stderr:
      'seaworthy: unknown option --nope; `seaworthy --help` lists the commands; without one, options are those of post-render\n',
  },
  'a misspelt option without a command, as Helm 3 passes it': {
    command: '--lvel baseline',
    world: { stdin: sound },
    code: 2,
    stderr: 'seaworthy: unknown option --lvel; did you mean --level?\n',
  },
  'a misspelt question': {
    command: '--verison',
    code: 2,
    stderr: 'seaworthy: unknown option --verison; did you mean --version?\n',
  },
  'the version as a command': {
    command: 'version',
    code: 2,
    stderr: 'seaworthy: unknown command "version"; `seaworthy --version` prints the version\n',
  },
  'the version by a letter': {
    command: '-V',
    code: 2,
    stderr: 'seaworthy: unknown option -V; `seaworthy --version` prints the version\n',
  },
  'the version of a command': {
    command: 'check --version',
    code: 2,
    stderr: 'seaworthy: unknown option --version; `seaworthy --version` prints the version\n',
  },
  'an option of another command': {
    command: 'schema --strict',
    code: 2,
    stderr: /^seaworthy: unknown option --strict/,
  },
  'a short option that is none': {
    command: 'check -x',
    code: 2,
    stderr: 'seaworthy: unknown option -x; `seaworthy check --help` lists the options\n',
  },
  'an option without its value': {
    command: 'check --level',
    code: 2,
    stderr: 'seaworthy: --level needs a value\n',
  },
  'an option where a value belongs': {
    command: 'check --level --strict',
    code: 2,
    stderr: 'seaworthy: --level needs a value (write --level=-x for a value that starts with a dash)\n',
  },
  'a value for a switch': {
    command: 'check --strict=yes',
    code: 2,
    stderr: 'seaworthy: --strict takes no value\n',
  },
  'a short option with its value': { command: '-nagents --level=baseline', world: { stdin: podText() }, code: 0 },
  'the schema of nothing': {
    command: 'schema',
    code: 2,
    stderr: 'seaworthy: schema: found nothing, expected "values", "policy", "lock" or "fleet"\n',
  },
  'the schema of something else': {
    command: 'schema polcy',
    code: 2,
    stderr: 'seaworthy: schema: found "polcy", expected "values", "policy", "lock" or "fleet"\n',
  },
  'two schemas': {
    command: 'schema values policy',
    code: 2,
    stderr: 'seaworthy: schema: found "policy" after values, expected nothing\n',
  },
  'the schema of the policy': { command: 'schema policy', code: 0, stdout: /^\{\n(.*\n)* {2}"\$schema": / },
  'the schema of values': { command: 'schema values', code: 0, stdout: /^\{\n(.*\n)* {2}"\$schema": / },
}

table('a call', rows, async ({ command, world, code, stdout, stderr = '' }) => {
  const got = await call(command, world)
  assert.is(got.code, code, got.stderr)
  if (stdout instanceof RegExp) assert.match(got.stdout, stdout)
  else assert.is(got.stdout, stdout ?? got.stdout)
  if (code !== 0) assert.is(got.stdout, '')
  if (stderr instanceof RegExp) assert.match(got.stderr, stderr)
  else assert.is(got.stderr, stderr)
})

const broken = { stdin: () => Promise.reject(new Error('the disk is on fire')) }

situation('a bug is one sentence and exit 70', async () => {
  const { code, stdout, stderr } = await call('post-render', {}, broken)
  assert.equal({ code, stdout }, { code: 70, stdout: '' })
  assert.is(
    stderr,
    'seaworthy: internal error: the disk is on fire\nThis is a bug in seaworthy, not in your input. SEAWORTHY_DEBUG=1 prints where it happened.\n',
  )
})

situation('a bug says where it happened when asked', async () => {
  const { stderr } = await call('post-render', { env: { SEAWORTHY_DEBUG: '1' } }, broken)
  assert.match(stderr, /\n {4}at /)
})

situation('a bug under Helm 4 is exit 0 and a document that Helm refuses', async () => {
  const { code, stdout, stderr } = await call('--helm-plugin', {}, broken)
  assert.equal({ code, stderr }, { code: 0, stderr: '' })
  assert.match(stdout, /^\|2-\n {2}seaworthy: internal error: the disk is on fire\n {2}This is a bug/)
})

const template = 'it looks like a template, which Helm renders: name the folder that holds Chart.yaml'
const unreadable = {
  'a template of a chart': { text: 'kind: Pod\nmetadata:\n  name: {{ include "web" . }}-web\n', want: template },
  'an action on a line of its own': { text: '{{- if .Values.on }}\nkind: Pod\n{{- end }}\n', want: template },
  'a broken manifest that holds a template of somebody else': {
    text: 'summary: "{{ $labels.pod }}"\ndata: [\n',
    want: 'the document is passed on as it is: nothing in it was checked or hardened',
  },
} as const

table('what check says of a file that is', unreadable, async ({ text, want }) => {
  const { code, stdout } = await call('check web.yaml', { files: { 'web.yaml': text } })
  assert.is(code, 1)
  assert.is(stdout.split('\n')[1], `    ${want}`)
})
