import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { callIn } from '../support/real-io.ts'
import { situation, table } from '../table.ts'
import { podText, policyText } from './manifests.ts'

const pod = podText()

interface Row {
  /** Files with a pod in them. */
  readonly files: readonly string[]
  /** Links by path, and where they lead. */
  readonly links?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Lines of a policy. */
  readonly policy?: readonly string[]
  /** The files that are read. */
  readonly want: readonly string[]
  /** What is said to be left out. */
  readonly leftOut?: string
}

const rows: Readonly<Record<string, Row>> = {
  'manifests of every ending': {
    files: ['in/a.yaml', 'in/b.yml', 'in/c.YAML'],
    want: ['in/a.yaml', 'in/b.yml', 'in/c.YAML'],
  },
  'what is no manifest': { files: ['in/a.yaml', 'in/README.md', 'in/yaml'], want: ['in/a.yaml'] },
  'packages, git and other hidden folders': {
    files: ['in/a.yaml', 'in/node_modules/b.yaml', 'in/.git/c.yaml', 'in/x/.cache/d.yaml', 'in/x/node_modules/e.yaml'],
    want: ['in/a.yaml'],
    leftOut: 'in/.git, in/node_modules, in/x/.cache, in/x/node_modules',
  },
  'a hidden file, which a pod could hide in': { files: ['in/.a.yaml'], want: ['in/.a.yaml'] },
  'templates of a chart and of the charts in it': {
    files: [
      'in/c/Chart.yaml',
      'in/c/templates/a.yaml',
      'in/c/charts/d/Chart.yaml',
      'in/c/charts/d/templates/b.yaml',
      'in/c/crds/e.yaml',
    ],
    want: ['in/c/Chart.yaml', 'in/c/charts/d/Chart.yaml', 'in/c/crds/e.yaml'],
    leftOut:
      'in/c/charts/d/templates (of a chart; name the chart itself), in/c/templates (of a chart; name the chart itself)',
  },
  'templates of no chart': { files: ['in/templates/a.yaml'], want: ['in/templates/a.yaml'] },
  'a hidden folder that is named': { files: ['in/.hidden/a.yaml'], args: ['in/.hidden'], want: ['in/.hidden/a.yaml'] },
  'more than a line tells of': {
    files: ['in/a.yaml', ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(name => `in/.${name}/a.yaml`)],
    want: ['in/a.yaml'],
    leftOut: 'in/.b, in/.c, in/.d, in/.e, in/.f, and 2 more',
  },
  'a link to a manifest elsewhere': {
    files: ['in/a.yaml', 'out/b.yaml'],
    links: { 'in/b.yaml': '../out/b.yaml' },
    want: ['in/a.yaml', 'in/b.yaml'],
  },
  'a link to a manifest that is read anyway': {
    files: ['in/b.yaml'],
    links: { 'in/a.yaml': 'b.yaml', 'in/c.yaml': 'a.yaml' },
    want: ['in/b.yaml'],
  },
  'two links to one manifest': {
    files: ['out/b.yaml'],
    links: { 'in/a.yaml': '../out/b.yaml', 'in/b.yaml': '../out/b.yaml' },
    want: ['in/a.yaml'],
  },
  'a link to a folder elsewhere': {
    files: ['in/a.yaml', 'out/deep/b.yaml'],
    links: { 'in/more': '../out' },
    want: ['in/a.yaml', 'in/more/deep/b.yaml'],
  },
  'a link to a folder beside it': { files: ['in/b/a.yaml'], links: { 'in/a': 'b' }, want: ['in/b/a.yaml'] },
  'a link to the folder itself': { files: ['in/a/a.yaml'], links: { 'in/a/up': '..' }, want: ['in/a/a.yaml'] },
  'a link to a folder around it': {
    files: ['in/a.yaml', 'out/b.yaml'],
    links: { 'in/up': '..' },
    want: ['in/a.yaml'],
    leftOut: 'in/up (a link to a folder around it)',
  },
  'a link to the root of all': {
    files: ['in/a.yaml'],
    links: { 'in/up': '/' },
    want: ['in/a.yaml'],
    leftOut: 'in/up (a link to a folder around it)',
  },
  'two folders that link to each other': {
    files: ['in/a/a.yaml', 'in/b/b.yaml'],
    links: { 'in/a/b': '../b', 'in/b/a': '../a' },
    want: ['in/a/a.yaml', 'in/b/b.yaml'],
  },
  'folders elsewhere that link to each other': {
    files: ['in/a.yaml', 'x/x.yaml', 'y/y.yaml'],
    links: { 'in/x': '../x', 'x/y': '../y', 'y/x': '../x' },
    want: ['in/a.yaml', 'in/x/x.yaml', 'in/x/y/y.yaml'],
  },
  'a folder that is a link': { files: ['out/a.yaml'], links: { in: 'out' }, want: ['in/a.yaml'] },
  'a link to nothing': {
    files: ['in/a.yaml'],
    links: { 'in/b.yaml': 'nothing', 'in/.#a.yaml': 'user@host.1', 'in/notes': 'nothing' },
    want: ['in/a.yaml'],
    leftOut: 'in/.#a.yaml (a link to nothing), in/b.yaml (a link to nothing)',
  },
  'links in a circle': {
    files: ['in/a.yaml'],
    links: { 'in/b.yaml': 'c.yaml', 'in/c.yaml': 'b.yaml' },
    want: ['in/a.yaml'],
    leftOut: 'in/b.yaml (a link to nothing), in/c.yaml (a link to nothing)',
  },
  'a ConfigMap that is mounted, whose folders are the kubelet’s own': {
    files: ['in/..2026_11_30_00_08_52.2114907677/a.yaml'],
    links: { 'in/..data': '..2026_11_30_00_08_52.2114907677', 'in/a.yaml': '..data/a.yaml' },
    want: ['in/a.yaml'],
  },
  'a link to what is left out': {
    files: ['in/a.yaml', 'in/c/Chart.yaml', 'in/c/templates/b.yaml'],
    links: { 'in/t': 'c/templates' },
    want: ['in/a.yaml', 'in/c/Chart.yaml'],
    leftOut: 'in/c/templates (of a chart; name the chart itself)',
  },
  'a name at every depth': {
    files: ['in/a.yaml', 'in/b.test.yaml', 'in/x/c.test.yaml'],
    args: ['in', '--exclude', '*.test.yaml'],
    want: ['in/a.yaml'],
  },
  'a folder by its name': {
    files: ['in/a.yaml', 'in/x/gen/b.yaml', 'in/gen/c.yaml'],
    args: ['in', '--exclude', 'gen/'],
    want: ['in/a.yaml'],
  },
  'a path from here': {
    files: ['in/gen/a.yaml', 'in/x/gen/b.yaml'],
    args: ['in', '--exclude', 'in/gen'],
    want: ['in/x/gen/b.yaml'],
  },
  'a path with any folders in it': {
    files: ['in/a.yaml', 'in/x/y/gen/b.yaml', 'in/gen/c.yaml', 'in/x/gen.yaml'],
    args: ['in', '--exclude', 'in/**/gen/*.yaml'],
    want: ['in/a.yaml', 'in/x/gen.yaml'],
  },
  'a star, which ends at a slash': {
    files: ['in/a/b.yaml', 'in/a/c/b.yaml'],
    args: ['in', '--exclude', './in/*/b.yaml'],
    want: ['in/a/c/b.yaml'],
  },
  'several globs': {
    files: ['in/a.yaml', 'in/b.yaml', 'in/c.yaml'],
    args: ['in', '--exclude', 'a.*', '--exclude', '?.yml', '--exclude=c.yaml'],
    want: ['in/b.yaml'],
  },
  'a folder by a whole path, and a glob of one': {
    files: ['in/a.yaml', 'in/gen/b.yaml'],
    args: ['FOLDER/in', '--exclude', 'in/gen'],
    want: ['FOLDER/in/a.yaml'],
  },
  'a link to what is excluded': {
    files: ['in/a.yaml', 'in/gen/b.yaml'],
    links: { 'in/x': 'gen' },
    args: ['in', '--exclude', 'gen'],
    want: ['in/a.yaml'],
  },
  'a file that is named and matches': {
    files: ['in/a.yaml'],
    args: ['in/a.yaml', '--exclude', '*'],
    want: ['in/a.yaml'],
  },
  'what the policy excludes': {
    files: ['in/a.yaml', 'in/gen/b.yaml', 'in/x/gen/b.yaml', 'in/c.json'],
    policy: ['exclude: [in/gen, "*.json"]'],
    want: ['in/a.yaml', 'in/x/gen/b.yaml'],
  },
  'what a policy elsewhere excludes, from its own folder': {
    files: ['in/a.yaml', 'in/gen/b.yaml', 'in/in/gen/c.yaml'],
    args: ['in', '--policy', 'in/p.cfg'],
    policy: ['exclude: [in/gen]'],
    want: ['in/a.yaml', 'in/gen/b.yaml'],
  },
}

