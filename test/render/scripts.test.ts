import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import {
  branchScript,
  cloneScript,
  fetchCommitScript,
  filesScript,
  remotesScript,
} from '../../src/render/worker/git-scripts.ts'
import { copyScript } from '../../src/render/worker/tools.ts'
import { skipped, table } from '../table.ts'

const gitEnv = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  HOME: '/nonexistent',
}

function run(shell: readonly string[], script: string, parameters: readonly string[], cwd?: string): number {
  const [command = 'sh', ...flags] = shell
  const { status, stderr } = spawnSync(command, [...flags, '-ec', script, 'step', ...parameters], {
    cwd,
    env: { ...process.env, ...gitEnv },
    encoding: 'utf8',
  })
  if (status !== 0 && process.env.VERBOSE) process.stderr.write(stderr)
  return status ?? -1
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    env: { ...process.env, ...gitEnv },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

interface Place {
  readonly origin: string
  readonly repo: string
  readonly folder: string
  readonly commit: string
}

/** A repository with two commits on main and one on `topic`, in a folder with an awkward name. */
function withRepository(work: (place: Place) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "it's $(a) place "))
  try {
    const source = join(folder, 'source')
    mkdirSync(source)
    git(source, 'init', '-q', '-b', 'main')
    for (const name of ['one', 'two']) commit(source, name)
    git(source, 'switch', '-q', '-c', 'topic')
    commit(source, 'topic')
    git(source, 'switch', '-q', 'main')
    work({ origin: `file://${source}`, repo: join(folder, 'repo'), folder, commit: git(source, 'rev-parse', 'main~1') })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function commit(source: string, name: string): void {
  writeFileSync(join(source, name), name)
  git(source, 'add', name)
  git(source, 'commit', '-q', '-m', name)
}

const helper = '!f() { test "$1" = get && echo password=x; }; f'
const candidates: readonly (readonly string[])[] = [['dash'], ['busybox', 'sh']]
const shells = candidates.filter(
  ([command = '']) => spawnSync(command, ['--help']).error === undefined || existsSync(`/bin/${command}`),
)
const present = Object.fromEntries(shells.map(shell => [shell.join(' '), shell]))
for (const shell of candidates)
  if (!shells.includes(shell)) skipped(`scripts of steps with ${shell.join(' ')}`, 'not installed')

if (shells.length > 0) {
  table('clone takes a branch and keeps the credentials', present, shell =>
    withRepository(({ origin, repo }) => {
      assert.is(run(shell, cloneScript, [origin, repo, helper, 'me', 'topic']), 0)
      assert.is(git(repo, 'branch', '--show-current'), 'topic')
      assert.is(git(repo, 'config', '--get-all', 'credential.helper'), helper)
      assert.is(git(repo, 'config', 'credential.username'), 'me')
    }),
  )

  table('clone without a ref takes the default branch', present, shell =>
    withRepository(({ origin, repo }) => {
      assert.is(run(shell, cloneScript, [origin, repo, helper, 'me', '']), 0)
      assert.is(git(repo, 'branch', '--show-current'), 'main')
    }),
  )

  table('clone fails where the repository is not', present, shell =>
    withRepository(({ origin, repo }) =>
      assert.is.not(run(shell, cloneScript, [`${origin}x`, repo, helper, 'me', '']), 0),
    ),
  )

  table('a commit is fetched by its hash', present, shell =>
    withRepository(({ origin, repo, commit }) => {
      assert.is(run(shell, fetchCommitScript, [origin, repo, '', '', commit]), 0)
      assert.is(git(repo, 'rev-parse', 'HEAD'), commit)
    }),
  )

  table('remotes are added, and moved where they exist', present, shell =>
    withRepository(({ origin, repo }) => {
      git('/', 'clone', '-q', origin, repo)
      assert.is(run(shell, remotesScript, [repo, 'up', "https://x/a'b", 'origin', 'https://x/$(c)']), 0)
      assert.is(git(repo, 'remote', 'get-url', 'up'), "https://x/a'b")
      assert.is(git(repo, 'remote', 'get-url', 'origin'), 'https://x/$(c)')
    }),
  )

  for (const [branch, want] of [
    ['topic', 'topic'],
    ['fresh', 'two'],
  ] as const)
    table(`branch ${branch}`, present, shell =>
      withRepository(({ origin, repo }) => {
        git('/', 'clone', '-q', '--depth', '1', '--no-single-branch', origin, repo)
        assert.is(run(shell, branchScript, [repo, branch]), 0)
        assert.is(git(repo, 'branch', '--show-current'), branch)
        assert.is(git(repo, 'log', '-1', '--format=%s'), want)
        assert.is(run(shell, branchScript, [repo, branch]), 0, 'a second time')
      }),
    )

  table('branch fails where the remote does not answer', present, shell =>
    withRepository(({ origin, repo }) => {
      git('/', 'clone', '-q', origin, repo)
      git(repo, 'remote', 'set-url', 'origin', `${origin}x`)
      assert.is.not(run(shell, branchScript, [repo, 'topic']), 0)
    }),
  )

  table('files are written with their modes, and directories made', present, shell =>
    withRepository(({ folder }) => {
      const source = join(folder, 'f0')
      writeFileSync(source, 'content')
      assert.is(
        run(shell, filesScript, [source, join(folder, "a b/c'd"), '0755', source, join(folder, 'e'), '0600']),
        0,
      )
      assert.is(readFileSync(join(folder, "a b/c'd"), 'utf8'), 'content')
      assert.is(statSync(join(folder, "a b/c'd")).mode & 0o777, 0o755)
      assert.is(statSync(join(folder, 'e')).mode & 0o777, 0o600)
    }),
  )
}

/** The script names `/` and `/target`; here a folder stands for the image's root. */
function copied(prepare: (image: string) => void, check: (target: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'))
  try {
    const image = join(folder, 'image')
    for (const path of ['target', 'proc/1', 'sys', 'dev', 'var/run/secrets/token', 'opt/target', 'etc'])
      mkdirSync(join(image, path), { recursive: true })
    prepare(image)
    const script = copyScript.replaceAll('-C /target', `-C ${image}/target`).replaceAll('-C / ', `-C ${image} `)
    assert.is(run(['sh'], script, []), 0)
    check(join(image, 'target'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

table(
  'copying an image',
  {
    'leaves out what the runtime mounts': {
      prepare: () => {},
      check: (target: string) => assert.equal(readdirSync(target).toSorted(), ['etc', 'opt', 'var']),
    },
    'keeps directories of those names elsewhere': {
      prepare: () => {},
      check: (target: string) => assert.ok(existsSync(join(target, 'opt/target'))),
    },
    'drops setuid bits': {
      prepare: (image: string) => {
        writeFileSync(join(image, 'etc/su'), 'x')
        chmodSync(join(image, 'etc/su'), 0o4755)
      },
      check: (target: string) => assert.is(statSync(join(target, 'etc/su')).mode & 0o7777, 0o755),
    },
    'keeps symbolic links': {
      prepare: (image: string) => symlinkSync('/etc/passwd', join(image, 'etc/link')),
      check: (target: string) => assert.ok(readdirSync(join(target, 'etc')).includes('link')),
    },
  },
  ({ prepare, check }) => copied(prepare, check),
)
