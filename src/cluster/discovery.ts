import { isMap, listAt, textAt } from '../manifest/value.ts'
import type { Cluster } from './cluster.ts'
import { askPatiently } from './patient.ts'
import { refused } from './refusal.ts'

/** Where the objects of a kind live. */
export interface Resource {
  readonly plural: string
  readonly isNamespaced: boolean
}

/** Tells where the server keeps a kind; undefined where it does not know it. Each group is asked for once. */
export type Discovery = (apiVersion: string, kind: string) => Promise<Resource | undefined>

/** What the server serves, asked for when it is needed. */
export function discovery(cluster: Pick<Cluster, 'ask'>): Discovery {
  const groups = new Map<string, Promise<ReadonlyMap<string, Resource>>>()
  return async (apiVersion, kind) => {
    if (!apiVersionForm.test(apiVersion)) return undefined
    const found = groups.get(apiVersion) ?? discover(cluster, apiVersion)
    groups.set(apiVersion, found)
    return (await found).get(kind)
  }
}

/** What can be one, and is no path or query of something else. */
const apiVersionForm = /^(?:[a-z\d][a-z\d.-]*\/)?[a-z\d][a-z\d-]*$/i

async function discover(cluster: Pick<Cluster, 'ask'>, apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
  const request = { method: 'GET', path: groupPath(apiVersion) } as const
  const answer = await askPatiently(cluster, request)
  if (answer.status === 404) return new Map()
  if (answer.status !== 200) throw refused(request, answer)
  const entries = listAt(answer.body, 'resources')
    .filter(isMap)
    .flatMap((entry): [string, Resource][] => {
      const [kind, plural] = [textAt(entry, 'kind'), textAt(entry, 'name')]
      // Sub-resources have a slash in their names, and are nobody's home.
      if (kind === undefined || plural === undefined || plural.includes('/')) return []
      return [[kind, { plural, isNamespaced: entry.namespaced === true }]]
    })
  return new Map(entries)
}

/** `/api/v1` for the core, `/apis/GROUP/VERSION` else. */
function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

/**
 * Whether an object may have a name (`NameMayNotBe`, `NameMayNotContain` of apimachinery/pkg/api/validation/path). One by
 * any other is not there, and to ask for it would be to ask for something else.
 */
export function isNameInPath(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name)
}

/** Where objects of a resource are made. */
export function collectionPath(apiVersion: string, { plural, isNamespaced }: Resource, namespace: string): string {
  const place = isNamespaced ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${groupPath(apiVersion)}${place}/${plural}`
}
