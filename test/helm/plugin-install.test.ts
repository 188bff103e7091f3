import { execFileSync } from 'node:child_process'
import { cpSync, createReadStream, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import manifest from '../../package.json' with { type: 'json' }
import { packPlugin, type SigningKey, signPlugin, writePlugin } from '../../scripts/plugin.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { portOf } from '../support/listening.ts'
import { commandsBelow } from '../support/page.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { skipped, table } from '../table.ts'
import { chart, inventory } from './helm.ts'

const root = resolve(import.meta.dirname, '../..')
const unprivileged = {
  3: ['+Deployment/web', '+StatefulSet/web-cache'],
  4: ['+Deployment/web', '+StatefulSet/web-cache', '+Job/web-migrate'],
}

interface Row {
  readonly commands: string
  /** How the archive lies there; absent: not at all, only the folder `plugins/seaworthy`. */
  readonly archive?: 'signed' | 'not signed' | 'changed after it was signed'
  /** Part of what Helm says when it refuses; absent: the last of the commands is a template that is hardened. */
  readonly refuses?: RegExp
}

const thenTemplate = ' && helm template web ./chart --post-renderer seaworthy'
const install = 'helm plugin install "seaworthy-$version.tgz" --keyring seaworthy.gpg'

/** What Helm 4 is asked, in a folder that holds `chart`, `seaworthy.gpg` and what the row says. */
const helm4Rows: Readonly<Record<string, Row>> = {
  'as docs/install.md says': { commands: commandsBelow('## Helm 4', 'docs/install.md'), archive: 'signed' },
  'the folder': { commands: `helm plugin install plugins/seaworthy${thenTemplate}` },
  'the archive without its provenance': { commands: install, archive: 'not signed', refuses: /no provenance file/ },
  'the archive without its provenance, unverified': {
    commands: `${install} --verify=false${thenTemplate}`,
    archive: 'not signed',
  },
  'an archive that is not the signed one': {
    commands: install,
    archive: 'changed after it was signed',
    refuses: /sha256 sum does not match/,
  },
  'an archive that is not the signed one, only verified': {
    commands: install.replace('install', 'verify'),
    archive: 'changed after it was signed',
    refuses: /sha256 sum does not match/,
  },
  "the archive with somebody else's key": {
    commands: install.replace('seaworthy.gpg', 'other.gpg'),
    archive: 'signed',
    refuses: /openpgp: signature made by unknown entity/,
  },
}

const helm3Rows: Readonly<Record<string, Row>> = {
  'as docs/install.md says': { commands: commandsBelow('## Helm 3', 'docs/install.md'), archive: 'not signed' },
  'the folder': {
    commands:
      'helm plugin install plugins/seaworthy\nhelm template web ./chart --post-renderer "$(helm env HELM_PLUGINS)/seaworthy/seaworthy.cjs"',
  },
}

const keys = keyPair('Release <release@example.com>')
const others = keyPair('Somebody <somebody@example.com>')

for (const name of ['helm4', 'helm4-newest'] as const) {
  const subject = `${name} plugin install, then template through it`
  const helm = await toolFor(subject, name)
  if (helm === undefined) continue
  if (keys === undefined || others === undefined) skipped(subject, 'no gpg')
  else
    table(subject, helm4Rows, row =>
      withFolder({}, async folder => {
        const plugin = writePlugin('helm4', join(folder, 'plugins'), join(await installedPackage(), 'dist'))
        writeFileSync(join(folder, 'other.gpg'), others.publicKey)
        prepare(row.archive, plugin, folder, keys)
        const got = await inShell(row.commands, folder, helm)
        if (row.refuses === undefined) return isHardened(got, 4)
        assert.not.equal(got.status, 0)
        assert.match(got.stdout + got.stderr, row.refuses)
      }),
    )
}

for (const name of ['helm3', 'helm3-newest'] as const) {
  const subject = `${name} plugin install, then template through its executable`
  const helm = await toolFor(subject, name)
  if (helm !== undefined)
    table(subject, helm3Rows, row =>
      withFolder({}, async folder => {
        const plugin = writePlugin('helm3', join(folder, 'plugins'), join(await installedPackage(), 'dist'))
        if (row.archive !== undefined) packPlugin('helm3', plugin, folder)
        const got = await served(folder, releases => inShell(row.commands, folder, helm, { releases }))
        isHardened(got, 3)
        if (row.archive !== undefined) assert.match(got.stdout, /^✓ {2}StatefulSet\/chart-cache /m)
      }),
    )
}

table(
  'a plugin without the package around it fails, and says why',
  {
    // Helm 4 prints a document that is no map, and fails.
    'of Helm 4': { file: 'seaworthy/post-render.cjs', status: 0, says: 'stdout' },
    'of Helm 3': { file: 'helm3/seaworthy/seaworthy.cjs', status: 2, says: 'stderr' },
  } as const,
  ({ file, status, says }) =>
    withFolder({}, async folder => {
      cpSync(join(root, 'helm-plugin', file), join(folder, 'deep/er/there', basename(file)), { recursive: true })
      const got = await ended({ command: process.execPath, args: [join(folder, 'deep/er/there', basename(file))] })
      assert.is(got.status, status)
      assert.match(got[says], /seaworthy: .*dist.cli\.cjs: no such file; the plugin needs the package around it\n/)
    }),
)

function prepare(archive: Row['archive'], plugin: string, folder: string, { publicKey, ...key }: Keys): void {
  writeFileSync(join(folder, 'seaworthy.gpg'), publicKey)
  if (archive === undefined) return
  const path = packPlugin('helm4', plugin, folder)
  if (archive !== 'not signed') signPlugin(path, key)
  writeFileSync(join(plugin, 'dist/cli.cjs'), '')
  if (archive === 'changed after it was signed') packPlugin('helm4', plugin, folder)
}

/** Run shell commands in a folder that holds the chart, with a Helm that has nothing of this machine. */
function inShell(
  commands: string,
  folder: string,
  helm: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  mkdirSync(join(folder, 'bin'))
  symlinkSync(resolve(root, helm), join(folder, 'bin/helm'))
  cpSync(chart('web'), join(folder, 'chart'), { recursive: true })
  const home = Object.fromEntries(['DATA', 'CONFIG', 'CACHE'].map(kind => [`HELM_${kind}_HOME`, join(folder, kind)]))
  const path = `${join(folder, 'bin')}:${process.env.PATH}`
  const all = { ...home, PATH: path, version: manifest.version, ...env }
  return ended({ command: 'bash', args: ['-ec', commands], cwd: folder, env: all })
}

function isHardened({ status, stdout, stderr }: Ended, major: keyof typeof unprivileged): void {
  assert.is(status, 0, stdout + stderr)
  assert.is(stderr.replaceAll(/^WARNING: Skipping plugin signature verification\n/gm, ''), '')
  const stream = stdout.slice(stdout.search(/^---$/m))
  assert.equal(
    inventory(stream).filter(object => object.startsWith('+')),
    unprivileged[major],
  )
}

/** Serve the archives of a folder, as Helm 3 wants them named, on this machine for as long as `use` takes. */
async function served<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', 'application/gzip')
    createReadStream(join(folder, basename(url)))
      .on('error', () => response.writeHead(404).end())
      .pipe(response)
  })
  const port = await portOf(server)
  try {
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    server.close()
  }
}

type Keys = SigningKey & { readonly publicKey: Buffer }

/** A key of this run alone, and its public half as Helm reads it: in the format of GnuPG 1. Undefined without GnuPG. */
function keyPair(name: string): Keys | undefined {
  const home = mkdtempSync(join(tmpdir(), 'seaworthy-key-'))
  const options = ['--homedir', home, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', 'not secret']
  const gpg = (...args: readonly string[]) => execFileSync('gpg', [...options, ...args], { stdio: 'pipe' })
  try {
    gpg('--quick-gen-key', name, 'rsa2048', 'sign', 'never')
    const key = gpg('--armor', '--export-secret-keys').toString()
    return { key, passphrase: 'not secret', publicKey: gpg('--export') }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
