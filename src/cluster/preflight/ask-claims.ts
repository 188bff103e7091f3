import { inTurns } from '../../manifest/turns.ts'
import type { ValueMap } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import { podCount } from '../../workload/pod/pod-count.ts'
import { askPatiently, atOnce } from '../patient.ts'
import { objectAmounts } from './amounts.ts'
import { claimsMadeFor, type MadeClaims } from './claims.ts'
import { type Answered, dryRun } from './dry-run.ts'
import type { PlacedAsk } from './quota-concerns.ts'
import { type KnownSubject, metadataOf, type Run } from './run.ts'

/** Claims that will be made, how many of them, and what the server said of one. */
export interface AskedClaims {
  readonly made: MadeClaims
  readonly times: number
  readonly answered: Answered
}

const plural = 'persistentvolumeclaims'

/** Ask about the claims that come with the pods of an object, but for those that are there already. */
export async function askClaims(
  run: Run,
  one: KnownSubject,
  live: ValueMap | undefined,
): Promise<readonly AskedClaims[]> {
  const { object, namespace } = one
  const further = Math.max(0, podCount(object.value) - (live === undefined ? 0 : podCount(live)))
  const asked = await inTurns(claimsMadeFor(one), atOnce, async made => {
    const times = made.names === undefined ? further : await absent(run, made.names, namespace)
    if (times === 0) return []
    const ref = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: '' }
    const where = { resource: { plural, isNamespaced: true }, namespace }
    return [{ made, times, answered: await dryRun(run.cluster, { ref, value: made.claim }, where) }]
  })
  return asked.flat()
}

/** How many of them are not there, nor among the manifests, which count for themselves. */
async function absent(run: Run, names: readonly string[], namespace: string): Promise<number> {
  const written = new Set(
    run.subjects.flatMap(({ object: { ref } }) => (ref.kind === 'PersistentVolumeClaim' ? [ref.name] : [])),
  )
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/${plural}`
  const states = await inTurns(
    names.filter(name => !written.has(name)),
    atOnce,
    async name => (await askPatiently(run.cluster, metadataOf(`${path}/${encodeURIComponent(name)}`))).status,
  )
  return states.filter(status => status !== 200).length
}

/** What claims add to the quotas of their namespace, by the name of who makes them. */
export function claimAsk(object: ObjectView, { made, times, answered }: AskedClaims): PlacedAsk {
  const amounts = objectAmounts(answered.accepted ?? made.claim, plural)
  const name = `${object.ref.kind}/${object.ref.name}`
  return { ask: { name, times, amounts, pod: undefined }, object, path: made.path }
}