async function inFolder({ files, links = {}, policy }: Row, use: (cwd: string) => Promise<void>) {
  const texts = Object.fromEntries(files.map(file => [file, pod]))
  const rules = policy === undefined ? [] : ['seaworthy.yaml', 'in/p.cfg'].map(file => [file, policyText(...policy)])
  await withFolder({ ...texts, ...Object.fromEntries(rules) }, async cwd => {
    for (const [path, to] of Object.entries(links)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true })
      symlinkSync(to, join(cwd, path))
    }
    await use(cwd)
  })
}

table('check of a folder reads', rows, row =>
  inFolder(row, async cwd => {
    const args = (row.args ?? ['in']).map(arg => arg.replace('FOLDER', cwd))
    const { stdout, stderr } = await callIn(cwd, ['check', '--format', 'json', ...args])
    assert.is(stderr, row.leftOut === undefined ? '' : `seaworthy: left out ${row.leftOut}\n`)
    const objects: readonly { readonly file: string }[] = JSON.parse(stdout).objects
    assert.equal(
      objects.map(({ file }) => file),
      row.want.map(file => file.replace('FOLDER', cwd)),
    )
  }),
)

interface NothingLeft {
  readonly args: readonly string[]
  readonly files?: readonly string[]
  readonly policy?: readonly string[]
  readonly want: string
}

