import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { deployments } from '../../bench/generate.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { skipped, table } from '../table.ts'

/** The commands of the pods of `fleet job --git`, run one after the other with the real git, as a pod runs them. */

const releases = ['a', 'b', 'c', 'd', 'e']
const files = {
  'origin/fleet.yaml': `apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases:\n${releases
    .map(name => `  - { name: ${name}, stream: ${name}.yaml }\n`)
    .join('')}`,
  ...Object.fromEntries(releases.map((name, index) => [`origin/${name}.yaml`, deployments(index + 1)])),
}
const environment = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
  GIT_CONFIG_GLOBAL: '/dev/null',
}
const shards = 2

/** What `--ref` may be, by the repository that it is asked of. */
const refs: Readonly<Record<string, (origin: string) => readonly string[]>> = {
  'its default branch': () => [],
  'a branch': () => ['--ref', 'main'],
  'a tag': () => ['--ref', 'v1'],
  'a commit': origin => ['--ref', git(origin, 'rev-parse', 'HEAD')],
}

const subject = 'a fleet comes from a repository'
if (spawnSync('git', ['--version']).error !== undefined) skipped(subject, 'no git')
else
  table(`${subject} by`, refs, refOf =>
    withFolder(files, async folder => {
      const origin = join(folder, 'origin')
      for (const words of ['init -q -b main', 'add .', 'commit -q -m first', 'tag v1']) git(origin, ...words.split(' '))
      const seaworthy = await callerIn(folder)
      const job = ['job', '--shards', `${shards}`, '--parts', 'parts', '--image', 'registry.example.com/seaworthy:1']
      const source = ['--git', `file://${origin}`, '--git-image', 'registry.example.com/git:1', ...refOf(origin)]
      const pod = podOf(await seaworthy(folder, ['fleet', ...job, ...source]))
      for (let index = 0; index < shards; index += 1) await runPod(pod, index, folder, seaworthy)
      await seaworthy(folder, ['fleet', 'merge', 'parts', '--output-dir', 'merged', '--exit-zero'])
      await seaworthy(origin, ['fleet', '--output-dir', '../alone', '--exit-zero'])
      const { status, stdout } = await ended({ command: 'diff', args: ['-r', 'alone', 'merged'], cwd: folder })
      assert.is(status, 0, stdout.slice(0, 500))
    }),
  )

type Seaworthy = (cwd: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>

async function callerIn(folder: string): Promise<Seaworthy> {
  const cli = join(await installedPackage(), 'dist/cli.cjs')
  return async (cwd, args, env = {}) => {
    const got = await ended({ command: process.execPath, args: [cli, ...args], cwd, env: { HOME: folder, ...env } })
    assert.is(got.status, 0, got.stderr)
    return got.stdout
  }
}

/** Its mounts lie in `folder`: the clone in a folder of the pod, the parts in one of all pods. */
async function runPod(pod: ValueMap, index: number, folder: string, seaworthy: Seaworthy): Promise<void> {
  const here = (word: string) =>
    word.replace(/^\/fleet(?=\/|$)/, join(folder, `pod-${index}`)).replace(/^\/parts$/, join(folder, 'parts'))
  const [clone, fleet] = ['initContainers', 'containers'].map(key => {
    const [container] = listAt(pod, key).filter(isMap)
    const words = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String)
    return { words: words.map(here), cwd: here(textAt(container, 'workingDir') ?? '/') }
  })
  const [command = '', ...args] = clone?.words ?? []
  const cloned = await ended({ command, args, cwd: folder, env: { HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' } })
  assert.is(cloned.status, 0, cloned.stderr)
  await seaworthy(fleet?.cwd ?? '', fleet?.words.slice(1) ?? [], { JOB_COMPLETION_INDEX: String(index) })
}

function podOf(stream: string): ValueMap {
  const split = splitStream(stream)
  const [span] = split.documents
  if (span === undefined) throw new Error('no Job was printed')
  return mapAt(mapAt(mapAt(readDocument(split, span).value, 'spec'), 'template'), 'spec') ?? {}
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, env: { ...process.env, ...environment }, encoding: 'utf8' }).trim()
}
