import { dirname, join, relative, resolve } from 'node:path'
import { InputError } from '../error.ts'
import { visible } from '../manifest/text/visible.ts'
import { readPlainPolicy } from '../policy/plain-policy.ts'
import type { Policy } from '../policy/policy-of.ts'
import { globAdvice } from '../workload/glob.ts'
import { knownMinors } from '../workload/settings/known-minors.ts'
import { type Level, levels, type PolicyVersion, parsePolicyVersion } from '../workload/settings/level.ts'
import { defaultSettings, type Settings } from '../workload/settings/settings.ts'
import { isInside } from './files/folder.ts'
import { refuseOutside } from './files/policy-paths.ts'
import { withSlashes } from './files/slashes.ts'
import { type InputOptions, readText } from './input.ts'
import type { Arguments } from './options/arguments.ts'
import type { Io } from './process/io.ts'

/** What a policy is called where nobody names one. */
export const policyFileName = 'seaworthy.yaml'

/** The first of a folder counts. */
export const policyFileNames = [policyFileName, 'seaworthy.yml']

/** What the lock is called where nobody names one. */
export const lockFileName = 'seaworthy.lock.yaml'

/** The policy that counts for a call, and the settings it and the options make. */
export interface Loaded {
  readonly settings: Settings
  readonly policy?: Policy
  /** Folder that the policy's relative paths start from. */
  readonly folder: string
  /** The files that were read, as a user would name them. */
  readonly files: { readonly policy?: string; readonly lock?: string }
}

/** Read the policy that counts for `inputs`, if there is one, and let the options of the call win over it. */
export async function loadSettings(args: Arguments, io: Io, inputs: readonly string[] = []): Promise<Loaded> {
  const named = args.text('policy')
  const file = named ?? (await findPolicy(inputs, io))
  if (args.has('verbose')) io.stderr(`seaworthy: policy: ${visible(file ?? 'none')}\n`)
  const policy = file === undefined ? undefined : await loadPolicy(file, io)
  const folder = file === undefined ? io.cwd() : dirname(resolve(io.cwd(), file))
  // Who names a policy answers for its paths; one that lies on the way may be a stranger's.
  if (policy !== undefined && named === undefined) await refuseOutside(policy.paths, folder, io)
  const loaded = await settingsUnder(policy, folder, args, io)
  const isPart = policy !== undefined && (await readsPart(args, inputs, folder, io))
  return {
    ...loaded,
    settings: { ...loaded.settings, ...(isPart && { policyReach: 'part' }) },
    files: { ...loaded.files, ...(file !== undefined && { policy: file }) },
  }
}

/** Whether the inputs are less than the folder that the policy lies in: it may be for others, too. What is piped in is taken for all. */
async function readsPart(args: Arguments, inputs: readonly string[], folder: string, io: Io): Promise<boolean> {
  const named = inputs.filter(input => input !== '-')
  if (named.length === 0) return false
  const around = named.filter(input => isInside(folder, resolve(io.cwd(), input)))
  const kinds = await Promise.all(around.map(input => io.kindOf(input)))
  return args.texts('exclude').length > 0 || !kinds.includes('folder')
}

/** The same with a policy that is in no file; its paths start from the working folder, and stay in it. */
export async function settingsWithPolicy(policy: Policy, args: Arguments, io: Io): Promise<Loaded> {
  if (args.text('policy') !== undefined)
    throw new InputError('USAGE', '--policy: functionConfig holds a policy already; expected one of them')
  await refuseOutside(policy.paths, io.cwd(), io)
  return settingsUnder(policy, io.cwd(), args, io)
}

/** The settings of the options alone, as if there were no policy. */
export function settingsWithoutPolicy(args: Arguments, io: Io): Promise<Loaded> {
  return settingsUnder(undefined, io.cwd(), args, io)
}

