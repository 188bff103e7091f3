import type { Observation } from '../../workload/finding/finding.ts'
import { versionAdvice } from './field-words.ts'
import type { Sentence } from './message.ts'
import { andMore } from './plural.ts'

type UnknownKind = Extract<Observation, { readonly code: 'unknown-kind' }>

/** A kind that is not served, and what to write instead. */
export function kindWords(observation: UnknownKind): Sentence {
  const { apiVersion, kind } = observation
  if (observation.by === 'kubernetes')
    return {
      message: `Kubernetes 1.${observation.minor} has no ${kind} in ${apiVersion}`,
      advice: meantKind(observation),
    }
  return {
    message: `the cluster does not know ${kind} of ${apiVersion}${andMore(observation.further)}`,
    advice: 'install its CustomResourceDefinition, or correct apiVersion and kind',
  }
}

function meantKind(observation: Extract<UnknownKind, { readonly by: 'kubernetes' }>): string {
  const { apiVersion, kind, meant, versions, isOlder } = observation
  if (meant === undefined)
    return versions === undefined ? 'correct apiVersion and kind, or remove the object' : versionAdvice(versions)
  const elsewhere = meant.apiVersion === apiVersion ? '' : ` of ${meant.apiVersion}`
  if (meant.kind !== kind) return `did you mean ${meant.kind}${elsewhere}?`
  const use = `use ${kind}${elsewhere}`
  if (versions?.first !== undefined) return versionAdvice(versions)
  if (versions !== undefined) return `${use}; ${versionAdvice(versions)}`
  return isOlder === undefined ? use : `${use}; a chart may need helm's --api-versions ${meant.apiVersion} to print it`
}
