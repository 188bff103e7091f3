import * as assert from 'uvu/assert'
import type { FieldChange } from '../../src/manifest/edit/change.ts'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { applyEdits } from '../../src/manifest/edit/edit.ts'
import { checkTexts } from '../../src/run/check.ts'
import { readSource } from '../../src/run/read-source.ts'
import { surroundingsOf, type Workload, workloadsOf } from '../../src/run/workload.ts'
import type { Base } from '../../src/volumes/fixes/base.ts'
import { completeInits, completionOf } from '../../src/volumes/fixes/complete-init.ts'
import { decideFixes } from '../../src/volumes/fixes/decide.ts'
import { finalUser } from '../../src/volumes/fixes/final-user.ts'
import { fixKinds } from '../../src/volumes/fixes/kinds.ts'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import { outcomeOf, targetsOf, tryFix } from '../../src/volumes/fixes/search.ts'
import { anyWorse, satisfied } from '../../src/volumes/fixes/simulate.ts'
import { spare } from '../../src/volumes/fixes/spare.ts'
import type { Fix, MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts, judgeOnNode, startProblems } from '../../src/volumes/model/verdict.ts'
import type { Hardening } from '../../src/workload/finding/observation.ts'
import { type ContainerView, containersOf, type PodView } from '../../src/workload/pod/pod.ts'
import { changesOf } from '../../src/workload/pod/pod-after.ts'
import type { WayOut } from '../../src/workload/reason/fix-reason.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { caseOf } from '../cluster/judge/generate.ts'
import { settingsOf, streamOf } from '../cluster/judge/manifest.ts'
import { table } from '../table.ts'
import { onClass, somebodyElse } from './policies.ts'
import { lawfulStreams } from './streams.ts'

/**
 * What a report advises is done to the text, and the text is judged anew: what was to be cured is cured, and nothing else
 * has begun. Advice that a manifest cannot express (another volume type, a row of the policy) is none of it.
 */
interface Trial {
  readonly name: string
  readonly text: string
  readonly settings: Settings
}

/** One piece of advice: what it changes, and whether the changed pod shows what it was given for. */
interface Advice {
  readonly what: string
  /** The level that admits it. */
  readonly level: Level
  readonly changes: readonly FieldChange[]
  readonly cures: (pod: PodView, judged: Judged) => boolean
}

interface Judged {
  readonly mounts: readonly MountVerdict[]
  readonly failing: readonly ContainerView[]
  readonly settings: Settings
}

const levels = ['baseline', 'restricted'] as const

function adviceOf({ pod, demand, settings }: Workload, trial: Trial): readonly Advice[] {
  const storage = surroundingsOf(readSource({ file: '-', text: trial.text }, settings).objects, settings).storage
  const input = { pod, verdicts: judgeMounts(pod, storage, settings), level: demand.level, settings, storage }
  const plan = planFixes(input)
  const { base } = decideFixes(input)
  const forMounts = plan.verdicts
    .filter(verdict => verdict[verdict.wants] === 'no')
    .flatMap(verdict => verdict.fixes.flatMap(fix => ofFix(base, verdict, fix, demand.level)))
  const forStarts = plan.observations.flatMap(({ observation, container }) => {
    const failing = containersOf(pod).find(({ name }) => name === container)
    if (observation.code !== 'will-not-start' || observation.cure === undefined || failing === undefined) return []
    return ofCure(base, failing, observation.cure, demand.level)
  })
  return [...forMounts, ...forStarts]
}

function ofFix(base: Base, target: MountVerdict, fix: Fix, asked: Level): readonly Advice[] {
  const level = fix.allowedAt.includes(asked)
    ? asked
    : (fix.allowedAt.find(one => one !== 'privileged') ?? 'privileged')
  const changes = changesForFix(base, target, fix, level)
  const cures: Advice['cures'] = (_, { mounts, settings }) => satisfied(mounts.find(isSame(target)), settings)
  const what = `${fix.id} for ${target.container.name} at ${target.mountPath}`
  return changes === undefined ? [] : [{ what, level, changes, cures }]
}

function isSame({ container, mountPath, index }: MountVerdict): (other: MountVerdict) => boolean {
  return other => other.container.name === container.name && other.mountPath === mountPath && other.index === index
}

function changesForFix(
  base: Base,
  target: MountVerdict,
  { id, does }: Fix,
  level: Level,
): readonly FieldChange[] | undefined {
  const kind = fixKinds.find(one => one.id === id)
  if (kind !== undefined) {
    const siblings = targetsOf(base.verdicts).filter(one => one.volume === target.volume && one.wants === target.wants)
    const nothing = outcomeOf(base, [])
    const all = siblings.length > 1 ? tryFix(base, nothing, { kind, targets: siblings }) : undefined
    const outcome = all ?? tryFix(base, nothing, { kind, targets: [target] })
    return made(outcome?.hardenings)
  }
  if (id === 'final-user') return made(finalUser(base, level)?.outcome.hardenings)
  if (id === 'complete-init') return made(completeInits(base).flatMap(({ hardenings }) => hardenings))
  if (does.code !== 'align-identity') return undefined
  const set = (field: string, value: number): FieldChange => {
    return { op: 'set', path: [...target.container.path, 'securityContext', field], value }
  }
  return [set('runAsUser', does.uid), set('runAsGroup', does.gid)]
}

