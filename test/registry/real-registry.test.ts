import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { LockedImage } from '../../src/lock/lock.ts'
import { readLock } from '../../src/lock/read-lock.ts'
import { digestOf } from '../../src/registry/digest.ts'
import type { PlatformFacts } from '../../src/registry/facts/image-facts.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { skipped, table } from '../table.ts'
import { putBlob, putManifest } from './put.ts'
import { alice, startServers } from './servers.ts'

const programs = ['docker-registry', 'skopeo', 'umoci', 'htpasswd', 'openssl', 'setcap']
const missing = programs.filter(
  name => !['/usr/bin', '/usr/sbin', '/sbin'].some(folder => existsSync(join(folder, name))),
)
const obstacle = process.getuid?.() === 0 ? missing.map(name => `no ${name}`)[0] : 'needs root'

const passwd = 'root:x:0:0::/root:/bin/sh\nredis:x:999:1000::/data:/bin/sh\n'

/** Images of the shapes that people publish: files of two layers, options of `umoci config`, and who runs. */
const images = {
  'root-then-gosu': {
    files: {
      'etc/passwd': passwd,
      'usr/local/bin/entry.sh': '#!/bin/sh\nchown -R redis /data\nexec gosu redis "$0" "$@"\n',
    },
    config: ['--config.entrypoint', 'entry.sh', '--config.volume', '/data'],
    owned: { data: [999, 1000] },
  },
  'named-user': {
    files: { 'etc/passwd': passwd, 'etc/group': 'extra:x:44:redis\n' },
    config: ['--config.user', 'redis'],
  },
  'numeric-user': { files: { 'etc/passwd': passwd }, config: ['--config.user', '999'] },
  'user-without-passwd': { files: { 'app.txt': 'x' }, config: ['--config.user', '65532:65532'] },
  'passwd-of-upper-layer': {
    files: { 'etc/passwd': passwd },
    upper: { 'etc/passwd': passwd.replace('999:1000', '7:8') },
    config: ['--config.user', 'redis'],
  },
  'file-capability': {
    files: { 'etc/passwd': passwd },
    config: ['--config.user', '999', '--config.entrypoint', '/bin/serve'],
    capable: 'bin/serve',
  },
} as const satisfies Readonly<Record<string, Shape>>

interface Shape {
  readonly files: Readonly<Record<string, string>>
  readonly upper?: Readonly<Record<string, string>>
  readonly config: readonly string[]
  readonly owned?: Readonly<Record<string, readonly [number, number]>>
  /** A program that gets `cap_net_bind_service=+ep`. */
  readonly capable?: string
}

async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ended({ command, args })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout
}

async function layer(folder: string, { files, owned = {}, capable }: Omit<Shape, 'config'>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    chmodSync(join(folder, path), 0o755)
  }
  for (const [path, [uid, gid]] of Object.entries(owned)) {
    mkdirSync(join(folder, path), { recursive: true })
    chownSync(join(folder, path), uid, gid)
  }
  if (capable !== undefined) {
    mkdirSync(dirname(join(folder, capable)), { recursive: true })
    cpSync('/bin/true', join(folder, capable))
    await run('setcap', 'cap_net_bind_service=+ep', join(folder, capable))
  }
  symlinkSync('nothing', join(folder, 'dangling'))
  await run('tar', '-C', folder, '--xattrs', '--xattrs-include=security.capability', '-cf', `${folder}.tar`, '.')
  return `${folder}.tar`
}

/** Make an image in the layout of the folder, under its own name. */
async function build(folder: string, name: string, { upper, config, ...lower }: Shape): Promise<void> {
  const image = `${folder}/layout:${name}`
  await run('umoci', 'new', '--image', image)
  const layers = [lower, ...(upper === undefined ? [] : [{ files: upper }])]
  for (const [index, shape] of layers.entries()) {
    const root = join(folder, `${name}-${index}`)
    mkdirSync(root)
    await run('umoci', 'raw', 'add-layer', '--image', image, await layer(root, shape))
  }
  await run('umoci', 'config', '--image', image, '--os', 'linux', '--architecture', 'amd64', ...config)
}

/** What the image's own files say, unpacked by umoci: nothing of ours has a part in it. */
async function unpacked(
  folder: string,
  name: string,
): Promise<{ readonly config: { readonly User?: string }; readonly passwd: string }> {
  const bundle = join(folder, `bundle-${name}`)
  await run('umoci', 'unpack', '--image', `${folder}/layout:${name}`, bundle)
  const file = join(bundle, 'rootfs/etc/passwd')
  const inspected = await run('skopeo', 'inspect', '--config', `oci:${folder}/layout:${name}`)
  return { config: JSON.parse(inspected).config, passwd: existsSync(file) ? readFileSync(file, 'utf8') : '' }
}