const everything = 'globs leave out everything in the folder (--exclude, or exclude: in the policy)'

table(
  'a folder of which nothing is left names the globs:',
  {
    'of the call': { args: ['check', 'in', '--exclude', '**'], want: `in: ${everything}` },
    'of the policy': { args: ['fix', 'in'], policy: ['exclude: ["*.yaml"]'], want: `in: ${everything}` },
    'beside what tools own': {
      args: ['explain', 'in', '--exclude', 'a.*'],
      files: ['in/a.yaml', 'in/.git/b.yaml'],
      want: `in: ${everything} besides what is left out: in/.git`,
    },
    'and only where a glob matches': {
      args: ['check', 'in', '--exclude', '*.md'],
      files: ['in/a.txt', 'in/b.md'],
      want: 'in: the folder holds no .yaml, .yml or .json file',
    },
  },
  ({ args, policy, files = ['in/a.yaml'], want }: NothingLeft) =>
    inFolder({ files, want: [], ...(policy !== undefined && { policy }) }, async cwd => {
      const { code, stderr } = await callIn(cwd, args)
      assert.equal({ code, stderr }, { code: 2, stderr: `seaworthy: ${want}\n` })
    }),
)

table(
  'what is left out is said',
  {
    'by explain': { args: ['explain', 'in'], want: 'seaworthy: left out in/.git\n' },
    'once, by fix, for two folders': {
      args: ['fix', 'in', 'in/../in'],
      want: 'seaworthy: left out in/.git\n',
    },
    'not where failures only are wanted': { args: ['check', '-q', 'in'], want: '' },
  },
  ({ args, want }) =>
    inFolder({ files: ['in/a.yaml', 'in/.git/b.yaml'], want: [] }, async cwd => {
      const { stderr } = await callIn(cwd, args)
      assert.is(stderr.match(/^seaworthy: left out .*\n/m)?.[0] ?? '', want)
    }),
)

