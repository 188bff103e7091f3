import type { ValueMap } from '../../src/manifest/value.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { type Api, messageOf } from './api.ts'

/**
 * A namespace that enforces a level from now on, and warns about workloads whose pods it would refuse; with its service account, which the controller manager of a whole cluster makes
 * too: a bare API server has none.
 */
export async function makeNamespace(api: Api, name: string, level: Level): Promise<string> {
  const labels = {
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/enforce-version': 'latest',
    'pod-security.kubernetes.io/warn': level,
    'pod-security.kubernetes.io/warn-version': 'latest',
  }
  const answer = await make(api, '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  })
  if (answer === 'was there') await relabel(api, name, labels)
  await make(api, `/api/v1/namespaces/${name}/serviceaccounts`, serviceAccount)
  return name
}

const serviceAccount: ValueMap = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }

async function relabel(api: Api, name: string, labels: ValueMap): Promise<void> {
  const answer = await api.ask({ method: 'PATCH', path: `/api/v1/namespaces/${name}`, body: { metadata: { labels } } })
  if (answer.status >= 300) throw new Error(`namespace ${name}: ${messageOf(answer)}`)
}

/** Make an object; one of that name that is there already is left as it is. */
export async function make(api: Api, path: string, body: ValueMap): Promise<'made' | 'was there'> {
  const answer = await api.ask({ method: 'POST', path, body })
  if (answer.status === 409) return 'was there'
  if (answer.status >= 300) throw new Error(`POST ${path}: ${messageOf(answer)}`)
  return 'made'
}
