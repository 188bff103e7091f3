import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Call, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { skipped, table } from '../table.ts'
import { alice, type Servers, startServers } from './servers.ts'

/** A login that is kept by `pass`, and that only a helper of Docker's own project gives away. */
const subject = 'a login that a real credential helper holds'

const programs = ['docker-registry', 'skopeo', 'umoci', 'htpasswd', 'openssl', 'gpg', 'pass']
const missing = programs.find(name => !existsSync(join('/usr/bin', name)))

/** The helper of all registries, and that of one. */
const configsFor = (host: string) => [{ credsStore: 'pass' }, { credHelpers: { [host]: 'pass' } }]

async function prove(helper: string): Promise<void> {
  await withFolder({ 'policy.json': '{"default":[{"type":"insecureAcceptAnything"}]}' }, async folder => {
    const servers = await startServers(folder, 'docker-registry')
    const env = await keyRing(folder, helper)
    try {
      for (const host of [servers.password, servers.token]) {
        await push(folder, host)
        for (const config of configsFor(host)) await compare({ folder, env, servers, host, config })
      }
    } finally {
      servers.stop()
      await ended({ command: 'gpgconf', args: ['--kill', 'gpg-agent'], env })
    }
  })
}

/** The environment of somebody who has a key, a store that is empty, and the helper. */
async function keyRing(folder: string, helper: string): Promise<Readonly<Record<string, string>>> {
  const [bin, keys] = [join(folder, 'bin'), join(folder, 'keys')]
  for (const made of [bin, keys]) mkdirSync(made)
  chmodSync(keys, 0o700)
  symlinkSync(helper, join(bin, 'docker-credential-pass'))
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    GNUPGHOME: keys,
    PASSWORD_STORE_DIR: join(folder, 'store'),
    DOCKER_CONFIG: folder,
    HOME: folder,
  }
  const key = [
    '--batch',
    '--passphrase',
    '',
    '--quick-generate-key',
    'test@example.test',
    'default',
    'default',
    'never',
  ]
  await ran({ command: 'gpg', args: key, env })
  await ran({ command: 'pass', args: ['init', 'test@example.test'], env })
  return env
}

async function ran(call: Call): Promise<string> {
  const { status, stdout, stderr } = await ended(call)
  if (status !== 0) throw new Error(`${call.command} ${call.args.join(' ')}: ${stderr}${stdout}`)
  return stdout
}

/** An image that nobody but alice may pull. */
async function push(folder: string, host: string): Promise<void> {
  const layout = join(folder, `layout-${host.split(':')[1]}`)
  const umoci = (...args: readonly string[]) => ran({ command: 'umoci', args })
  await umoci('init', '--layout', layout)
  await umoci('new', '--image', `${layout}:app`)
  await umoci('config', '--image', `${layout}:app`, '--os=linux', '--architecture=amd64', '--config.user=7:8')
  const login = ['--dest-tls-verify=false', '--dest-creds', `${alice.name}:${alice.password}`]
  const to = [`oci:${layout}:app`, `docker://${host}/private/app:v1`]
  await ran({ command: 'skopeo', args: ['--policy', join(folder, 'policy.json'), 'copy', '-q', ...login, ...to] })
}

interface Trial {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly servers: Servers
  readonly host: string
  /** config.json. */
  readonly config: object
}

/** Refused while the helper knows no login, and locked once it does; the password is said nowhere. */
async function compare({ folder, env, servers, host, config }: Trial): Promise<void> {
  const helper = (verb: string, input: string) => ran({ command: 'docker-credential-pass', args: [verb], env, input })
  const image = `${host}/private/app:v1`
  const lock = async () => {
    const args = [join(await installedPackage(), 'dist/cli.cjs'), 'lock', '--update', '--ca', servers.ca]
    const input = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image }] },
    })
    const { status, stdout, stderr } = await ended({ command: process.execPath, args, env, input, cwd: folder })
    assert.not.match(stdout + stderr, alice.password)
    return { status, said: stdout + stderr }
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  assert.equal(await lock(), {
    status: 2,
    said: `seaworthy: ${image}: ${host} refuses access to private/app:v1 (401); log in with docker login ${host}, or name a file with --registry-config\n`,
  })
  await helper('store', JSON.stringify({ ServerURL: host, Username: alice.name, Secret: alice.password }))
  assert.equal(await lock(), { status: 0, said: 'wrote seaworthy.lock.yaml: 1 image looked up, 0 kept\n' })
  await helper('erase', host)
}

/** They differ: of a registry that it does not know, the older answers with an empty name, and the newer fails. */
const debian = '/usr/bin/docker-credential-pass'
if (missing !== undefined) skipped(subject, `no ${missing}`)
else {
  const newest = await toolFor(`${subject}, of its newest version`, 'docker-credential-pass')
  if (!existsSync(debian)) skipped(`${subject}, of Debian`, `no ${debian}`)
  const helpers = {
    ...(existsSync(debian) && { 'docker-credential-pass of Debian, 0.6': debian }),
    ...(newest !== undefined && { 'docker-credential-pass of its newest version, 0.9': newest }),
  }
  if (Object.keys(helpers).length > 0) table(subject, helpers, prove)
}
