import type { Finding } from '../workload/finding/finding.ts'
import { rememberedPods } from '../workload/object/kinds.ts'
import type { ObjectView } from '../workload/object/object.ts'
import { gatheredPods } from '../workload/pod/gathered-pods.ts'
import type { PodView } from '../workload/pod/pod.ts'
import type { Settings } from '../workload/settings/settings.ts'
import { exemptionOf } from './exemption.ts'
import { checkFindings } from './findings/check-findings.ts'
import { hardenFindings } from './findings/harden-findings.ts'
import { soundnessFindings } from './findings/schema-findings.ts'
import { type Hardened, type HardenedSource, hardenEach, hardenSources } from './harden/harden.ts'
import { type Remaining, remainingFindings } from './harden/remaining.ts'
import { judgePod } from './judge.ts'
import { readSource } from './read-source.ts'
import { findingsInOrder, type JudgedWorkload } from './report.ts'
import type { Source, SourceText } from './source.ts'
import { objectsIn, type Surroundings, surroundingsOf, type Workload, workloadsOf } from './workload.ts'

/**
 * One run over manifests: what was read, and all that follows from it. A large stream takes seconds to judge: everything is
 * made when it is first asked for, and remembered, whoever asks.
 */
export interface ManifestRun {
  readonly settings: Settings
  readonly sources: readonly Source[]
  readonly surroundings: () => Surroundings
  readonly workloads: () => readonly Workload[]
  /** The workloads as they stand. */
  readonly judged: () => readonly JudgedWorkload[]
  /** What there is to say of the input. */
  readonly findings: () => readonly Finding[]
  /** The workloads as hardening leaves them, and the texts. */
  readonly hardened: () => Hardened
  /** The same, source by source: each is given as soon as it is hardened, so that it can be written before the next. */
  readonly hardenedInTurn: () => Generator<HardenedSource, void>
  /** What there is to say of the input and of its hardening, in the order of the sources. */
  readonly allFindings: () => readonly Finding[]
  /** Those of them that hold for the output, too. */
  readonly remaining: () => readonly Remaining[]
}

/** Read `texts` for a run. */
export function readRun(texts: readonly SourceText[], settings: Settings): ManifestRun {
  return runOver(
    texts.map(text => readSource(text, settings)),
    settings,
  )
}

/** A run over sources that are read: the same may be judged under several settings. */
export function runOver(sources: readonly Source[], settings: Settings): ManifestRun {
  const surroundings = once(() => surroundingsOf(objectsIn(sources), settings))
  const workloads = once(() => workloadsOf(sources, settings, surroundings(), everyPod))
  const judged = once(() => judgeWorkloads(workloads(), surroundings(), settings))
  const findings = once(() => checkFindings(sources, judged(), settings))
  let done: Hardened | undefined
  function* hardenedInTurn(): Generator<HardenedSource, void> {
    if (done === undefined) done = yield* hardenEach(sources, settings, surroundings(), workloads())
    else yield* done.sources
  }
  const hardened = (): Hardened => {
    done ??= hardenSources(sources, settings, surroundings(), workloads())
    return done
  }
  const allFindings = once(() => findingsInOrder([...findings(), ...hardenFindings(hardened())], sources))
  const remaining = once(() => remainingFindings(hardened(), allFindings(), settings))
  return {
    ...{ settings, sources, surroundings, workloads, judged, findings },
    ...{ hardened, hardenedInTurn, allFindings, remaining },
  }
}

/** Also those that nobody can edit. */
export function everyPod(object: ObjectView, kinds: Settings['workloads']): readonly PodView[] {
  return [...rememberedPods(object, kinds), ...gatheredPods(object, kinds)]
}

/** Judge `workloads` as they stand, among what surrounds them. */
export function judgeWorkloads(
  workloads: readonly Workload[],
  { storage }: Surroundings,
  settings: Settings,
): readonly JudgedWorkload[] {
  return workloads.map(workload => {
    const exemption = exemptionOf(workload, settings)
    return { workload, judgement: judgePod(workload.pod, { workload, exemption, storage, settings }) }
  })
}

function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** How many documents are broken, or hold something else than an object: of their workloads nothing is known. */
export function unreadableDocuments({ sources }: Pick<ManifestRun, 'sources'>): number {
  const indexes = sources.map(source => {
    const wrong = soundnessFindings(source).filter(
      ({ code, severity }) => severity === 'error' && unreadableCodes.has(code),
    )
    return new Set(wrong.map(({ place }) => place.index))
  })
  return indexes.reduce((sum, { size }) => sum + size, 0)
}

/** A list of another kind can be read, though kubectl drops what is beside its items. */
const unreadableCodes: ReadonlySet<Finding['code']> = new Set(['bad-yaml', 'bad-type', 'missing-field', 'no-object'])
