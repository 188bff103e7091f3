import { setTimeout as wait } from 'node:timers/promises'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, type Value, type ValueMap } from '../../src/manifest/value.ts'
import type { Api } from './api.ts'
import { serverOf } from './kubeconfig.ts'
import { make } from './namespaces.ts'

/** The first document of a text. */
export function documentOf(text: string): ValueMap {
  return documentsOf(text)[0] ?? {}
}

/** The documents of a text that are maps. */
export function documentsOf(text: string): readonly ValueMap[] {
  const stream = splitStream(text)
  return stream.documents.map(span => readDocument(stream, span).value).filter(isMap)
}

/** Give a user a ClusterRole of these rules, and wait until the server knows. */
export async function grant(server: Api, name: string, rules: readonly Value[]): Promise<void> {
  const [group, apiVersion] = ['/apis/rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1']
  const metadata = { name }
  await server.ask({ method: 'DELETE', path: `${group}/clusterroles/${name}` })
  await make(server, `${group}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata, rules })
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }]
  await make(server, `${group}/clusterrolebindings`, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef,
    subjects,
  })
  await wait(1000)
}

/** A kubeconfig in which the administrator acts as each of some users, by a context of the user's name. */
export function kubeconfigAs(kubeconfig: string, users: readonly string[], namespace: string): string {
  const { url, token = '', ca } = serverOf(kubeconfig)
  const cluster = { server: url.origin, ...(ca && { 'certificate-authority-data': ca.toString('base64') }) }
  return JSON.stringify({
    clusters: [{ name: 'c', cluster }],
    users: users.map(as => ({ name: as, user: { token, as } })),
    contexts: users.map(name => ({ name, context: { cluster: 'c', user: name, namespace } })),
  })
}
