import { setTimeout as wait } from 'node:timers/promises'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
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

/** Give a user what roles grant, and wait until the server knows. A Role that names no namespace is one of `namespace`. */
export async function grant(
  server: Api,
  user: string,
  roles: readonly ValueMap[],
  namespace = 'default',
): Promise<void> {
  const [group, apiVersion] = ['rbac.authorization.k8s.io', 'rbac.authorization.k8s.io/v1']
  for (const { kind, rules = [], ...role } of roles) {
    const where = kind === 'Role' ? `/namespaces/${textAt(mapAt(role, 'metadata'), 'namespace') ?? namespace}` : ''
    const base = `/apis/${apiVersion}${where}/${String(kind).toLowerCase()}`
    const metadata = { name: user }
    await server.ask({ method: 'DELETE', path: `${base}s/${user}` })
    await make(server, `${base}s`, { apiVersion, kind: kind ?? '', metadata, rules })
    const roleRef = { apiGroup: group, kind: kind ?? '', name: user }
    const subjects = [{ apiGroup: group, kind: 'User', name: user }]
    await make(server, `${base}bindings`, { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects })
  }
  await wait(1000)
}

/** The roles without the rules for some resources. */
export function withoutRules(roles: readonly ValueMap[], isOut: (resource: string) => boolean): readonly ValueMap[] {
  return roles.map(role => ({
    ...role,
    rules: listAt(role, 'rules').filter(rule => !isOut(String(listAt(rule, 'resources')[0]))),
  }))
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