table(
  'a folder without a manifest',
  {
    'at all': { files: ['in/README.md'], want: 'in: the folder holds no .yaml, .yml or .json file' },
    'but for what is left out': {
      files: ['in/.git/a.yaml'],
      want: 'in: the folder holds no .yaml, .yml or .json file besides what is left out: in/.git',
    },
  },
  ({ files, want }) =>
    inFolder({ files, want: [] }, async cwd => {
      const { code, stderr } = await callIn(cwd, ['check', 'in'])
      assert.equal({ code, stderr }, { code: 2, stderr: `seaworthy: ${want}\n` })
    }),
)

table(
  'fix --write of a folder, with a link to a file',
  {
    'in the folder': { link: 'x/b.yaml', file: 'in/x/b.yaml', writes: true, code: 0 },
    'out of the folder': { link: '../b.yaml', file: 'b.yaml', writes: false, code: 1 },
  },
  ({ link, file, writes, code }) =>
    inFolder({ files: ['in/a.yaml', file], links: { 'in/c.yaml': link }, want: [] }, async cwd => {
      const got = await callIn(cwd, ['fix', '--write', '-q', 'in'])
      assert.is(got.code, code, got.stderr)
      assert.is(readFileSync(join(cwd, file), 'utf8') !== pod, writes)
      assert.is(readFileSync(join(cwd, 'in/a.yaml'), 'utf8') !== pod, true)
      if (!writes)
        assert.match(
          got.stderr,
          'in/c.yaml: not written, because a link leads to it, out of the folder; name the file itself',
        )
    }),
)

table(
  'a file whose name is not UTF-8, which Node takes for another, is refused',
  { alone: ['in/a.yaml'], 'beside one with the name that Node reads': ['in/a.yaml', 'in/b\ufffd.yaml'] },
  files =>
    inFolder({ files, want: [] }, async cwd => {
      writeFileSync(Buffer.concat([Buffer.from(join(cwd, 'in/b')), Buffer.from([0xe9]), Buffer.from('.yaml')]), pod)
      const { code, stderr } = await callIn(cwd, ['check', 'in'])
      assert.equal(
        { code, stderr: stderr.replace(join(cwd, '/'), '') },
        { code: 2, stderr: 'seaworthy: in/b\ufffd.yaml: cannot be read (its name is not UTF-8)\n' },
      )
    }),
)

situation('a name with the replacement character itself is read', () =>
  inFolder({ files: ['in/b\ufffd.yaml'], want: [] }, async cwd =>
    assert.is((await callIn(cwd, ['check', 'in'])).code, 1),
  ),
)

const own = {
  'a policy': policyText('level: privileged'),
  'a lock': '# Written by `seaworthy lock`.\napiVersion: seaworthy.dev/v1alpha1\nkind: Lock\nimages: {}\n',
  'a fleet': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: []\n',
  'a policy in flow style': '{apiVersion: seaworthy.dev/v1alpha1, kind: Policy, level: restricted}\n',
  'a lock as JSON': '{"apiVersion": "seaworthy.dev/v1alpha1", "kind": "Lock", "images": {}}\n',
  'a policy behind a mark': `---\n${policyText('level: restricted')}`,
  'a report': '{"apiVersion": "seaworthy.dev/v1alpha1", "kind": "Report", "objects": []}\n',
}

table('a file of ours in a folder counts for no object where it is', own, text =>
  withFolder({ 'in/a.yaml': pod, 'in/own.yaml': text }, async folder => {
    assert.match((await callIn(folder, ['check', 'in'])).stdout, / in 1 pod of 1 object/)
  }),
)

situation('a file of ours with a manifest behind it is read', () =>
  withFolder({ 'in/a.yaml': `${own['a policy']}---\n${pod}` }, async folder => {
    assert.match((await callIn(folder, ['check', 'in'])).stdout, / in 1 pod of 2 objects/)
  }),
)

situation('a folder with nothing but files of ours is refused', () =>
  withFolder({ 'in/seaworthy.yaml': own['a policy'] }, async folder => {
    const { code, stdout, stderr } = await callIn(folder, ['check', 'in'])
    assert.equal(
      { code, stdout, stderr },
      {
        code: 2,
        stdout: '',
        stderr: 'seaworthy: in: no file in the folder holds a Kubernetes object: in/seaworthy.yaml\n',
      },
    )
  }),
)
