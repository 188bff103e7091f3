import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundleInto } from '../scripts/bundle.ts'
import { billOfMaterials } from '../scripts/sbom.ts'
import { situation, table } from './table.ts'

const work = mkdtempSync(join(tmpdir(), 'seaworthy-sbom-'))
const packages = await bundleInto(work)
rmSync(work, { recursive: true })

interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses?: readonly object[]
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}

const debian = [{ name: 'libc6', version: '2.36-9+deb12u14', architecture: 'amd64' }]
const bill: { readonly components: readonly Component[] } = JSON.parse(
  billOfMaterials(packages, { node: '24.21.0', debian }),
)

situation('the bill names every package of the bundle once', () => {
  assert.equal(
    bill.components.map(({ name }) => name),
    [...[...new Set(packages)].toSorted(), 'node', 'libc6'],
  )
})

table(
  'the bill knows of',
  Object.fromEntries(bill.components.slice(0, -2).map(component => [component.name, component])),
  ({ name, version, purl, licenses, hashes }) => {
    assert.is(purl, `pkg:npm/${name.replace('@', '%40')}@${version}`)
    assert.is(licenses?.length, 1)
    // The sum that npm compares what it fetches with.
    assert.match(hashes?.[0]?.content ?? '', /^[0-9a-f]{128}$/)
  },
)

situation('a package of Debian is named as scanners look it up', () => {
  assert.is(bill.components.at(-1)?.purl, 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64')
})
