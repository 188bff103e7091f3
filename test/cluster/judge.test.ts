import * as assert from 'uvu/assert'
import { mapAt, textAt } from '../../src/manifest/value.ts'
import { table } from '../table.ts'
import { itemsOf } from './api.ts'
import { type Drivers, startDrivers } from './csi/driver.ts'
import { apiFor, nodeFor } from './here.ts'
import type { Case } from './judge/case.ts'
import { caseOf } from './judge/generate.ts'
import { namespace } from './judge/manifest.ts'
import { known } from './judge/rows.ts'
import { hardenedSentences } from './judge/sentences.ts'
import { smallest } from './judge/smaller.ts'
import { breaches, levelOf, type Node, type Trial, tryAll, type Variant, variants } from './judge/trial.ts'
import { makeNamespace } from './namespaces.ts'
import { proven } from './proven.ts'

const pods = Number(process.env.SEAWORTHY_JUDGE_PODS ?? 60)
const seed = Number(process.env.SEAWORTHY_JUDGE_SEED ?? 20261128)

const api = apiFor('the kernel and the verdicts')
const folder = nodeFor('the kernel and the verdicts')
if (api !== undefined && folder !== undefined) {
  await makeNamespace(api, namespace, 'privileged')
  const [machine] = itemsOf(await api.ask({ method: 'GET', path: '/api/v1/nodes' }))
  const hostname = textAt(mapAt(mapAt(machine, 'metadata'), 'labels'), 'kubernetes.io/hostname') ?? ''
  prove({ api, folder, hostname }, await startDrivers(api, folder, hostname))
}

function prove(node: Node, drivers: Drivers): void {
  // All at once: a pod takes as long as many.
  const rows = Object.entries(known).map(([name, one]) => ({ ...one, name }))
  const tried = tryAll(node, rows, variants)
  tried.catch(() => undefined) // told by the first row
  table('what the kernel says of pods that were wrong once', known, async (_, name) => {
    const trials = (await tried).filter(trial => trial.case.name === name)
    assert.equal(await faultsOf(node, trials), [])
  })
  table('what the kernel says of generated pods', batches(), async cases => {
    assert.equal(await faultsOf(node, await tryAll(node, cases, variants)), [])
  })
  table('nothing is left open', { 'to the API server and the kubelet': node.api }, one => {
    drivers.stop()
    one.close()
  })
}

/** Few enough that a failure is told before all of many pods are through. */
function batches(): Readonly<Record<string, readonly Case[]>> {
  const all = Array.from({ length: pods }, (_, number) => caseOf(seed, number))
  const size = 60
  const starts = Array.from({ length: Math.ceil(pods / size) }, (_, index) => index * size)
  return Object.fromEntries(
    starts.map(start => {
      const some = all.slice(start, start + size)
      return [`${some.length} from ${seed}/${start}`, some]
    }),
  )
}

/** How many faults are made smaller, which takes many more pods; of the others it is said where they are. */
const shown = 3

/** Everything that was wrong, some with with the smallest pod that shows it. */
async function faultsOf(node: Node, trials: readonly Trial[]): Promise<readonly string[]> {
  tell(trials)
  const sentences = await hardenedSentences(node.api, trials)
  const all = trials.filter(trial => faultIn(trial, trials) !== undefined)
  // One cause shows in every variant of its case.
  const faulty = all.filter((trial, index) => all.findIndex(other => other.case === trial.case) === index)
  const told: string[] = []
  // What makes them smaller takes minutes, in which the run may end.
  for (const trial of faulty) process.stdout.write(`wrong: ${trial.case.name}: ${faultIn(trial, trials)}\n`)
  // A case of which nothing is known has nothing that could be made smaller.
  const small = faulty.filter(({ played }) => played.isOver).slice(0, shown)
  for (const trial of small) told.push(await toldSmall(node, trial, faultIn(trial, trials) ?? ''))
  const others = faulty.filter(trial => !small.includes(trial))
  return [...told, ...others.map(trial => `${trial.case.name}: ${faultIn(trial, trials)}`), ...sentences]
}

/** The first thing that is wrong with a trial. */
function faultIn(trial: Trial, trials: readonly Trial[]): string | undefined {
  if (!trial.played.isOver) return `${trial.variant}: is still under way, on a machine that is too busy`
  const [first] = trial.contradictions
  if (first !== undefined) {
    const { container, mount, about, said, seen, because } = first
    return `${trial.variant}: ${container} ${mount} ${about}: check says ${said} (${because}), the kernel ${seen}`
  }
  const original = trials.find(other => other.case === trial.case && other.variant === 'as it is')
  return original === undefined || original === trial ? undefined : breaches(original, trial)[0]
}

async function toldSmall(node: Node, { case: one, variant }: Trial, fault: string): Promise<string> {
  const end = Date.now() + 120_000
  const asked: readonly Variant[] = variant === 'as it is' ? ['as it is'] : ['as it is', variant]
  const small = await smallest(one, async cases => {
    if (Date.now() > end) return []
    const trials = await tryAll(node, cases, asked)
    const shows = (trial: Trial) => trial.variant === variant && trial.played.isOver && faultIn(trial, trials)
    return cases.map(each => trials.some(trial => trial.case === each && shows(trial)))
  })
  return `${one.name} ${fault}\n${JSON.stringify(small)}`
}

/** `decided` holds only what was run: of a pod that hardening leaves as it is, the kernel is not asked again. */
function tell(trials: readonly Trial[]): void {
  for (const variant of variants) {
    const ran = trials.filter(trial => trial.variant === variant && !trial.unchanged)
    const sum = (number: (trial: Trial) => number) => ran.reduce((total, trial) => total + number(trial), 0)
    const [decided, unknown] = [sum(({ tally }) => tally.decided), sum(({ tally }) => tally.unknown)]
    const wrong = sum(({ contradictions }) => contradictions.length)
    const pods = variant === 'as it is' ? 'pods as they are' : `pods hardened for ${levelOf(variant)}`
    const started = ran.filter(({ played }) => played.probes.size > 0).length
    proven(`${pods} have a container that starts on the kubelet`, started, ran.length)
    proven(`answers about ${pods} are decided`, decided, decided + unknown)
    proven(`decided answers about ${pods} are the kernel's`, decided - wrong, decided)
  }
}
