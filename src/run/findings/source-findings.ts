import { volumeProblems } from '../../volumes/findings/problems.ts'
import { annotatedExemptions } from '../../workload/annotations.ts'
import { namespaceLabels } from '../../workload/demand.ts'
import type { Finding } from '../../workload/finding.ts'
import { podsOf } from '../../workload/kinds.ts'
import type { ObjectView } from '../../workload/object.ts'
import type { PodView } from '../../workload/pod.ts'
import type { Settings } from '../../workload/settings.ts'
import { statedBy } from '../../workload/stated.ts'
import { templateProblems, typeProblems } from '../../workload/types.ts'
import { placeOf } from '../place.ts'
import type { Source } from '../source.ts'
import { observationFinding } from './findings.ts'
import { nonObjectFindings } from './non-object-findings.ts'
import { schemaFindings } from './schema-findings.ts'
import { separatorFindings, yamlFindings } from './yaml-findings.ts'

/** What cannot be taken in the sources as it was meant, by whoever reads them and by the API server. */
export function sourceFindings(sources: readonly Source[], settings: Settings): readonly Finding[] {
  const own = sources.flatMap(source => ownFindings(source, settings))
  return withoutTwins(own, schemaFindings(sources, settings))
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
function ownFindings(source: Source, settings: Settings): readonly Finding[] {
  return [
    ...separatorFindings(source),
    ...source.documents.flatMap(document => [
      ...yamlFindings(source, document),
      ...nonObjectFindings(source, document),
    ]),
    ...labelFindings(source),
    ...source.objects.flatMap(object => objectFindings(source, object, settings)),
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

function objectFindings(source: Source, object: ObjectView, settings: Settings): readonly Finding[] {
  const templates = templateProblems(object, settings.workloads)
  const pods = podsOf(object, settings.workloads)
  return [
    ...templates.map(problem => typeFinding(source, object, problem)),
    ...pods.flatMap(pod => podFindings(source, pod)),
  ]
}

function podFindings(source: Source, pod: PodView): readonly Finding[] {
  return [
    ...typeProblems(pod).map(problem => typeFinding(source, pod.object, problem)),
    ...[...annotatedExemptions(pod).problems, ...statedBy(pod).problems].map(({ path, ...problem }) => ({
      code: 'bad-annotation' as const,
      ...problem,
      severity: 'error' as const,
      place: placeOf(source, pod.object, path),
    })),
    ...volumeProblems(pod).map(observation => observationFinding(source, observation)),
  ]
}

function typeFinding(
  source: Source,
  object: ObjectView,
  { path, ...types }: ReturnType<typeof typeProblems>[number],
): Finding {
  return { code: 'bad-type', ...types, severity: 'error', place: placeOf(source, object, path) }
}
