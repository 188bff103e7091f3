import { textAt } from '../manifest/value.ts'
import type { ClusterAnswer } from './cluster.ts'

/**
 * Whether somebody on the way answered, and not the API server, all of whose words have a kind: a login page is a success,
 * too, and an empty list to whoever looks for its items. Of what it does not serve at all the API server says what Go says.
 */
export function isForeign({ status, body }: ClusterAnswer): boolean {
  if (textAt(body, 'kind') !== undefined) return false
  return status !== 404 || textAt(body, 'message') !== '404 page not found'
}

/** What to say of such an answer. */
export function foreignSentence({ status }: Pick<ClusterAnswer, 'status'>, who = 'it'): string {
  const advice = 'a proxy or a login page may stand in between: check server in the kubeconfig'
  return `${who} does not answer as a Kubernetes API server does (${status}); ${advice}`
}
