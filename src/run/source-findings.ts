import { volumeProblems } from '../permissions/problem/problems.ts'
import { annotatedExemptions } from '../workload/annotations.ts'
import { statedBy } from '../workload/stated.ts'
import { namespaceLabels } from '../workload/demand.ts'
import type { Finding } from '../workload/finding.ts'
import { podsOf } from '../workload/kinds.ts'
import type { ObjectView } from '../workload/object.ts'
import type { PodView } from '../workload/pod.ts'
import type { Settings } from '../workload/settings.ts'
import { templateProblems, typeProblems } from '../workload/types.ts'
import { observationFinding } from './findings.ts'
import { placeOf } from './place.ts'
import type { Source } from './source.ts'

/** What cannot be read in a source as it was meant: broken YAML, wrong types, bad labels, bad annotations, bad volumes. */
export function sourceFindings(source: Source, settings: Settings): readonly Finding[] {
  return [
    ...yamlFindings(source),
    ...labelFindings(source),
    ...source.objects.flatMap(object => objectFindings(source, object, settings)),
  ]
}

function yamlFindings({ file, documents }: Source): readonly Finding[] {
  return documents.flatMap(({ index, problems }) =>
    problems.map(({ position, message }) => ({
      code: 'bad-yaml' as const,
      detail: message,
      severity: 'error' as const,
      place: { file, index, position },
    })),
  )
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