async function settingsUnder(policy: Policy | undefined, folder: string, args: Arguments, io: Io): Promise<Loaded> {
  const base = policy?.settings ?? defaultSettings
  // Only exemptions ask for the day, and telling it costs a millisecond.
  const today = policy === undefined ? {} : { today: io.today() }
  const lock = await findLock(args, folder, io)
  const locked = lock === undefined ? {} : await loadLock(lock, io)
  const settings = { ...base, ...optionSettings(args, io), ...today, ...locked }
  if (!args.has('quiet')) tellOldestTypes(settings, io)
  return { settings, policy, folder, files: { ...(lock !== undefined && { lock }) } }
}

/** What an older API server refuses is not known, and what it is held against instead is said. */
function tellOldestTypes({ kubeMinor, schema }: Settings, io: Io): void {
  const { first } = knownMinors
  if (kubeMinor !== undefined && kubeMinor < first && schema !== 'off')
    io.stderr(
      `seaworthy: --kube-version v1.${kubeMinor}: fields are validated as of v1.${first}, the oldest version known here\n`,
    )
}

/** The lock that the user names, or the one beside the policy. */
async function findLock(args: Arguments, folder: string, io: Io): Promise<string | undefined> {
  const named = args.text('lock')
  if (args.has('no-lock')) {
    if (named !== undefined) throw new InputError('USAGE', '--lock and --no-lock: expected one of them')
    return undefined
  }
  return named ?? (await lockIn(folder, io))
}

async function lockIn(folder: string, io: Io): Promise<string | undefined> {
  const file = withSlashes(relative(io.cwd(), join(folder, lockFileName)))
  const kind = await io.kindOf(file)
  if (kind === 'special')
    throw new InputError('UNREADABLE', visible(`${file}: cannot be read (it is a pipe or a device, expected a file)`))
  return kind === 'absent' ? undefined : file
}

/** What reads it is loaded only where there is one. */
async function loadLock(file: string, io: Io): Promise<Pick<Settings, 'lockedImage' | 'lockState' | 'cluster'>> {
  const text = await readText(file, io)
  const { factsOfLock } = await import('../lock/locked-facts.ts')
  return factsOfLock(text, file)
}

/** zod is loaded here and only here, for a policy that may have something wrong with it. */
async function loadPolicy(file: string, io: Io): Promise<Policy> {
  const text = await readText(file, io)
  return readPlainPolicy(text, file) ?? (await import('../policy/policy.ts')).readPolicy(text, file)
}

/** Upward from the folder that holds the inputs, then from the working folder. */
async function findPolicy(inputs: readonly string[], io: Io): Promise<string | undefined> {
  const folders = new Set<string>()
  for (const start of [await folderOfInputs(inputs, io), io.cwd()])
    for (const folder of start === undefined ? [] : await foldersToRoot(start, io)) folders.add(folder)
  for (const folder of folders) {
    const found = await policyIn(folder, io)
    if (found !== undefined) return named(found, io)
  }
  return undefined
}

async function policyIn(folder: string, io: Io): Promise<string | undefined> {
  const found: string[] = []
  for (const name of policyFileNames)
    if ((await io.kindOf(join(folder, name))) === 'file') found.push(join(folder, name))
  const [file, other] = found
  if (file !== undefined && other !== undefined)
    io.stderr(`seaworthy: ${visible(`${named(other, io)} is not read, because ${named(file, io)} is`)}\n`)
  return file
}

/** The folder that all inputs lie in; undefined where nothing but the standard input is read. */
async function folderOfInputs(inputs: readonly string[], io: Io): Promise<string | undefined> {
  const folders: string[] = []
  for (const input of inputs.filter(operand => operand !== '-')) {
    const path = resolve(io.cwd(), input)
    folders.push((await io.kindOf(input)) === 'folder' ? path : dirname(path))
  }
  return folders.length === 0 ? undefined : folders.reduce(commonFolder)
}

function commonFolder(one: string, other: string): string {
  return isInside(other, one) ? one : commonFolder(dirname(one), other)
}

