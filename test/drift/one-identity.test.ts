import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { tool } from '../../scripts/tools.ts'
import { check, readPolicy, renderAgent, renderWorkerJob, type ValuesInput } from '../../src/index.ts'
import { effective } from '../../src/workload/pod/effective.ts'
import { containersOf, type PodView } from '../../src/workload/pod/pod.ts'
import { renderMany } from '../charts/agent-probe.ts'
import { podsIn } from '../render/smallest.ts'
import { situation, skipped } from '../table.ts'
import { type Inputs, inputs, policyOf, valuesOf } from './inputs.ts'

const samples = fc.sample(inputs, { seed: 20261121, numRuns: 40 })
const task = { id: 'one', prompt: 'go' }

function masterOf(given: Inputs): string {
  return renderAgent(valuesOf(given)).text
}

function workerOf(given: Inputs): string {
  return renderWorkerJob(valuesOf(given), task).text
}

/** Who the main container runs as, with every group that opens its volumes. */
function identityOf(text: string): object {
  const [pod] = podsIn(text)
  const [main] = pod === undefined ? [] : containersOf(pod).filter(({ role }) => role === 'main')
  if (pod === undefined || main === undefined) throw new Error('no main container')
  const said = (field: 'runAsUser' | 'runAsGroup') => effective(pod, main, field)
  return { user: said('runAsUser'), group: said('runAsGroup'), groups: groupsOf(pod) }
}

function groupsOf({ spec }: PodView): unknown {
  return JSON.parse(JSON.stringify(spec.securityContext ?? null))
}

situation('master and worker of one values file run as one identity', () => {
  for (const given of samples) {
    const { user, group } = given
    assert.equal(identityOf(masterOf(given)), identityOf(workerOf(given)), JSON.stringify(given))
    assert.equal({ ...identityOf(masterOf(given)), groups: null }, { user, group, groups: null })
  }
})

/** What is found of shared claims in a stream of a master and a worker. */
function conflicts(master: Inputs, worker: Inputs): string[] {
  const { findings } = check(masterOf(master) + workerOf(worker), { policy: readPolicy(policyOf(master), 'p') })
  return findings.flatMap(({ code }) => (code === 'claim-conflict' ? [code] : []))
}

situation('master and worker of one values file agree on every claim that they share', () => {
  for (const given of samples) assert.equal(conflicts(given, given), [], JSON.stringify(given))
})

situation('a master and a worker of two values files do not', () => {
  const others = samples.map(given => ({ ...given, user: 4711, group: 4712, fsGroup: undefined }))
  const disagreeing = samples.filter((given, index) => conflicts(given, others[index] ?? given).length > 0)
  assert.ok(disagreeing.length > samples.length / 2)
})

/** Ids that stand for nothing else in a manifest. */
const before = { user: 1234567801, group: 1234567802, fsGroup: 1234567803 }
const after = { user: 1876543201, group: 1876543202, fsGroup: 1876543203 }

function changed(text: string): string {
  const ids = Object.entries(before)
  const replaced = ids.reduce((all, [field, id]) => all.replaceAll(String(id), String(Reflect.get(after, field))), text)
  assert.is.not(replaced, text)
  return replaced
}

situation('an id that is changed in one place changes everywhere, and nothing else does', () => {
  for (const given of samples)
    for (const rendered of [masterOf, workerOf])
      assert.is(rendered({ ...given, ...after }), changed(rendered({ ...given, ...before })))
})

for (const major of ['helm3', 'helm4'] as const) {
  const helm = await tool(major)
  if (helm === undefined) {
    skipped(`an id that is changed in one place changes everywhere in the chart, under ${major}`, `no ${major}`)
    continue
  }

  situation(`an id that is changed in one place changes everywhere in the chart, under ${major}`, async () => {
    const some = samples.slice(0, 6)
    const values = (ids: object): ValuesInput[] => some.map(given => valuesOf({ ...given, ...ids }))
    const [old, now] = [await renderMany(helm, values(before)), await renderMany(helm, values(after))]
    assert.equal(now, old.map(changed))
  })
}
