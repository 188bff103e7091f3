import { ClusterError } from '../error.ts'
import { textAt } from '../manifest/value.ts'
import type { ClusterAnswer, ClusterRequest } from './cluster.ts'
import { foreignSentence, isForeign } from './foreign.ts'

/** What a request needs the right for, as RBAC names it. */
export interface Right {
  readonly verb: string
  /** Empty for the core group. */
  readonly group: string
  /** With a sub-resource as RBAC writes it: `pods/log`. */
  readonly resource: string
  readonly namespace: string | undefined
}

/** The right that a request needs (`k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`); undefined for no resource's path. */
export function rightFor({ method, path, query }: ClusterRequest): Right | undefined {
  const parts = path
    .split('/')
    .filter(part => part !== '')
    .map(decodeURIComponent)
  const [root, second = ''] = parts
  if (root !== 'api' && root !== 'apis') return undefined
  const rest = parts.slice(root === 'api' ? 2 : 3)
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2
  const [resource, name, sub] = isNamespaced ? rest.slice(2) : rest
  if (resource === undefined) return undefined
  return {
    verb: verbOf(method, name !== undefined, query?.watch === 'true' || query?.watch === '1'),
    group: root === 'api' ? '' : second,
    resource: sub === undefined ? resource : `${resource}/${sub}`,
    namespace: isNamespaced ? rest[1] : undefined,
  }
}

function verbOf(method: ClusterRequest['method'], hasName: boolean, isWatch: boolean): string {
  switch (method) {
    case 'GET':
      if (isWatch) return 'watch'
      return hasName ? 'get' : 'list'
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return hasName ? 'delete' : 'deletecollection'
  }
}

/** `create pods in namespace agents`, `list storageclasses.storage.k8s.io`. */
export function spelledRight({ verb, group, resource, namespace }: Right): string {
  const whole = group === '' ? resource : `${resource}.${group}`
  return `${verb} ${whole}${namespace === undefined ? '' : ` in namespace ${namespace}`}`
}

/**
 * Whether a refusal is for want of a right, and not by admission, which answers 403 as well
 * (`apiserver/pkg/endpoints/handlers/responsewriters/errors.go`, `forbiddenMessage`).
 */
export function isMissingRight({ status, body }: ClusterAnswer): boolean {
  return status === 403 && /\bcannot \S+ (?:resource|path) "/.test(textAt(body, 'message') ?? '')
}

/** Credentials that an API server does not know, as basic authentication since 1.19, count for none. */
const nobody = 'the API server does not accept the credentials of the kubeconfig'

/** The error for an answer that is a refusal where nothing can go on without the thing. */
export function refused(request: ClusterRequest, answer: ClusterAnswer): ClusterError {
  const right = isMissingRight(answer) ? rightFor(request) : undefined
  const message = textAt(answer.body, 'message') ?? ''
  if (isMissingRight(answer) && message.includes('User "system:anonymous"'))
    return new ClusterError('credentials', `${nobody}; log in, or fetch the kubeconfig again (${message})`)
  if (right !== undefined)
    return new ClusterError('refused', `you may not ${spelledRight(right)}; ask for that right (${message})`)
  const where = `${request.method} ${request.path}`
  if (isForeign(answer)) return new ClusterError('broken', `${where}: ${foreignSentence(answer)}`)
  const advice = answer.status === 429 || answer.status >= 500 ? '; try again' : ''
  return new ClusterError('refused', `${where}: ${message || 'no reason given'} (${answer.status})${advice}`)
}

/** The error for a list that is continued again and again. */
export function withoutEnd(path: string): ClusterError {
  return new ClusterError('broken', `GET ${path}: the list does not end; check server in the kubeconfig`)
}
