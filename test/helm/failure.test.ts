import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { situation, table } from '../table.ts'
import { chart, helmFor, helmTemplate } from './helm.ts'

interface Row {
  readonly args: readonly string[]
  readonly options?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Lines that the user must find in what Helm prints, each whole but for its margin. */
  readonly says: readonly string[]
}

const web = chart('web')
const head = 'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n'

/** Every way in which a post-renderer says no. Both Helms must stop, and show the words. */
const rows: Readonly<Record<string, Row>> = {
  'a key of the policy is misspelt': {
    args: [web],
    files: { 'seaworthy.yaml': `${head}levle: baseline\n` },
    says: ['seaworthy: seaworthy.yaml:3:1: levle: found a key that a policy does not have; did you mean level?'],
  },
  'the policy is not there': {
    args: [web],
    options: ['--policy', 'elsewhere.yaml'],
    says: ['seaworthy: elsewhere.yaml: cannot be read (no such file or folder)'],
  },
  'an option is misspelt': {
    args: [web],
    options: ['--levle', 'baseline'],
    says: ['seaworthy: unknown option --levle; did you mean --level?'],
  },
  'a level is misspelt': {
    args: [web],
    options: ['--level=strict'],
    says: ['seaworthy: --level: found "strict", expected one of privileged, baseline, restricted'],
  },
  'an operand where none belongs': {
    args: [web],
    options: ['--strict', 'web.yaml'],
    says: ['seaworthy: post-render reads the standard input; found "web.yaml" (to harden files: seaworthy fix)'],
  },
  'a report without a file': {
    args: [web],
    options: ['--format', 'json'],
    says: ['seaworthy: --format json: expected --output FILE after it; the standard output is the manifest'],
  },
  'strict, and a container that runs as root': {
    args: [web, '--set', 'user=0'],
    options: ['--strict'],
    says: ['runAsUser=0'],
  },
  'strict, and no manifest': {
    args: [chart('notes-only')],
    options: ['--strict'],
    says: [
      'seaworthy: no manifest on standard input (required by --strict and --golden); Helm 3 with --output-dir writes its files before any post-renderer sees them',
    ],
  },
  'no golden file': {
    args: [web],
    options: ['--golden', 'web.yaml'],
    says: ['seaworthy: web.yaml: there is no golden file for this output'],
  },
  'another golden file': {
    args: [web],
    options: ['--golden', 'web.yaml'],
    files: { 'web.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n' },
    says: ['--- web.yaml', '+++ web.yaml', '+kind: Deployment'],
  },
  'a golden file is to be written in CI': {
    args: [web],
    options: ['--golden', 'web.yaml', '--update'],
    env: { CI: 'true' },
    says: ['seaworthy: --update: refused with CI=true; golden files are written and read by a person'],
  },
  'a question in place of an option': {
    args: [web],
    options: ['--strict', '--help'],
    says: [
      'Usage: seaworthy post-render [options]',
      'seaworthy: --help: refused: manifests are piped in, and the output would be taken for the rendered chart',
    ],
  },
  'an update of nothing': {
    args: [web],
    options: ['--update'],
    says: ['seaworthy: --update needs --golden FILE'],
  },
}

for (const major of ['helm3', 'helm4'] as const) {
  const subject = `${major} shows why the post-renderer failed`
  const helm = await helmFor(subject, major)
  if (helm === undefined) continue

  table(subject, rows, ({ args, options = [], files = {}, env, says }) =>
    withFolder(files, async cwd => {
      const { status, stdout, stderr } = await helmTemplate(helm, { major, args, options, cwd, env })
      assert.is(status, 1)
      assert.is(stdout, '')
      const lines = stderr.split('\n').map(line => line.replace(/^ {2}/, ''))
      for (const line of says)
        assert.ok(
          lines.some(text => text === line || (!line.startsWith('seaworthy:') && text.includes(line))),
          `"${line}" is not in:\n${stderr}`,
        )
      assert.is(existsSync(join(cwd, 'web.yaml')), 'web.yaml' in files)
    }),
  )

  situation(`${major}: a golden file is written, once, and then holds`, () =>
    withFolder({}, async cwd => {
      const template = (set: string, ...options: readonly string[]) =>
        helmTemplate(helm, {
          major,
          args: [web, '--set', set],
          options: ['--golden', 'golden/web.yaml', ...options],
          cwd,
        })
      const written = await template('user=10001', '--update')
      assert.is(written.status, 1)
      assert.match(
        written.stderr,
        'seaworthy: wrote golden/web.yaml; read what changed, then run again without --update',
      )
      const again = await template('user=10001')
      assert.is(again.status, 0)
      assert.is(again.stderr, '')
      const drifted = await template('user=10005')
      assert.is(drifted.status, 1)
      assert.is(drifted.stdout, '')
      assert.match(
        drifted.stderr,
        'Deployment/web spec.template.spec.containers[0].securityContext.runAsUser: 10001 → 10005',
      )
      assert.match(readFileSync(join(cwd, 'golden/web.yaml'), 'utf8'), 'runAsUser: 10001')
    }),
  )

  situation(`${major}: strict and --output-dir`, () =>
    withFolder({}, async cwd => {
      const args = [web, '--output-dir', 'out', '--set', 'user=0']
      const { status, stderr } = await helmTemplate(helm, { major, args, options: ['--strict'], cwd })
      assert.is(status, 1)
      assert.match(stderr, major === 'helm3' ? 'no manifest on standard input' : 'runAsUser=0')
    }),
  )
}

const helm4 = await helmFor('messages that are hard to print, under helm4', 'helm4')
if (helm4 !== undefined)
  table(
    'Helm 4 prints a message line by line',
    {
      'a character beyond the basic plane': { found: 'a😀b', shown: 'a\\u{1f600}b' },
      'a control character': { found: 'a\u001b[31mb', shown: 'a\\u001b[31mb' },
      'a tab': { found: 'a\tb', shown: 'a\tb' },
      'a byte order mark': { found: 'a\uFEFFb', shown: 'a\\ufeffb' },
      'a separator of lines': { found: 'a\u2028b\u0085c', shown: 'a\\u2028b\\u0085c' },
      'letters of many languages': { found: 'ü → 日本', shown: 'ü → 日本' },
      'a blank at the end of a line': { found: 'a \nb', shown: 'a\n  b' },
      'what looks like the end of a document': { found: 'a\n---\n...\nb', shown: 'a\n  ---\n  ...\n  b' },
    },
    ({ found, shown }) =>
      withFolder({}, async cwd => {
        const options = [`--level=${found}`]
        const { status, stderr } = await helmTemplate(helm4, { major: 'helm4', args: [web], options, cwd })
        assert.is(status, 1)
        assert.match(
          stderr,
          `\n  seaworthy: --level: found "${shown}", expected one of privileged, baseline, restricted\n`,
        )
      }),
  )