function named(file: string, io: Io): string {
  return withSlashes(relative(io.cwd(), file))
}

/** What the call and the policy say of files. Globs of the call start from the working folder, those of the policy from its own. */
export function inputOptions(args: Arguments, { policy, folder }: Loaded, io: Io): InputOptions {
  args.texts('exclude').forEach(refuseForeignGlob)
  const exclusions = [
    { globs: args.texts('exclude'), folder: io.cwd() },
    { globs: policy?.exclude ?? [], folder },
  ]
  return { quiet: args.has('quiet'), exclusions: exclusions.filter(({ globs }) => globs.length > 0) }
}

function refuseForeignGlob(glob: string): void {
  const advice = globAdvice(glob)
  if (advice !== undefined) throw wrongOption('exclude', glob, `a glob of *, ** and ?; ${advice}`)
}

/** A folder and those above it, to the repository's root; without a repository only itself. */
async function foldersToRoot(start: string, io: Io): Promise<readonly string[]> {
  const upward = [start]
  for (let folder = start; ; ) {
    if ((await io.kindOf(join(folder, '.git'))) !== 'absent') return upward
    const parent = dirname(folder)
    if (parent === folder) return [start]
    upward.push(parent)
    folder = parent
  }
}

/**
 * What the options of a call say. Under Helm the namespace comes from `helm -n` only for plugins of the command line kind,
 * as HELM_NAMESPACE.
 */
export function optionSettings(args: Arguments, io: Io): Partial<Settings> {
  const level = args.text('level')
  const version = args.text('level-version')
  const kube = args.text('kube-version')
  const namespace = namespaceOption(args.text('namespace')) ?? (io.env.HELM_NAMESPACE || undefined)
  return {
    ...(level !== undefined && { level: levelOption(level), levelForced: true }),
    ...(version !== undefined && { levelVersion: versionOption(version) }),
    ...(kube !== undefined && { kubeMinor: kubeOption(kube) }),
    ...(namespace !== undefined && { namespace }),
    ...(args.has('enforce') && { enforce: true }),
    ...(args.has('strict') && { strict: true }),
    ...schemaSettings(args),
  }
}

function schemaSettings(args: Arguments): Partial<Settings> {
  const [on, off] = [args.has('schema'), args.has('no-schema')]
  if (on && off) throw new InputError('USAGE', '--schema and --no-schema: expected one of them')
  if (off) return { schema: 'off' }
  return on ? { schema: 'full' } : {}
}

function levelOption(text: string): Level {
  const level = levels.find(known => known === text)
  if (level === undefined) throw wrongOption('level', text, `one of ${levels.join(', ')}`)
  return level
}

function versionOption(text: string): PolicyVersion {
  const version = parsePolicyVersion(text)
  if (version === undefined || (version !== 'latest' && version > knownMinors.last))
    throw wrongOption('level-version', text, `"latest" or "v1.x" up to v1.${knownMinors.last}, as in v1.36`)
  return version
}

/** A namespace that cannot exist would match no line of the policy, and nobody would be told. */
function namespaceOption(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text))
    throw wrongOption('namespace', text, 'the name of a namespace: a-z, 0-9 and dashes')
  return text
}

/** An API server is named as `kubectl version` prints it: v1.35.2, or shorter. Of one to come nobody knows what it refuses. */
function kubeOption(text: string): number {
  const minor = Number(/^v?1\.(\d{1,5})(\.\d+)?([+-].*)?$/.exec(text)?.[1])
  if (minor <= knownMinors.last) return minor
  throw wrongOption('kube-version', text, `a version of Kubernetes up to v1.${knownMinors.last}, as in v1.36`)
}

/** The error for an option with a value that it cannot have. */
export function wrongOption(name: string, found: string, expected: string): InputError {
  return new InputError('USAGE', `--${name}: found "${found}", expected ${expected}`)
}
