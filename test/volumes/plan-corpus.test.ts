import * as assert from 'uvu/assert'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import { isServedByScript } from '../../src/volumes/fixes/search.ts'
import { mountKey } from '../../src/volumes/fixes/simulate.ts'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'
import { lineOf, readStream, type Stream, settingsOf } from './planned.ts'

/** Storage that public charts meet. Theirs is the class of the cluster, so every claim gets it. */
const storages: Readonly<Record<string, { readonly facts: StorageFacts; readonly failing: 'some' | 'none' }>> = {
  'local-path': { facts: { profile: 'rancher-local-path' }, failing: 'none' },
  'local-path of k3s': { facts: { profile: 'k3s-local-path' }, failing: 'none' },
  EBS: { facts: { profile: 'aws-ebs' }, failing: 'none' },
  'local-path that belongs to a user': {
    facts: { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 1000, gid: 1000, mode: '0755' } },
    failing: 'some',
  },
}

const levels: readonly Level[] = ['baseline', 'restricted']
const rows = Object.fromEntries(
  Object.entries(storages).flatMap(([name, storage]) =>
    levels.map(level => [`${name}, ${level}`, { ...storage, level }] as const),
  ),
)

const streams = corpus().filter(({ name }) => name.startsWith('helm3/'))
if (streams.length === 0) skipped('plans of the corpus', 'the shared folder is absent')
else {
  const read = streams.map(({ text }) => readStream(text))
  table('plans of the corpus', rows, ({ facts, failing, level }) => {
    const settings = settingsOf({
      namespace: 'default',
      defaultStorageClass: 'cluster',
      storageClasses: new Map([['cluster', facts]]),
    })
    const trials = read.flatMap(stream => stream.pods.map(pod => tried(pod, stream, { level, settings })))
    const problems = trials.flatMap(trial => trial.problems)
    assert.equal(problems, [])
    assert.is(trials.some(trial => trial.failed > 0) ? 'some' : 'none', failing)
  })
}

interface Trial {
  /** Wanted writes that failed before. */
  readonly failed: number
  readonly problems: readonly string[]
}

/** Plan for one pod, plan again for what becomes of it, and say which promise does not hold. */
function tried(pod: PodView, { storage }: Stream, how: { readonly level: Level; readonly settings: Settings }): Trial {
  const verdicts = judgeMounts(pod, storage, how.settings)
  const plan = planFixes({ pod, verdicts, storage, ...how })
  const changed = podAfter(pod, changesOf(plan.hardenings))
  const after = judgeMounts(changed, storage, how.settings)
  const again = planFixes({ pod: changed, verdicts: after, storage, ...how })
  const now = new Map(after.map(verdict => [mountKey(verdict), verdict]))
  const said = new Set(
    plan.observations.map(({ container, observation }) =>
      JSON.stringify([container, 'mountPath' in observation ? observation.mountPath : '']),
    ),
  )
  const name = `${pod.object.ref.kind}/${pod.object.ref.name}`
  const is = (verdict: MountVerdict) => now.get(mountKey(verdict))?.[verdict.wants]
  const fails = (verdict: MountVerdict) => verdict[verdict.wants] === 'no'
  const problem = (what: string) => (verdict: MountVerdict) => `${name} ${lineOf(verdict)}: ${what}`
  return {
    failed: verdicts.filter(fails).length,
    problems: [
      ...verdicts.filter(was => was[was.wants] === 'yes' && is(was) !== 'yes').map(problem('worked before')),
      ...plan.verdicts
        .filter(({ fixes }) => fixes.some(fix => fix.chosen))
        .filter(was => is(was) !== 'yes')
        .map(problem('does not work after its fix')),
      ...verdicts
        .filter(fails)
        // What it is there to do, its script does: that it may do nothing else is nobody's concern.
        .filter(was => !isServedByScript(was))
        .filter(was => !said.has(JSON.stringify([was.container.name, was.mountPath])))
        .map(problem('fails without a finding')),
      ...again.hardenings.map(({ reason }) => `${name} is changed twice: ${reason.code}`),
    ],
  }
}
