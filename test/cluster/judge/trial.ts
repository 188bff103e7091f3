import { join } from 'node:path'
import { hardenTexts } from '../../../src/run/harden/harden-texts.ts'
import type { Level } from '../../../src/workload/settings/level.ts'
import type { Api } from '../api.ts'
import type { Case } from './case.ts'
import { type Contradiction, compare, failedUnread, seenAt, type Tally, verdictsOf } from './compare.ts'
import { type Place, settingsOf, streamOf } from './manifest.ts'
import { type Played, play, type Run } from './play.ts'

/** The case as it is, or as post-render leaves it for a level. */
export const variants = ['as it is', 'privileged', 'baseline', 'restricted'] as const
/** One of them. */
export type Variant = (typeof variants)[number]

/** Where pods run. */
export interface Node {
  readonly api: Api
  /** The kit's folder. */
  readonly folder: string
  readonly hostname: string
}

/** A case that was run in one variant. */
export interface Trial {
  readonly case: Case
  readonly variant: Variant
  /** Nothing was run: hardening changes nothing, so it is what the case is as it is. */
  readonly unchanged: boolean
  readonly text: string
  readonly played: Played
  readonly contradictions: readonly Contradiction[]
  readonly tally: Tally
}

let runs = 0

/** Run every case in every variant. The original is always run, since the others are held against it. */
export async function tryAll(node: Node, cases: readonly Case[], asked: readonly Variant[]): Promise<readonly Trial[]> {
  const planned = cases.flatMap(one => asked.map(variant => plan(node, one, variant)))
  const changed = planned.filter(({ unchanged }) => !unchanged)
  const played = new Map<Run, Played>()
  for (const [index, result] of (
    await play(
      node.api,
      node.folder,
      changed.map(({ run }) => run),
    )
  ).entries()) {
    const run = changed[index]?.run
    if (run !== undefined) played.set(run, result)
  }
  return planned.map(({ run, variant, unchanged }) => {
    const result = played.get(run) ?? { probes: new Map(), failed: [], reason: '', isOver: true }
    const judged = unchanged
      ? { contradictions: [], tally: { decided: 0, unknown: 0 } }
      : compare(run.case, run.text, settingsOf(run.case, levelOf(variant)), result)
    return { case: run.case, variant, unchanged, text: run.text, played: result, ...judged }
  })
}

interface Planned {
  readonly run: Run
  readonly variant: Variant
  readonly unchanged: boolean
}

/** Every run has volumes and names of its own, so the stream is written anew for each and then hardened. */
function plan(node: Node, one: Case, variant: Variant): Planned {
  runs += 1
  const run = `p${process.pid}-${runs}`
  const place: Place = { run, folder: join(node.folder, 'judge', run), hostname: node.hostname }
  const text = streamOf(one, place)
  const after = variant === 'as it is' ? text : hardened(one, text, variant)
  return { run: { case: one, place, text: after }, variant, unchanged: variant !== 'as it is' && after === text }
}

function hardened(one: Case, text: string, level: Level): string {
  return hardenTexts([{ file: '-', text }], settingsOf(one, level)).texts[0]?.text ?? ''
}

/** The level that verdicts are asked at; who can write does not depend on it, which fix is chosen does. */
export function levelOf(variant: Variant): Level {
  return variant === 'as it is' ? 'privileged' : variant
}

/** What is wrong with what hardening did to a case: law 5, held by the kernel. */
export function breaches(original: Trial, after: Trial): readonly string[] {
  if (after.unchanged) return []
  const level = levelOf(after.variant)
  const verdicts = verdictsOf(original.text, settingsOf(original.case, level))
  // What stops the pod with and without hardening is none of its doing.
  if (verdicts.some(({ container }) => [original, after].every(({ played }) => failedUnread(container, played))))
    return []
  // Nobody promised that the pod starts.
  const mayNotStart = verdicts.some(({ fromStart, wants, ...said }) => fromStart === true && said[wants] === 'unknown')
  return verdicts.flatMap(verdict => {
    if (original.case.containers.every(({ name, run }) => name !== verdict.container.name || run !== 'probe')) return []
    const [before, now] = [seenAt(verdict, original.played), seenAt(verdict, after.played)]
    const use = verdict.wants === 'read' ? 'read' : 'create'
    const worked = before !== 'not started' && before[use]
    const works = now !== 'not started' && now[use]
    const place = `${verdict.container.name} ${verdict.mountPath}`
    const chosen = verdict.fixes.find(fix => fix.chosen)
    const why = now === 'not started' ? after.played.reason : now.owner
    if (worked && !works) return [`${place}: ${use} worked, and does not after hardening for ${level} (${why})`]
    if (mayNotStart && before === 'not started' && now === 'not started') return []
    if (chosen !== undefined && !works) return [`${place}: ${chosen.id} does not mend it at ${level} (${why})`]
    return []
  })
}
