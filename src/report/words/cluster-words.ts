import type { Observation } from '../../workload/finding/finding.ts'
import type { MissingEffect, NotAskedReason } from '../../workload/reason/cluster-reason.ts'

/** What happens while something is missing. */
export const missingEffectWords: Readonly<Record<MissingEffect, string>> = {
  'namespace-empty': 'nothing can be created in it',
  'pods-refused': 'the API server refuses the pods that name it',
  'pods-pending': 'its pods wait in Pending',
  'claim-pending': 'the claim stays Pending unless a volume of that class is there',
  'mounts-wait': 'its pods wait in ContainerCreating',
  'variables-wait': 'its containers wait in CreateContainerConfigError',
  'images-not-pulled': 'images that need it cannot be pulled',
}

/** Why the cluster was not asked about something. */
export function notAskedWords(reason: NotAskedReason): string {
  switch (reason.code) {
    case 'namespace-absent':
      return `namespace ${reason.namespace} is not there yet`
    case 'kind-absent':
      return `the definition of ${reason.kind} is not there yet`
    case 'webhook-without-dry-run':
      return `the webhook ${reason.webhook} does not support dry runs`
  }
}

/** What to do so that it can be asked. */
export const notAskedAdvice: Readonly<Record<NotAskedReason['code'], string>> = {
  'namespace-absent': 'create the Namespace, then run preflight again',
  'kind-absent': 'apply the CustomResourceDefinition, then run preflight again',
  'webhook-without-dry-run':
    'it does not declare its side effects; what it says is known only when the object is applied',
}

/** What one object asks of a quota: `Deployment/web 3 × 500m`. */
export function askWords({ object, times, each, during }: QuotaAsk): string {
  if (during === 'rollout') return `${object} ${each} for one more pod during its rollout`
  return times === 1 ? `${object} ${each}` : `${object} ${times} × ${each}`
}

type QuotaAsk = Extract<Observation, { readonly code: 'quota-exceeded' }>['by'][number]
