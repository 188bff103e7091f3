import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withSlashes } from '../../src/cli/files/slashes.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { table } from '../table.ts'
import { podText } from './manifests.ts'

table(
  'withSlashes',
  {
    'on Windows': { separator: '\\', path: 'charts\\web/values.yaml', want: 'charts/web/values.yaml' },
    'a letter elsewhere': { separator: '/', path: 'charts/a\\b.yaml', want: 'charts/a\\b.yaml' },
  },
  ({ separator, path, want }) => assert.is(withSlashes(path, separator), want),
)

const files = {
  'mine/app/map.hbs': 'kind: ConfigMap\n',
  'mine/partials/p.hbs': '',
  'in/deep/pod.yaml': podText(),
  'in/a\\b.yaml': podText(),
}

/** How a folder can be written. What is in it does not change by that. */
table(
  'a folder written as',
  {
    'its name': 'mine',
    'its name and a slash': 'mine/',
    'a path from here': './mine',
    'a path through another folder': 'in/../mine',
    'a path with doubled slashes': './/mine//',
  },
  folder =>
    withFolder(files, async cwd => {
      const command = `${await installedPackage()}/dist/cli.cjs`
      const rendered = await ended({ command, args: ['render', 'app', '--templates', folder], cwd })
      assert.equal(rendered, {
        status: 0,
        signal: null,
        stdout: '---\n# Source: app/map.yaml\nkind: ConfigMap\n',
        stderr: '',
      })
      const checked = await ended({ command, args: ['check', '-q', folder.replace('mine', 'in')], cwd })
      assert.is(checked.status, 1, checked.stderr)
      const named = new Set(checked.stdout.match(/\S*\.yaml(?=:\d+:\d+: )/g))
      assert.equal(
        [...named].map(file => file.split('in/').at(-1)),
        ['a\\b.yaml', 'deep/pod.yaml'],
      )
    }),
)

table(
  'an installation that lacks a file says so, and blames neither the input nor itself',
  {
    'of a command': { file: 'cli-commands-check.cjs', off: '1' },
    'of a command, where compiled code is kept': { file: 'cli-commands-check.cjs', off: '' },
    'that is the program': { file: 'program.cjs', off: '1' },
    'that is the program, where compiled code is kept': { file: 'program.cjs', off: '' },
  },
  ({ file, off }) =>
    withFolder({}, async folder => {
      cpSync(join(await installedPackage(), 'dist'), join(folder, 'dist'), { recursive: true })
      rmSync(join(folder, 'dist/chunks', file))
      const got = await ended({
        command: process.execPath,
        args: [join(folder, 'dist/cli.cjs'), 'check', '-'],
        env: { XDG_CACHE_HOME: folder, NODE_DISABLE_COMPILE_CACHE: off, NODE_OPTIONS: '', CI: '' },
      })
      assert.equal(got, {
        status: 2,
        signal: null,
        stdout: '',
        stderr: `seaworthy: the installation is not complete (Cannot find module './${file}'); install seaworthy again\n`,
      })
    }),
)

/** Names that are none of files, and what to do. */
const misread: Readonly<Record<string, { readonly args: readonly string[]; readonly says: string }>> = {
  'a URL': {
    args: ['check', 'https://example.com/web.yaml'],
    says: 'https://example.com/web.yaml: cannot be read (no such file or folder; URLs are not opened: download it first, or pipe it in)',
  },
  'a chart of a registry': {
    args: ['check', 'oci://example.com/web'],
    says: 'oci://example.com/web: cannot be read (no such file or folder; a chart is rendered from its folder or archive: helm pull it, then name that)',
  },
  'a chart of a repository': {
    args: ['check', 'bitnami/redis'],
    says: 'bitnami/redis: cannot be read (no such file or folder; if it is a chart of a repository: a chart is rendered from its folder or archive: helm pull it, then name that)',
  },
  'a policy at a URL': {
    args: ['check', 'in', '--policy', 'https://example.com/p.yaml'],
    says: 'https://example.com/p.yaml: cannot be read (no such file or folder; URLs are not opened: download it first, or pipe it in)',
  },
  'a path of Windows elsewhere': {
    args: ['check', '.\\in\\a.yaml'],
    says: '.\\in\\a.yaml: cannot be read (no such file or folder; here \\ is a letter of a name, and / stands between folders)',
  },
  'a pattern in quotes': {
    args: ['check', 'in/**/*.yml'],
    says: 'in/**/*.yml: cannot be read (no such file or folder; only the shell expands patterns: leave out the quotes, or name the folder)',
  },
  'a home folder in quotes': {
    args: ['fix', '~/web.yaml'],
    says: '~/web.yaml: cannot be read (no such file or folder; only the shell expands ~: leave out the quotes)',
  },
  'a report at a URL': {
    args: ['check', 'in', '--format', 'json', '--output', 'https://example.com/r.json'],
    says: 'https://example.com/r.json: cannot be written (it is a URL, expected a file)',
  },
}

table('a name that is no file:', misread, ({ args, says }) =>
  withFolder(files, async cwd => {
    const command = `${await installedPackage()}/dist/cli.cjs`
    const { status, stdout, stderr } = await ended({ command, args: [...args], cwd })
    assert.equal({ status, stdout, stderr }, { status: 2, stdout: '', stderr: `seaworthy: ${says}\n` })
    assert.is(existsSync(join(cwd, 'https:')), false)
  }),
)
