import * as assert from 'uvu/assert'
import { listAt, textAt } from '../../src/manifest/value.ts'
import { type Kind, kubernetesAt } from '../../src/schema/types.ts'
import { unservedKind } from '../../src/schema/unserved-kind.ts'
import { table } from '../table.ts'
import type { Api } from './api.ts'
import { apiFor } from './here.ts'
import { proven } from './proven.ts'

const api = apiFor('served kinds')
if (api !== undefined) {
  table('kinds', { 'that the server serves are served': api }, async server => {
    const types = kubernetesAt(Number(textAt((await server.ask({ method: 'GET', path: '/version' })).body, 'minor')))
    const kinds = await servedKinds(server)
    const wrong = kinds.filter(kind => unservedKind(kind, types) !== undefined)
    proven('kinds that the API server serves are not called unknown', kinds.length - wrong.length, kinds.length)
    assert.ok(kinds.length > 60)
    assert.equal(wrong, [])
  })
  table('misspelt, too old or too new kinds', { 'are not served': api }, async server => {
    const kinds = (await servedKinds(server)).flatMap(variants)
    const types = kubernetesAt(Number(textAt((await server.ask({ method: 'GET', path: '/version' })).body, 'minor')))
    const unserved = kinds.filter(kind => unservedKind(kind, types) !== undefined)
    const served = await Promise.all(unserved.map(({ apiVersion, kind }) => server.resourceOf(apiVersion, kind)))
    proven('kinds that are called unknown are none of the API server', served.filter(isNone).length, unserved.length)
    assert.ok(unserved.length > kinds.length / 2)
    assert.equal(
      served.filter(found => !isNone(found)),
      [],
    )
  })
  table('no connection is left open', { 'to the API server': api }, one => one.close())
}

function isNone(found: unknown): boolean {
  return found === undefined
}

/** Another version, another group, a letter less. */
function variants({ apiVersion, kind }: Kind): readonly Kind[] {
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1)
  return [
    { apiVersion, kind: kind.slice(0, -1) },
    { apiVersion, kind: kind.toLowerCase() },
    { apiVersion: apiVersion.replace(/v\d\w*$/, 'v1beta1'), kind },
    { apiVersion: apiVersion.replace(/v\d\w*$/, 'v3'), kind },
    { apiVersion: `extensions/${version}`, kind },
  ]
}

/** Every kind of the server that has objects of its own. Subresources have a slash in their names. */
async function servedKinds(server: Api): Promise<readonly Kind[]> {
  const groups = listAt((await server.ask({ method: 'GET', path: '/apis' })).body, 'groups')
  const versions = groups.flatMap(group =>
    listAt(group, 'versions').map(version => textAt(version, 'groupVersion') ?? ''),
  )
  const kinds = await Promise.all(['v1', ...versions].map(apiVersion => kindsAt(server, apiVersion)))
  return kinds.flat().filter(({ apiVersion }) => isKubernetes(apiVersion))
}

async function kindsAt(server: Api, apiVersion: string): Promise<readonly Kind[]> {
  const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`
  const resources = listAt((await server.ask({ method: 'GET', path })).body, 'resources')
  return resources.flatMap(resource => {
    const [kind, name] = [textAt(resource, 'kind'), textAt(resource, 'name')]
    return kind === undefined || name?.includes('/') ? [] : [{ apiVersion, kind }]
  })
}

/** Other tests define kinds of their own in the same server. */
function isKubernetes(apiVersion: string): boolean {
  return !/\.example\//.test(apiVersion)
}
