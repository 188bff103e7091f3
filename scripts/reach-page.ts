import { evaluatePod } from '../src/pss/evaluate.ts'
import { changeWords } from '../src/report/words/change-words.ts'
import { type HardenedWorkload, hardenSources } from '../src/run/harden/harden.ts'
import { readSource } from '../src/run/read-source.ts'
import type { SourceText } from '../src/run/source.ts'
import { objectsIn, surroundingsOf } from '../src/run/workload.ts'
import { judgeMounts, startProblems } from '../src/volumes/model/verdict.ts'
import type { StreamStorage } from '../src/volumes/model/volume/facts.ts'
import type { PodView } from '../src/workload/pod/pod.ts'
import { defaultHarden, defaultSettings, type Settings } from '../src/workload/settings/settings.ts'

/** What is asked of the pods: restricted, with a user for images of which nothing is known. */
const decreed: Settings = {
  ...defaultSettings,
  levelForced: true,
  harden: { ...defaultHarden, runAs: { user: 65532, group: 65532 } },
}

/** A pod as hardening leaves it. */
interface ReachedPod {
  readonly name: string
  /** Why it is not admitted, in one line; absent: it is. */
  readonly obstacle?: string
  /** Mounts and containers that worked by all that the model knows, and do not any more. */
  readonly broken: readonly string[]
}

/** How many pods of `texts` reach restricted, with and without `--enforce`; why each other does not, and what is broken. */
export function reachPage(texts: readonly SourceText[]): string {
  const asWritten = texts.flatMap(text =>
    podsOfText(text, { ...decreed, harden: { ...defaultHarden, volumes: 'off', fields: false } }),
  )
  const plain = texts.flatMap(text => podsOfText(text, decreed))
  const enforced = texts.flatMap(text => podsOfText(text, { ...decreed, enforce: true }))
  const line = (title: string, pods: readonly ReachedPod[]) =>
    `${title}: ${pods.filter(({ obstacle }) => obstacle === undefined).length} of ${pods.length} pods pass restricted`
  return [
    line('as published', asWritten),
    line('after post-render with runAs', plain),
    line('and with --enforce', enforced),
    '',
    'Not restricted with --enforce, and why:',
    ...enforced.flatMap(({ name, obstacle }) => (obstacle === undefined ? [] : [`  ${name}: ${obstacle}`])),
    '',
    ...brokenLines('Broken by post-render', plain),
    ...brokenLines('Broken with --enforce', enforced),
    '',
  ].join('\n')
}

function brokenLines(title: string, pods: readonly ReachedPod[]): readonly string[] {
  const lines = pods.flatMap(({ name, broken }) => broken.map(what => `  ${name}: ${what}`))
  return [`${title}: ${lines.length === 0 ? 'none' : ''}`, ...lines]
}

function podsOfText(text: SourceText, settings: Settings): readonly ReachedPod[] {
  const sources = [readSource(text, settings)]
  const surroundings = surroundingsOf(objectsIn(sources), settings)
  const { workloads } = hardenSources(sources, settings, surroundings)
  return workloads.map(one => reachedPod(text.file, one, surroundings.storage, settings))
}

function reachedPod(file: string, one: HardenedWorkload, storage: StreamStorage, settings: Settings): ReachedPod {
  const { pod } = one.workload
  const after = one.after()
  const { kind, name } = pod.object.ref
  const [failure] = evaluatePod(after, { level: 'restricted', version: 'latest' }).toSorted(
    (a, b) => rank(a.id) - rank(b.id),
  )
  const obstacle = failure && `${failure.reason} (${failure.detail})${doubtOf(one, failure.id)}`
  const worked = brokenIn(pod, storage, settings)
  return {
    name: `${file} ${kind}/${name}`,
    ...(obstacle !== undefined && { obstacle }),
    broken: [...brokenIn(after, storage, settings)].filter(what => !worked.has(what)),
  }
}

/** What no tool can take away comes first: it is the reason that counts. */
const hard = [
  'privileged',
  'hostNamespaces',
  'hostPathVolumes',
  'restrictedVolumes',
  'hostPorts',
  'capabilities_baseline',
]

function rank(check: string): number {
  const at = hard.indexOf(check)
  return at < 0 ? hard.length : at
}

/** Why hardening left a field out that would mend the check, or what else it left out and why. */
function doubtOf({ hardening }: HardenedWorkload, check: string): string {
  const field = check.replace(/_(?:baseline|restricted)$/, '')
  const left = hardening.observations.flatMap(({ observation }) =>
    observation.code === 'not-hardened' ? [observation] : [],
  )
  const [first] = [...left.filter(one => one.field.includes(field)), ...left]
  return first === undefined || hard.includes(check) ? '' : `: ${changeWords(first.reason)}`
}

function brokenIn(pod: PodView, storage: StreamStorage, settings: Settings): ReadonlySet<string> {
  const mounts = judgeMounts(pod, storage, settings).filter(verdict => verdict[verdict.wants] === 'no')
  const starts = startProblems(pod, storage, settings).filter(({ starts: answer }) => answer === 'no')
  return new Set([
    ...mounts.map(({ container, mountPath }) => `${container.name} cannot use ${mountPath}`),
    ...starts.map(({ container }) => `${container?.name ?? 'the pod'} does not start`),
  ])
}