/** The ids of USER in a pod, whose group is never the declared one, by the unpacked passwd, read here by other means than in `src`. */
function expectedIds(user: string, text: string): string {
  const [name = ''] = (user || '0').split(':')
  const line = text
    .split('\n')
    .map(fields => fields.split(':'))
    .find(fields => fields[0] === name || fields[2] === name)
  return `${/^\d+$/.test(name) ? name : line?.[2]}:${line?.[3] ?? 0}`
}

const manifest = (references: readonly string[]) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'all' },
    spec: { containers: references.map((image, index) => ({ name: `c${index}`, image })) },
  })

/** Every image by its name as it is locked, through one way in. */
async function locked(folder: string, way: Way): Promise<ReadonlyMap<string, LockedImage>> {
  const names = Object.keys(images)
  const references = names.map(name => way.reference(name))
  const file = join(folder, 'lock.yaml')
  const { status, stderr } = await program(folder, ['lock', '--lock', file, ...way.options], manifest(references))
  assert.is(status, 0, stderr)
  const lock = readLock(readFileSync(file, 'utf8'), file)
  return new Map(
    names.map((name, index) => {
      const image = lock.image(references[index] ?? '')
      if (image === undefined) throw new Error(`the lock has no ${references[index]}`)
      return [name, image]
    }),
  )
}

interface Way {
  readonly reference: (name: string) => string
  readonly options: readonly string[]
}

/** What a lock says of an image on the platform that all are made for. */
function factsIn(images: ReadonlyMap<string, LockedImage> | undefined, name: string): PlatformFacts {
  const facts = images?.get(name)?.platforms['linux/amd64']
  if (facts === undefined) throw new Error(`nothing is locked of ${name}`)
  return facts
}

async function prove(registry: string): Promise<void> {
  await withFolder({ 'policy.json': '{"default":[{"type":"insecureAcceptAnything"}]}' }, async folder => {
    const servers = await startServers(folder, registry)
    try {
      await run('umoci', 'init', '--layout', `${folder}/layout`)
      for (const [name, shape] of Object.entries(images)) await build(folder, name, shape)
      const ways = await waysOf(folder, servers)
      const found = new Map<string, ReadonlyMap<string, LockedImage>>()
      for (const [way, how] of Object.entries(ways)) found.set(way, await locked(folder, how))
      await compare(folder, found)
      await compareIndex(folder, servers.plain)
      await compareOddIndexes(folder, servers.plain)
      await lockArtifact(folder, servers.plain)
      if (crane !== undefined)
        for (const way of ['plain', 'docker manifest']) await askCrane(crane, ways[way], found.get(way))
    } finally {
      servers.stop()
    }
  })
}

/** Copy every image to every place, and say how each is asked. */
async function waysOf(
  folder: string,
  servers: Awaited<ReturnType<typeof startServers>>,
): Promise<Readonly<Record<string, Way>>> {
  const copy = (...args: readonly string[]) =>
    run('skopeo', '--policy', join(folder, 'policy.json'), 'copy', '-q', ...args)
  const login = `${alice.name}:${alice.password}`
  for (const name of Object.keys(images)) {
    const from = `oci:${folder}/layout:${name}`
    await copy(from, `docker-archive:${folder}/${name}.tar:archive.test/${name}:v1`)
    await copy(
      '--dest-compress',
      '--dest-compress-format',
      'zstd',
      `docker-archive:${folder}/${name}.tar`,
      `oci:${folder}/zstd:${name}`,
    )
    await copy('--dest-tls-verify=false', from, `docker://${servers.plain}/team/${name}:v1`)
    await copy('--dest-tls-verify=false', '-f', 'v2s2', from, `docker://${servers.plain}/docker/${name}:v1`)
    for (const host of [servers.password, servers.token])
      await copy('--dest-tls-verify=false', '--dest-creds', login, from, `docker://${host}/open/${name}:v1`)
  }
  const auth = Buffer.from(login).toString('base64')
  writeFileSync(join(folder, 'auth.json'), JSON.stringify({ auths: { [servers.password]: { auth } } }))
  const names = Object.keys(images)
  const trusted = ['--ca', servers.ca, '--registry-config', join(folder, 'auth.json')]
  return {
    layout: {
      reference: name => `layout.test/${name}:v1`,
      options: names.map(name => `--from-oci-layout=layout.test/${name}:v1=${folder}/layout:${name}`),
    },
    zstd: {
      reference: name => `zstd.test/${name}:v1`,
      options: names.map(name => `--from-oci-layout=zstd.test/${name}:v1=${folder}/zstd:${name}`),
    },
    archive: {
      reference: name => `archive.test/${name}:v1`,
      options: names.map(name => `--from-archive=${folder}/${name}.tar`),
    },
    plain: { reference: name => `${servers.plain}/team/${name}:v1`, options: [] },
    'docker manifest': { reference: name => `${servers.plain}/docker/${name}:v1`, options: [] },
    password: { reference: name => `${servers.password}/open/${name}:v1`, options: trusted },
    token: { reference: name => `${servers.token}/open/${name}:v1`, options: trusted },
  }
}

