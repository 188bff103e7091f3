import type { CheckFailure } from '../src/pss/check.ts'
import { evaluatePod } from '../src/pss/evaluate.ts'
import { hardenSources } from '../src/run/harden/harden.ts'
import { readSource } from '../src/run/read-source.ts'
import { mountKey } from '../src/volumes/fixes/simulate.ts'
import type { Answer, MountVerdict } from '../src/volumes/model/mount.ts'
import { judgeMounts } from '../src/volumes/model/verdict.ts'
import type { PodView } from '../src/workload/pod/pod.ts'
import type { Level } from '../src/workload/settings/level.ts'
import { defaultHarden, defaultSettings, type Settings, type StorageFacts } from '../src/workload/settings/settings.ts'

/** The recorded stream of one chart. */
export interface ChartStream {
  readonly name: string
  readonly text: string
}

const decree: Settings = { ...defaultSettings, harden: { ...defaultHarden, runAs: { user: 65532, group: 65532 } } }
const classes: Readonly<Record<string, StorageFacts>> = {
  '`rancher-local-path`': { profile: 'rancher-local-path' },
  '`k3s-local-path`': { profile: 'k3s-local-path' },
  '`aws-ebs`': { profile: 'aws-ebs' },
  'a hostPath of 1000:1000 0755': {
    source: 'hostPath',
    fsGroup: 'never',
    root: { uid: 1000, gid: 1000, mode: '0755' },
  },
}

/** What post-render makes of the charts, as Markdown tables: pods by level, what remains, and mounts by kind of volume. */
export function corpusTable(charts: readonly ChartStream[]): string {
  const reached = (['baseline', 'restricted'] as const).map(level => reach(charts, level))
  const pods = reached[0]?.pods.length ?? 0
  const holders = new Set(reached[0]?.pods.map(({ chart }) => chart)).size
  const intro =
    `Default values of ${charts.length} public charts as Helm 4 pipes them, of which ${holders} hold ${pods} pods. ` +
    '`runAs` is a policy with `harden: { runAs: { user: 65532, group: 65532 } }`.'
  const mounts = Object.entries(classes).map(([name, facts]) => mountRow(charts, name, facts))
  return [
    intro,
    lines(['Pods (charts) that pass', 'as published', 'after post-render', 'with `runAs`'], reached.map(reachedRow)),
    'What the others still do, in the words of Pod Security:',
    lines(['Reason', 'at baseline', 'at restricted', 'with `runAs`'], remainingRows(reached)),
    'Mounts that want to write, at restricted, by what the default storage class is:',
    lines(['Default class', 'writable', 'not writable', 'unknown', 'and after: writable', 'not', 'unknown'], mounts),
  ].join('\n\n')
}

interface JudgedPod {
  readonly chart: string
  readonly before: readonly CheckFailure[]
  readonly after: readonly CheckFailure[]
  readonly decreed: readonly CheckFailure[]
}

interface Reached {
  readonly level: Level
  readonly pods: readonly JudgedPod[]
}

function reach(charts: readonly ChartStream[], level: Level): Reached {
  const pods = charts.flatMap(chart => {
    const judge = (pod: PodView) => evaluatePod(pod, { level, version: 'latest' })
    const withDecree = hardenedPods(chart, { ...decree, level, levelForced: true })
    return hardenedPods(chart, { ...defaultSettings, level, levelForced: true }).map(({ before, after }, index) => ({
      chart: chart.name,
      before: judge(before),
      after: judge(after),
      decreed: judge(withDecree[index]?.after ?? before),
    }))
  })
  return { level, pods }
}

function hardenedPods({ name, text }: ChartStream, settings: Settings): readonly { before: PodView; after: PodView }[] {
  const { workloads } = hardenSources([readSource({ file: name, text }, settings)], settings)
  return workloads.map(one => ({ before: one.workload.pod, after: one.after() }))
}

const states = ['before', 'after', 'decreed'] as const
type State = (typeof states)[number]

function reachedRow({ level, pods }: Reached): readonly string[] {
  return [`\`${level}\``, ...states.map(state => `${passing(pods, state).length} (${passingCharts(pods, state)})`)]
}

function passing(pods: readonly JudgedPod[], state: State): readonly JudgedPod[] {
  return pods.filter(pod => pod[state].length === 0)
}

function passingCharts(pods: readonly JudgedPod[], state: State): number {
  const failing = new Set(pods.filter(pod => pod[state].length > 0).map(({ chart }) => chart))
  return new Set(pods.map(({ chart }) => chart).filter(chart => !failing.has(chart))).size
}

function remainingRows([baseline, restricted]: readonly Reached[]): readonly (readonly string[])[] {
  const columns = [
    countReasons(baseline, 'after'),
    countReasons(restricted, 'after'),
    countReasons(restricted, 'decreed'),
  ]
  const reasons = [...new Set(columns.flatMap(column => [...column.keys()]))]
  const total = (reason: string) => columns.reduce((sum, column) => sum + (column.get(reason) ?? 0), 0)
  return reasons
    .toSorted((a, b) => total(b) - total(a) || (a < b ? -1 : 1))
    .map(reason => [reason, ...columns.map(column => String(column.get(reason) ?? ''))])
}

/** Pods by reason; a pod with several counts for each. */
function countReasons(reached: Reached | undefined, state: State): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { reason } of reached?.pods.flatMap(pod => pod[state]) ?? []) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return counts
}

function mountRow(charts: readonly ChartStream[], name: string, facts: StorageFacts): readonly string[] {
  const storageClasses = new Map([['standard', facts]])
  const settings: Settings = { ...defaultSettings, storageClasses, defaultStorageClass: 'standard' }
  const judged = charts.map(chart => mountsOf(chart, settings))
  const answers: readonly Answer[] = ['yes', 'no', 'unknown']
  const counts = (['before', 'after'] as const).flatMap(state => {
    const mounts = judged.flatMap(one => one[state])
    return answers.map(answer => String(mounts.filter(({ write }) => write === answer).length))
  })
  return [name, ...counts]
}

/** Mounts of the containers that the chart brings; those of added init containers are means, not ends. */
function mountsOf({ name, text }: ChartStream, settings: Settings) {
  const { workloads, storage } = hardenSources([readSource({ file: name, text }, settings)], settings)
  const mounts = workloads.map(one => {
    const before = wanted(judgeMounts(one.workload.pod, storage, settings))
    const own = new Set(before.map(mountKey))
    const now = wanted(judgeMounts(one.after(), storage, settings)).filter(mount => own.has(mountKey(mount)))
    return { before, after: now }
  })
  return { before: mounts.flatMap(one => one.before), after: mounts.flatMap(one => one.after) }
}

function wanted(verdicts: readonly MountVerdict[]): readonly MountVerdict[] {
  return verdicts.filter(({ wants }) => wants === 'write')
}

/** Rows as a Markdown table. */
export function lines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
