import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { podText, restrictedContext } from '../cli/manifests.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { packedProgram, programFolder } from './installed.ts'

const root = resolve(import.meta.dirname, '../..')
const preCommit = await toolFor('the hooks of pre-commit', 'pre-commit')

const sound = podText({ context: restrictedContext })
const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: one }
spec: { accessModes: [ReadWriteOnce], storageClassName: mine, resources: { requests: { storage: 1Gi } } }
`
const storageClass = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: mine }
provisioner: ebs.csi.aws.com
`
const user = `apiVersion: v1
kind: Pod
metadata: { name: user, namespace: one }
spec:
  securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: user
      image: registry.example.com/user:1
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
      volumeMounts: [{ name: data, mountPath: /data }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`

/** What a repository holds besides its manifests, and no hook should stumble over. */
const others = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 0.1.0\n',
  'chart/values.yaml': 'replicas: 1\n',
  'chart/templates/web.yaml': 'kind: {{ .Values.kind }}\n{{- if .x }}\n',
  '.github/workflows/ci.yml': 'name: ci\non: push\njobs: {}\n',
  'package.json': '{ "name": "x" }\n',
}

/** More than xargs gives to one call, were each file a process of its own. */
const many = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [
    `manifests/pod-${index}.yaml`,
    sound.replace('name: web', `name: web-${index}`),
  ]),
)

interface Row {
  readonly hook: string
  readonly args?: string
  readonly files: Readonly<Record<string, string>>
  readonly status: number
  readonly says: RegExp
  /** How a file is afterwards. */
  readonly after?: readonly [string, RegExp]
}

const rows: Readonly<Record<string, Row>> = {
  'passes what is sound': { hook: 'seaworthy-check', files: { 'a.yaml': sound }, status: 0, says: /Passed/ },
  'fails with the finding': {
    hook: 'seaworthy-check',
    files: { 'a.yaml': podText() },
    status: 1,
    says: /a\.yaml:\d+:\d+: Pod\/web: allowPrivilegeEscalation != false/,
  },
  'reads many files at once, as one knows of another': {
    hook: 'seaworthy-check',
    files: { ...many, 'a/user.yaml': user, 'z/claim.yaml': claim, 'z/class.yaml': storageClass },
    status: 1,
    says: /cannot write \/data \(volume data\): \/data is owned by 0:0 with mode 0755/,
  },
  'stumbles over no file of another program, strict or not': {
    hook: 'seaworthy-check',
    args: '--strict',
    files: { 'a.yaml': sound, 'kustomization.yaml': 'resources: [a.yaml]\n' },
    status: 0,
    says: /Passed/,
  },
  'says what is wrong in one of many': {
    hook: 'seaworthy-check',
    files: { ...many, 'z/bad.yaml': podText() },
    status: 1,
    says: /z\/bad\.yaml:\d+:\d+: Pod\/web/,
  },
  'fails for what cannot be read, and for an empty file does not': {
    hook: 'seaworthy-check',
    files: { 'a.yaml': 'kind: Pod\nspec: [\n', 'b.yaml': '', 'c.yaml': sound },
    status: 1,
    says: /a\.yaml:2:\d+: not readable as YAML/,
  },
  'hardens nothing that cannot be read': {
    hook: 'seaworthy-fix',
    files: { 'a.yaml': `${podText()}---\nkind: Pod\nspec: [\n` },
    status: 1,
    says: /a\.yaml:\d+:\d+: not readable as YAML/,
    after: ['a.yaml', /---\nkind: Pod\nspec: \[\n$/],
  },
  'hardens, and fails because a file changed': {
    hook: 'seaworthy-fix',
    files: { 'a.yaml': podText() },
    status: 1,
    says: /files were modified by this hook/,
    after: ['a.yaml', /allowPrivilegeEscalation: false/],
  },
  'hardens nothing that is sound': { hook: 'seaworthy-fix', files: { 'a.yaml': sound }, status: 0, says: /Passed/ },
  'compares golden files': {
    hook: 'seaworthy-verify',
    files: {
      'seaworthy.yaml':
        'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\ngolden: [{ name: web, stream: a.yaml, file: golden.yaml }]\n',
      'a.yaml': podText(),
      'golden.yaml': sound,
    },
    status: 1,
    says: /golden-different/,
  },
}

if (preCommit !== undefined) {
  table('a hook of pre-commit', rows, ({ hook, args = '', files, status, says, after }) =>
    withFolder({}, async folder => {
      const hooks = await repository(join(folder, 'hooks'), {
        '.pre-commit-hooks.yaml': readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'),
      })
      const config = `repos:\n  - repo: ${hooks.path}\n    rev: ${hooks.head}\n    hooks: [{ id: ${hook}, args: [${args}] }]\n`
      const work = await repository(join(folder, 'work'), { ...others, ...files, '.pre-commit-config.yaml': config })
      const got = await runHooks(work.path, folder, { PATH: `${await programFolder(folder)}:${process.env.PATH}` })
      assert.match(got.stdout, says)
      assert.is(got.status, status, got.stdout)
      if (after !== undefined) assert.match(readFileSync(join(work.path, after[0]), 'utf8'), after[1])
    }),
  )

  table('pre-commit installs the program itself', { 'from a package': 'seaworthy' }, name =>
    withFolder({}, async folder => {
      const archive = await packedProgram(folder)
      const hook = `{ id: check, name: check, entry: ${name} check, language: node, types: [yaml], additional_dependencies: ["${archive}"] }`
      const config = `repos:\n  - repo: local\n    hooks:\n      - ${hook}\n`
      const work = await repository(join(folder, 'work'), { 'a.yaml': podText(), '.pre-commit-config.yaml': config })
      const got = await runHooks(work.path, folder, {})
      assert.match(got.stdout, /a\.yaml:\d+:\d+: Pod\/web: allowPrivilegeEscalation != false/)
      assert.is(got.status, 1)
    }),
  )
}

function runHooks(cwd: string, folder: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const args = ['run', '--all-files', '--color=never']
  return ended({
    command: resolve(root, preCommit ?? ''),
    args,
    cwd,
    env: { ...env, PRE_COMMIT_HOME: join(folder, 'cache') },
    seconds: 180,
  })
}

/** A repository with one commit that holds `files`. */
async function repository(path: string, files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  await git(path, 'init', '--quiet')
  await git(path, 'add', '--all')
  await git(path, '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message', 'first')
  return { path, head: (await git(path, 'rev-parse', 'HEAD')).trim() }
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ended({ command: 'git', args, cwd })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}