function made(hardenings: readonly Hardening[] | undefined): readonly FieldChange[] {
  if (hardenings === undefined) throw new Error('what was advised cannot be made')
  return changesOf(hardenings)
}

function ofCure(
  base: Base,
  container: ContainerView,
  { complete, removeCommand }: WayOut,
  level: Level,
): readonly Advice[] {
  const cures: Advice['cures'] = (_, { failing }) => !failing.some(({ name }) => name === container.name)
  const completion = complete && completionOf(base, container, 'replaced')
  const spared = removeCommand && spare(base, [container], level)
  return [
    ...(completion === undefined
      ? []
      : [
          {
            what: `what ${container.name} lacks`,
            level: level === 'restricted' ? ('baseline' as const) : level,
            changes: made(completion.hardenings),
            cures,
          },
        ]),
    ...(spared === undefined
      ? []
      : [{ what: `no ${container.name}`, level, changes: [...goneOf(container), ...made(spared.hardenings)], cures }]),
  ]
}

function goneOf({ role, path, spec }: ContainerView): readonly FieldChange[] {
  if (role !== 'main') return [{ op: 'remove', path }]
  return ['command', 'args'].flatMap(field =>
    spec[field] === undefined ? [] : [{ op: 'remove' as const, path: [...path, field] }],
  )
}

/** How the advice fails, if it does. */
function faultsOf(workload: Workload, trial: Trial, { what, level, changes, cures }: Advice): readonly string[] {
  const { edits, refused } = changeDocument(workload.pod.object.document, changes)
  if (refused.length > 0) return []
  const text = applyEdits(trial.text, edits)
  const settings: Settings = { ...trial.settings, level, levelForced: true }
  const now = workloadsIn(text, settings).find(({ pod }) => isSamePod(pod, workload.pod))
  if (now === undefined) return [`${what}: the pod is gone`]
  const { storage } = surroundingsOf(readSource({ file: '-', text }, settings).objects, settings)
  const judged: Judged = {
    mounts: judgeOnNode(now.pod, storage, settings),
    failing: startProblems(now.pod, storage, settings).flatMap(one =>
      one.starts === 'no' ? (one.container ?? []) : [],
    ),
    settings,
  }
  const was = judgeOnNode(workload.pod, storage, settings)
  const worse = anyWorse(was, judged.mounts) ? [`${what} takes something away`] : []
  const before = new Set(findingsOf(trial.text, settings))
  const begun = findingsOf(text, settings).filter(one => !before.has(one))
  return [
    ...worse,
    ...(cures(now.pod, judged) ? [] : [`${what} does not help`]),
    ...begun.map(one => `${what} begins: ${one}`),
  ]
}

function isSamePod(one: PodView, other: PodView): boolean {
  return JSON.stringify([one.object.ref, one.path]) === JSON.stringify([other.object.ref, other.path])
}

function workloadsIn(text: string, settings: Settings): readonly Workload[] {
  const source = readSource({ file: '-', text }, settings)
  return workloadsOf([source], settings, surroundingsOf(source.objects, settings))
}

/**
 * Of a pod that does not start, nothing is said of what its containers would meet then. Whether a mount is worse than it
 * was, its verdict tells.
 */
const seenByStarting: ReadonlySet<string> = new Set([
  'volume-not-writable',
  'volume-not-readable',
  'volume-unknown',
  'may-not-start',
  'will-not-start',
  'chown-drift',
])

function findingsOf(text: string, settings: Settings): readonly string[] {
  return checkTexts([{ file: '-', text }], settings)
    .findings.filter(({ severity }) => severity !== 'note')
    .filter(({ code }) => !seenByStarting.has(code))
    .map(finding => {
      const { object, container } = finding.place
      const name = `${finding.code} of ${object?.kind}/${object?.name}`
      // It names the containers that break the check, and the first of them may be gone.
      return finding.code === 'pod-security' ? `${name} ${finding.check}` : `${name} ${container ?? ''}`
    })
}

// The three workloads of one claim are told the same, and agree again once all of them follow.
const charts = lawfulStreams().filter(({ name }) => !/^helm3\/|matomo/.test(name))
const trials: Readonly<Record<string, readonly Trial[]>> = {
  'public charts on volumes of somebody else': charts.map(({ name, text }) => ({
    name,
    text,
    settings: { ...onClass(somebodyElse), level: 'baseline', levelForced: true },
  })),
  ...Object.fromEntries(
    levels.map(level => [
      `generated pods at ${level}`,
      Array.from({ length: 120 }, (_, number) => {
        const one = caseOf(20261129, number)
        const place = { run: 'r', folder: '/srv/judge', hostname: 'node' }
        return { name: one.name, text: streamOf(one, place), settings: settingsOf(one, level) }
      }),
    ]),
  ),
}

table('advice that is followed helps, and harms nothing', trials, all => {
  let followed = 0
  const faults = all.flatMap(trial =>
    workloadsIn(trial.text, trial.settings).flatMap(workload =>
      adviceOf(workload, trial).flatMap(advice => {
        followed++
        return faultsOf(workload, trial, advice).map(fault => `${trial.name} ${workload.pod.object.ref.name}: ${fault}`)
      }),
    ),
  )
  assert.equal(faults, [])
  assert.ok(followed > 20, `${followed} pieces of advice`)
})
