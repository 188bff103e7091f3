import { type Memory, memoryOf } from '../../manifest/memory.ts'
import { volumeProblems } from '../../volumes/findings/problems.ts'
import { ownShape } from '../../volumes/model/pod-shape.ts'
import type { Finding } from '../../workload/finding/finding.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { type AnnotationProblem, annotatedExemptions } from '../../workload/object/annotations.ts'
import { rememberedPods } from '../../workload/object/kinds.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import { metadataProblems, specProblems, type TypeProblem, templateProblems } from '../../workload/object/types.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { namespaceLabels } from '../../workload/settings/demand.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { statedBy } from '../../workload/settings/stated.ts'
import { placeOf } from '../place.ts'
import type { Source } from '../source.ts'
import { duplicateKeyFindings } from './duplicate-key-findings.ts'
import { observationFinding } from './findings.ts'
import { nonObjectFindings, otherFindings } from './non-object-findings.ts'
import { type Served, schemaFindings, servedBy } from './schema-findings.ts'
import { separatorFindings, yamlFindings } from './yaml-findings.ts'

/** What cannot be taken in the sources as it was meant, by whoever reads them and by the API server. */
export function sourceFindings(
  sources: readonly Source[],
  settings: Settings,
  known: KnownOfSources = knownOfSources(sources, settings),
): readonly Finding[] {
  const own = sources.flatMap(source => ownFindings(source, settings, known.problems))
  return withoutTwins(own, schemaFindings(sources, settings, known.served))
}

/** What is known when a part of the sources is read. */
export interface KnownOfSources {
  readonly served: Served
  readonly problems: Memory<PodProblems>
}

/** What is known where `sources` hold every definition there is. */
export function knownOfSources(sources: readonly Source[], settings: Settings): KnownOfSources {
  return { served: servedBy(sources, settings), problems: memoryOf() }
}

/** The schema knows more of types, and we know more of volumes: what both say of a field is said once. */
function withoutTwins(own: readonly Finding[], schema: readonly Finding[]): readonly Finding[] {
  const types = new Set(schema.filter(({ code }) => code === 'bad-type').map(finding => placeKey(finding)))
  const volumes = new Set(own.filter(({ code }) => code === 'bad-volume').map(finding => placeKey(finding)))
  return [
    ...own.filter(finding => finding.code !== 'bad-type' || !types.has(placeKey(finding))),
    ...schema.filter(finding => !volumes.has(placeKey(finding)) && !volumes.has(placeKey(finding, -1))),
  ]
}

function placeKey({ place }: Finding, end?: number): string {
  const { file, index, object, path = [] } = place
  return JSON.stringify([file, index, object?.kind, object?.namespace, object?.name, path.slice(0, end)])
}

/** Broken YAML, wrong types, bad labels, bad annotations, bad volumes. */
function ownFindings(source: Source, settings: Settings, memory: Memory<PodProblems>): readonly Finding[] {
  return [
    ...otherFindings(source),
    ...separatorFindings(source),
    ...source.documents.flatMap(document => [
      ...yamlFindings(source, document),
      ...nonObjectFindings(source, document),
      ...duplicateKeyFindings(source, document),
    ]),
    ...labelFindings(source),
    ...source.objects.flatMap(object => objectFindings(source, object, settings, memory)),
  ]
}

function labelFindings(source: Source): readonly Finding[] {
  return namespaceLabels(source.objects).problems.map(({ object, path, label, got, want }) => ({
    code: 'bad-label' as const,
    label,
    got,
    want,
    severity: 'error' as const,
    place: placeOf(source, object, path),
  }))
}

function objectFindings(
  source: Source,
  object: ObjectView,
  settings: Settings,
  memory: Memory<PodProblems>,
): readonly Finding[] {
  const templates = templateProblems(object, settings.workloads)
  const pods = rememberedPods(object, settings.workloads)
  return [
    ...templates.map(problem => typeFinding(source, object, problem)),
    ...pods.flatMap(pod =>
      podFindings(
        source,
        pod,
        memory(ownShape(pod), () => podProblems(pod)),
      ),
    ),
  ]
}

/** What is wrong with a pod, whatever it is called: pods of one shape have the same. */
interface PodProblems {
  readonly types: readonly TypeProblem[]
  readonly annotations: readonly AnnotationProblem[]
  readonly volumes: readonly PodObservation[]
}

function podProblems(pod: PodView): PodProblems {
  const annotations = [...annotatedExemptions(pod).problems, ...statedBy(pod).problems]
  return { types: specProblems(pod), annotations, volumes: volumeProblems(pod) }
}

function podFindings(source: Source, pod: PodView, { types, annotations, volumes }: PodProblems): readonly Finding[] {
  return [
    ...[...metadataProblems(pod), ...types].map(problem => typeFinding(source, pod.object, problem)),
    ...annotations.map(({ path, ...problem }) => ({
      code: 'bad-annotation' as const,
      ...problem,
      severity: 'error' as const,
      place: placeOf(source, pod.object, path),
    })),
    ...volumes.map(observation => observationFinding(source, { ...observation, pod })),
  ]
}

function typeFinding(source: Source, object: ObjectView, { path, ...types }: TypeProblem): Finding {
  return { code: 'bad-type', ...types, severity: 'error', place: placeOf(source, object, path) }
}
