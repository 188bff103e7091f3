import type { Contradiction } from '../../workload/finding/finding.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { ClaimFacts } from '../model/mount.ts'
import { storageFactsOf } from '../model/volume/facts.ts'
import { type Provisioned, provisioned } from '../model/volume/provision.ts'
import type { PodWithVerdicts } from './judged.ts'

/** Where policy and lock say different things of a class or a claim: each is told once, at its first mount. */
export function storageContradictions(
  pods: readonly PodWithVerdicts[],
  settings: Settings,
  told: Set<string>,
): readonly PodObservation[] {
  if (settings.cluster === undefined) return []
  return pods.flatMap(({ pod, verdicts }) =>
    verdicts.flatMap(({ container, index, facts }) => {
      const found = facts?.claim === undefined ? [] : contradictionsOf(facts.claim, settings)
      const fresh = found.filter(({ subject }) => !told.has(keyOf(subject)))
      for (const { subject } of fresh) told.add(keyOf(subject))
      const path = [...container.path, 'volumeMounts', index]
      return fresh.map(
        observation => ({ pod, container: container.name, path, severity: 'warning', observation }) as const,
      )
    }),
  )
}

function contradictionsOf(claim: ClaimFacts, settings: Settings): readonly Contradiction[] {
  return [...ofClass(claim, settings), ...ofDefault(claim, settings), ...ofClaim(claim, settings)]
}

/** A claim of the class is judged twice: by the policy without the lock, and by the lock without the policy. */
function ofClass({ storageClass, accessModes }: ClaimFacts, settings: Settings): readonly Contradiction[] {
  const row = settings.storageClasses.get(storageClass ?? '')
  if (storageClass === undefined || row === undefined || settings.cluster?.storageClass(storageClass) === undefined)
    return []
  const asked = { className: storageClass, stated: undefined, accessModes }
  const { assume: _, ...rest } = settings
  const policy = provisioned(asked, undefined, storageFactsOf([]), rest)
  const locked = provisioned(asked, undefined, storageFactsOf([], [], settings.cluster), {
    ...rest,
    storageClasses: new Map(),
  })
  return contradiction({ of: 'class', name: storageClass }, 'source', sourceOf(policy), sourceOf(locked))
}

/** `csi ebs.csi.aws.com`; undefined where it is open. */
function sourceOf(model: Provisioned | undefined): string | undefined {
  if (model === undefined || model.plugin === 'unknown') return undefined
  return model.driver === undefined ? model.plugin : `${model.plugin} ${model.driver}`
}

function ofDefault({ storageClass }: ClaimFacts, { defaultStorageClass, cluster }: Settings): readonly Contradiction[] {
  if (storageClass === undefined || storageClass !== defaultStorageClass) return []
  return contradiction({ of: 'default-class', name: '' }, 'name', defaultStorageClass, cluster?.defaultClass())
}

function ofClaim({ namespace, name }: ClaimFacts, { claims, cluster }: Settings): readonly Contradiction[] {
  if (namespace === undefined) return []
  const key = `${namespace}/${name}`
  const row = claims.get(key) ?? claims.get(name)
  return contradiction({ of: 'claim', name: key }, 'source', row?.source, cluster?.claim(key)?.source)
}

/** A source without its driver agrees with one that has it. */
function contradiction(
  subject: Contradiction['subject'],
  field: string,
  policy: string | undefined,
  locked: string | undefined,
): readonly Contradiction[] {
  if (policy === undefined || locked === undefined || agree(policy, locked)) return []
  return [{ code: 'cluster-fact-contradiction', subject, facts: [{ field, policy, locked }] }]
}

function agree(policy: string, locked: string): boolean {
  return policy === locked || locked.startsWith(`${policy} `) || policy.startsWith(`${locked} `)
}

function keyOf({ of, name }: Contradiction['subject']): string {
  return `contradiction ${of}/${name}`
}
