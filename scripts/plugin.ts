/**
 * The Helm plugins with the program in them: `npm run plugin` writes into `release/` an archive for Helm 4 with its
 * provenance, which `helm plugin install` verifies by default, and one for Helm 3, which verifies none.
 *
 * The signing key is PLUGIN_SIGNING_KEY, an armoured OpenPGP private key that PLUGIN_SIGNING_PASSPHRASE unlocks, or
 * the key of PLUGIN_SIGNER in the keyring of whoever releases. Its public half is `seaworthy.gpg`.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { tarOf, zipped } from './archive.ts'
import { buildInto } from './build.ts'

const root = resolve(import.meta.dirname, '..')
const { version } = manifest

/** Where the plugin of each major is, and how its archive is named. */
const plugins = {
  helm4: { source: 'helm-plugin/seaworthy', archive: `seaworthy-${version}.tgz` },
  // Helm 3 names the plugin's folder by what stands before the version.
  helm3: { source: 'helm-plugin/helm3/seaworthy', archive: `seaworthy-${version}-helm3.tgz` },
} as const

/** A major version of Helm that a plugin is for. */
export type PluginMajor = keyof typeof plugins

/** Write the folder `seaworthy` into `folder`: the plugin, and of `dist` what it runs. */
export function writePlugin(major: PluginMajor, folder: string, dist: string): string {
  const plugin = join(folder, 'seaworthy')
  cpSync(join(root, plugins[major].source), plugin, { recursive: true })
  cpSync(join(root, 'LICENSE'), join(plugin, 'LICENSE'))
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(isOfProgram)
  for (const file of files) cpSync(join(dist, file), join(plugin, 'dist', file))
  return plugin
}

/** The command line and the licences of what is bundled in it: no maps, and not the library. */
export function isOfProgram(file: string): boolean {
  return /^(?:cli\.cjs|chunks[\\/].*\.cjs|LICENSES\.txt)$/.test(file)
}

/** Pack the folder of a plugin into `folder`. Helm 4 packs it whole, Helm 3 looks for plugin.yaml at the top. */
export function packPlugin(major: PluginMajor, plugin: string, folder: string): string {
  const path = join(folder, plugins[major].archive)
  writeFileSync(path, zipped(major === 'helm3' ? tarOf(plugin) : tarOf(join(plugin, '..'), [basename(plugin)])))
  return path
}

/** A private key, armoured, and what unlocks it; or whose key of the keyring of this machine. */
export type SigningKey = { readonly key: string; readonly passphrase: string } | { readonly signer: string }

/**
 * Write the provenance of an archive beside it, as Helm reads it (pkg/provenance/sign.go): metadata and the sum of the
 * archive, parted by the end of a YAML document, in a clear-signed message. And the public key, in the format of GnuPG 1.
 */
export function signPlugin(archive: string, signing: SigningKey): readonly string[] {
  return withKeyring(signing, (gpg, user) => {
    const written = { [`${archive}.prov`]: gpg([...user, '--digest-algo', 'SHA512', '--clear-sign'], message(archive)) }
    const all = { ...written, [join(archive, '../seaworthy.gpg')]: gpg(['--export', ...user.slice(1)], '') }
    for (const [path, bytes] of Object.entries(all)) writeFileSync(path, bytes)
    return Object.keys(all)
  })
}

type Gpg = (args: readonly string[], input: string) => Buffer

/** Use a key, which GnuPG asks for by itself where it is in the keyring of this machine. */
function withKeyring<T>(signing: SigningKey, use: (gpg: Gpg, user: readonly string[]) => T): T {
  if ('signer' in signing) return use(gpgWith([]), ['--local-user', signing.signer])
  const home = mkdtempSync(join(tmpdir(), 'seaworthy-gnupg-'))
  try {
    // In a file: the arguments of a program are everybody's to read.
    writeFileSync(join(home, 'passphrase'), signing.passphrase, { mode: 0o600 })
    const unlock = ['--pinentry-mode', 'loopback', '--passphrase-file', join(home, 'passphrase')]
    const gpg = gpgWith(['--homedir', home, '--batch', ...unlock])
    gpg(['--import'], signing.key)
    return use(gpg, [])
  } finally {
    // The agent that GnuPG starts ends when its folder is gone.
    rmSync(home, { recursive: true, force: true })
  }
}

function gpgWith(options: readonly string[]): Gpg {
  return (args, input) => execFileSync('gpg', [...options, '--quiet', '--yes', ...args], { input, stdio: 'pipe' })
}

function message(archive: string): string {
  const metadata = readFileSync(join(root, plugins.helm4.source, 'plugin.yaml'), 'utf8').replaceAll(/^ *#.*\n/gm, '')
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex')
  return `${metadata}\n...\nfiles:\n  ${basename(archive)}: sha256:${sum}\n`
}

/** The key that the environment names. */
export function signingKey(env: NodeJS.ProcessEnv): SigningKey | undefined {
  const { PLUGIN_SIGNING_KEY: key, PLUGIN_SIGNING_PASSPHRASE: passphrase = '', PLUGIN_SIGNER: signer } = env
  if (key !== undefined) return { key, passphrase }
  return signer === undefined ? undefined : { signer }
}

async function main(): Promise<void> {
  const release = join(root, 'release')
  const work = mkdtempSync(join(tmpdir(), 'seaworthy-plugin-'))
  mkdirSync(release, { recursive: true })
  await buildInto(join(work, 'dist'))
  const pack = (major: PluginMajor) =>
    packPlugin(major, writePlugin(major, join(work, major), join(work, 'dist')), release)
  const [archive, helm3] = [pack('helm4'), pack('helm3')]
  rmSync(work, { recursive: true })
  const key = signingKey(process.env)
  const signed = key === undefined ? [] : signPlugin(archive, key)
  if (key === undefined)
    process.stderr.write(
      'not signed (PLUGIN_SIGNING_KEY, PLUGIN_SIGNER): Helm 4 installs it with --verify=false alone\n',
    )
  process.stdout.write(`${[archive, ...signed, helm3].join('\n')}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