/** Which image of an index is for which platform; they differ in who runs. */
const platforms = { 'linux/amd64': 'named-user', 'linux/arm64': 'passwd-of-upper-layer' } as const

/** One index of images that are there already, pushed whole: what is locked of each platform, and that they differ. */
async function compareIndex(folder: string, host: string): Promise<void> {
  const reference = `${host}/team/multi:v1`
  const digest = await indexIn(folder)
  const to = ['--dest-tls-verify=false', `docker://${reference}`]
  await run(
    'skopeo',
    '--policy',
    join(folder, 'policy.json'),
    'copy',
    '-q',
    '--all',
    `oci:${folder}/layout:multi`,
    ...to,
  )
  const chosen = Object.keys(platforms).map(platform => `--platform=${platform}`)
  const { image, file } = await lockOf(folder, reference, chosen)
  const users = Object.values(image?.platforms ?? {}).map(({ user }) =>
    'uid' in user ? `${user.uid}:${user.gid}` : '',
  )
  assert.equal(
    [image?.digest, Object.keys(image?.platforms ?? {}), users],
    [digest, Object.keys(platforms), ['999:1000', '7:8']],
  )
  const { stdout } = await program(folder, ['check', '--lock', file], manifest([reference]))
  assert.match(
    stdout,
    `the platforms of ${reference} differ, so these facts count as unknown: user (linux/amd64 999:1000, linux/arm64 7:8)`,
  )
  const none = await program(
    folder,
    ['lock', '--lock', file, '--update', '--platform=linux/s390x'],
    manifest([reference]),
  )
  assert.equal(
    [none.status, none.stderr],
    [2, `seaworthy: ${reference}: the image has nothing for linux/s390x; name what it is for with --platform\n`],
  )
}

/** Indexes of the same images that no tool here makes: without a platform, and one in the other. crane reads them, too. */
async function compareOddIndexes(folder: string, host: string): Promise<void> {
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const get = await fetch(`http://${host}/v2/team/multi/manifests/v1`, { headers: { accept: mediaType } })
  const { manifests } = Object(await get.json())
  const [{ platform: _, ...amd64 }] = manifests
  const put = (tag: string, ...entries: readonly object[]) =>
    putManifest(host, 'team/multi', tag, { mediaType, ...{ manifests: entries } })
  const inner = await put('v2', ...manifests)
  await put('untold', amd64)
  await put('nested', inner)
  await put('twice', { ...(await put('nested', inner)), platform: { os: 'linux', architecture: 'amd64' } })
  for (const tag of ['v1', 'untold', 'nested', 'twice']) {
    const reference = `${host}/team/multi:${tag}`
    const { image } = await lockOf(folder, reference, [])
    const found = image?.platforms['linux/amd64']
    assert.is(found?.user.declared, 'redis', tag)
    if (crane === undefined) continue
    const config = await run(crane, 'config', '--insecure', '--platform', 'linux/amd64', reference)
    assert.is(found?.config, digestOf(Buffer.from(config)), tag)
  }
}

/** A file that is mounted as a volume, as ORAS pushes it: what is locked is its digest. */
async function lockArtifact(folder: string, host: string): Promise<void> {
  const reference = `${host}/team/model:v1`
  const config = await putBlob(host, 'team/model', '{}', 'application/vnd.oci.empty.v1+json')
  const file = await putBlob(host, 'team/model', 'weights', 'application/octet-stream')
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const made = { mediaType, artifactType: 'application/x-model', config, layers: [file] }
  const { digest } = await putManifest(host, 'team/model', 'v1', made)
  const pod = JSON.parse(manifest([]))
  pod.spec.volumes = [{ name: 'model', image: { reference } }]
  const lock = join(folder, 'artifact.yaml')
  const { status, stderr } = await program(folder, ['lock', '--lock', lock], JSON.stringify(pod))
  assert.equal(
    [status, stderr],
    [0, `seaworthy: ${reference}: is an artifact and no image: only its digest is locked\n`],
  )
  assert.equal(readLock(readFileSync(lock, 'utf8'), lock).image(reference), { digest, platforms: {} })
}

