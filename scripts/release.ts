/**
 * The release checklist. `npm version --no-git-tag-version 0.2.0 && npm run generate`, date the section in CHANGELOG.md,
 * commit, and run `npm run release` with the key of the plugin (`scripts/plugin.ts`): it says what does not hold yet
 * (the first, or with `-- --all` everything), and makes what is released beside the package. It publishes nothing: npm publishes with provenance, as `publishConfig` asks
 * for, from a workflow of GitHub or GitLab alone.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { filesIn } from './agent-chart.ts'
import { signingKey } from './plugin.ts'

const root = resolve(import.meta.dirname, '..')
const { version } = manifest

/** What must hold before a version is published: why it does not, or nothing. In the order in which one mends it. */
const checklist: Readonly<Record<string, () => string | undefined>> = {
  'nothing is uncommitted': () => said('git', 'status', '--porcelain'),
  'what is generated is fresh': () => {
    said('npm', 'run', '--silent', 'generate')
    return said('git', 'status', '--porcelain')
  },
  'the changelog has a dated section': () =>
    readFileSync(resolve(root, 'CHANGELOG.md'), 'utf8').includes(`\n## ${version} (20`)
      ? undefined
      : `write "## ${version} (YYYY-MM-DD)" above its changes`,
  'the version is not tagged yet': () => said('git', 'tag', '--list', `v${version}`),
  // The registry compares it with the repository that signed the provenance. There is none yet, and none to guess; the
  // OWNER in docs/ci.md is the same decision.
  'package.json names the repository': () =>
    'repository' in manifest
      ? undefined
      : 'decide where the source is public, and add that as "repository": npm takes no provenance without it',
  'there is a key to sign the plugin with': () =>
    signingKey(process.env) === undefined ? 'set PLUGIN_SIGNING_KEY or PLUGIN_SIGNER' : undefined,
  'everything that CI runs passes': () => (passes('bash', '.ci/run') ? undefined : 'run .ci/run and see'),
  'the program can be built': () =>
    passes('npm', 'run', '--silent', 'build') ? undefined : 'npm run build says why not',
  'the package holds what it should, and no more': () => packageProblem(),
  'npm would publish it': () =>
    passes('npm', 'publish', '--dry-run', '--ignore-scripts') ? undefined : 'npm publish --dry-run says why',
  'the plugins, the executable, the image and the bills of materials can be made': () => artefactProblem(),
}

/** Make what is released beside the package, with the sums to compare a download with. */
function artefactProblem(): string | undefined {
  const release = resolve(root, 'release')
  rmSync(release, { recursive: true, force: true })
  const failed = ['plugin', 'executable', 'image', 'sbom'].filter(script => !passes('npm', 'run', '--silent', script))
  if (failed.length > 0) return `npm run ${failed.join(', ')} says why not`
  const sums = filesIn(release).map(name => {
    const sum = createHash('sha256').update(readFileSync(resolve(release, name)))
    return `${sum.digest('hex')}  ${name}\n`
  })
  writeFileSync(resolve(release, 'SHA256SUMS'), sums.join(''))
  return undefined
}

/** Folders and files of the package; `package.json` goes along without being listed. */
const packed = new Set([...manifest.files, 'package.json'])
/** A user downloads it for each CI run. */
const largest = 6_000_000

/** Files that package.json leads to. */
function named(): readonly string[] {
  const { bin, main, types, man, exports } = manifest
  const { import: modules, require: common } = exports['.']
  const files = [...Object.values(bin), main, types, ...man, ...Object.values(modules), ...Object.values(common)]
  return [...new Set(files.map(file => file.replace(/^\.\//, '')))]
}

interface Packed {
  readonly files: readonly { readonly path: string }[]
  readonly unpackedSize: number
}

function packageProblem(): string | undefined {
  const [found]: readonly Packed[] = JSON.parse(said('npm', 'pack', '--dry-run', '--json', '--ignore-scripts') ?? '[]')
  if (found === undefined) return 'npm pack said nothing of it'
  const strange = found.files.filter(({ path }) => !packed.has(path.split('/')[0] ?? ''))
  if (strange.length > 0) return `it also holds ${strange.map(({ path }) => path).join(', ')}`
  const paths = new Set(found.files.map(({ path }) => path))
  const missing = named().filter(file => !paths.has(file))
  if (missing.length > 0) return `it lacks ${missing.join(', ')}`
  return found.unpackedSize <= largest
    ? undefined
    : `it unpacks to ${found.unpackedSize} bytes, expected at most ${largest}`
}

/** What a command printed, or undefined where it printed nothing. */
function said(command: string, ...args: readonly string[]): string | undefined {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim() || undefined
}

function passes(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { cwd: root, stdio: 'inherit' })
    return true
  } catch {
    return false
  }
}

for (const [name, problem] of Object.entries(checklist)) {
  const found = problem()
  process.stdout.write(found === undefined ? `ok    ${name}\n` : `wrong ${name}: ${found}\n`)
  if (found === undefined) continue
  process.exitCode = 1
  if (!process.argv.includes('--all')) break
}
if (process.exitCode === undefined)
  process.stdout.write(`\nTo publish: git tag v${version}, and npm publish in a workflow; release/ holds the rest\n`)
