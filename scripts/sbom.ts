/**
 * What a release is made of, as CycloneDX 1.6: `npm run sbom` writes `release/sbom.cdx.json`. The package names no
 * dependencies, since their code is in its bundle, so no scanner could tell from it. The executable also holds Node, and the
 * image (`image.cdx.json`) libraries of Debian.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import manifest from '../package.json' with { type: 'json' }
import { bundleInto } from './bundle.ts'
import { toolVersion } from './tools.ts'

const root = resolve(import.meta.dirname, '..')

/** A part of a release that somebody else made. */
interface Component {
  readonly type: 'library' | 'application'
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses?: readonly object[]
  readonly hashes?: readonly object[]
}

/** A package of Debian, as `dpkg-deb -f` names it. */
export interface DebianPackage {
  readonly name: string
  readonly version: string
  readonly architecture: string
}

/** The bill of packages below `node_modules` whose code is in the bundle, of a Node, and of packages of Debian. */
export function billOfMaterials(
  packages: readonly string[],
  { node, debian = [] }: { readonly node?: string; readonly debian?: readonly DebianPackage[] } = {},
): string {
  const { name, version, license } = manifest
  const subject = {
    type: 'application',
    name,
    version,
    purl: `pkg:npm/${name}@${version}`,
    licenses: [licence(license)],
  }
  const components = [
    ...[...new Set(packages)].toSorted().map(npmComponent),
    ...(node === undefined ? [] : [nodeComponent(node)]),
    ...debian.map(debianComponent),
  ]
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: subject },
    components,
  }
  return `${JSON.stringify(bill, null, 2)}\n`
}

function npmComponent(path: string): Component {
  const folder = join(root, 'node_modules', path)
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const integrity = lockedIntegrity(path)
  return {
    type: 'library',
    name,
    version,
    // The @ of a scope is written as %40.
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [licence(license)],
    ...(integrity !== undefined && { hashes: [integrity] }),
  }
}

function nodeComponent(version: string): Component {
  return {
    type: 'application',
    name: 'node',
    version,
    purl: `pkg:generic/node@${version}`,
    licenses: [licence('MIT')],
  }
}

function debianComponent({ name, version, architecture }: DebianPackage): Component {
  const place = `${name}@${encodeURIComponent(version)}?arch=${architecture}`
  return { type: 'library', name, version, purl: `pkg:deb/debian/${place}` }
}

/** One licence by its SPDX id, several as an expression. */
function licence(text: string): object {
  return /^[\w.+-]+$/.test(text) ? { license: { id: text } } : { expression: text.replace(/^\((.*)\)$/, '$1') }
}

interface Locked {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>
}

const locked: Locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))

/** npm writes base64, CycloneDX hexadecimal digits. */
function lockedIntegrity(path: string): object | undefined {
  const [algorithm, sum] = locked.packages[`node_modules/${path}`]?.integrity?.split('-') ?? []
  if (algorithm !== 'sha512' || sum === undefined) return undefined
  return { alg: 'SHA-512', content: Buffer.from(sum, 'base64').toString('hex') }
}

async function main(): Promise<void> {
  const [release, work] = [join(root, 'release'), mkdtempSync(join(tmpdir(), 'seaworthy-sbom-'))]
  mkdirSync(release, { recursive: true })
  const packages = await bundleInto(work)
  rmSync(work, { recursive: true })
  writeFileSync(join(release, 'sbom.cdx.json'), billOfMaterials(packages, { node: toolVersion('node24') }))
  process.stdout.write(`${join(release, 'sbom.cdx.json')}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