/** Write an index into the layout, under the name `multi`; its digest. skopeo makes none, and umoci knows one platform each. */
async function indexIn(folder: string): Promise<string> {
  const layout = join(folder, 'layout')
  await run(
    'umoci',
    'config',
    '--image',
    `${layout}:${platforms['linux/arm64']}`,
    '--tag',
    'arm',
    '--architecture',
    'arm64',
  )
  const { manifests, ...rest } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
  const named = new Map(manifests.map((one: Named) => [one.annotations['org.opencontainers.image.ref.name'], one]))
  const entries = Object.entries({ amd64: platforms['linux/amd64'], arm64: 'arm' }).map(([architecture, name]) => {
    const { annotations: _, ...entry } = Object(named.get(name))
    return { ...entry, platform: { os: 'linux', architecture } }
  })
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries }))
  const digest = digestOf(bytes)
  writeFileSync(join(layout, 'blobs', digest.replace(':', '/')), bytes)
  const entry = { mediaType, digest, size: bytes.length, annotations: { 'org.opencontainers.image.ref.name': 'multi' } }
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ ...rest, manifests: [...manifests, entry] }))
  return digest
}

interface Named {
  readonly annotations: Readonly<Record<string, string>>
}

async function lockOf(folder: string, reference: string, options: readonly string[]) {
  const file = join(folder, 'one.yaml')
  const { status, stderr } = await program(folder, ['lock', '--lock', file, ...options], manifest([reference]))
  assert.is(status, 0, stderr)
  return { file, image: readLock(readFileSync(file, 'utf8'), file).image(reference) }
}

/** The program as it is installed. */
async function program(folder: string, args: readonly string[], input: string) {
  const command = [`${await installedPackage()}/dist/cli.cjs`, ...args]
  return ended({ command: process.execPath, args: command, cwd: folder, input })
}

/** All ways lead to the same facts, and these are the image's own. */
async function compare(folder: string, found: ReadonlyMap<string, ReadonlyMap<string, LockedImage>>): Promise<void> {
  const layout = found.get('layout')
  for (const [way, images] of found)
    for (const name of images.keys()) {
      const { config, ...rest } = factsIn(images, name)
      assert.match(config, /^sha256:/)
      const { config: _, ...want } = factsIn(layout, name)
      assert.equal(rest, want, `${name} by ${way}`)
    }
  for (const name of Object.keys(images)) {
    const { config, passwd: text } = await unpacked(folder, name)
    const { user } = factsIn(layout, name)
    const got = 'uid' in user ? `${user.uid}:${user.gid}` : 'unknown'
    assert.is(got, expectedIds(config.User ?? '', text), name)
  }
  assert.equal(factsIn(layout, 'file-capability').fileCapabilities, { '/bin/serve': ['NET_BIND_SERVICE'] })
  assert.equal(factsIn(layout, 'root-then-gosu').switchesTo, { uid: 999, gid: 1000 })
  assert.equal(factsIn(layout, 'root-then-gosu').paths, { '/data': { owner: '999:1000', mode: '0755' } })
}

/** Digest and config of each image, as another client is told them. */
async function askCrane(crane: string, way: Way | undefined, images: ReadonlyMap<string, LockedImage> | undefined) {
  for (const [name, { digest }] of images ?? []) {
    const reference = way?.reference(name) ?? ''
    assert.is(digest, (await run(crane, 'digest', '--insecure', reference)).trim(), reference)
    const { config = {} } = JSON.parse(await run(crane, 'config', '--insecure', reference))
    const { user, entrypoint, cmd, volumes } = factsIn(images, name)
    assert.equal(
      [user.declared, entrypoint, cmd, volumes],
      [config.User ?? '', config.Entrypoint ?? [], config.Cmd ?? [], Object.keys(config.Volumes ?? {})],
      reference,
    )
  }
}

const ways = 'locked by every way in'
const distribution = await toolFor(`${ways}, of distribution v3`, 'distribution')
const crane = await toolFor(`${ways}, and asked by crane`, 'crane')

if (obstacle === undefined)
  table(
    `${ways} (layout, zstd, archive, plain, password, token), of the registry`,
    {
      'of Debian, 2.8': 'docker-registry',
      ...(distribution !== undefined && { 'of its newest version, 3': distribution }),
    },
    prove,
  )
else skipped(ways, obstacle)
