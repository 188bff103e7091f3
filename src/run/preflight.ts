import type { Concern } from '../cluster/preflight/concern.ts'
import type { Subject } from '../cluster/preflight/run.ts'
import { readDocument } from '../manifest/document.ts'
import { splitStream } from '../manifest/stream.ts'
import type { Report } from '../report/report.ts'
import type { Finding } from '../workload/finding/finding.ts'
import { podsOf } from '../workload/object/kinds.ts'
import type { Settings } from '../workload/settings/settings.ts'
import { nonObjectFindings, otherFindings } from './findings/non-object-findings.ts'
import { yamlFindings } from './findings/yaml-findings.ts'
import { inFile } from './in-file.ts'
import { placeOf } from './place.ts'
import { reportOf } from './report.ts'
import { otherSource, type Source, type SourceText, sourceOf } from './source.ts'

/** Read every document: a cluster is asked about all objects, with pods or without. */
export function readWholeSource({ file, text, other }: SourceText): Source {
  const stream = splitStream(text)
  if (other !== undefined) return otherSource(file, stream, other)
  const documents = inFile(file, () => stream.documents.map(span => readDocument(stream, span)))
  return sourceOf(file, stream, stream.documents, documents)
}

/** The kinds that others need before they can be there, first to last. */
const firstKinds = ['Namespace', 'CustomResourceDefinition']

/** Every object with its pods, what others need first. */
export function subjectsOf(sources: readonly Source[], settings: Settings): readonly Subject[] {
  const rank = (kind: string) => (firstKinds.indexOf(kind) + firstKinds.length + 1) % (firstKinds.length + 1)
  return sources
    .flatMap(({ objects }) => objects)
    .map(object => ({ object, pods: podsOf(object, settings.workloads) }))
    .toSorted((a, b) => rank(a.object.ref.kind) - rank(b.object.ref.kind))
}

/** What a cluster says, at the places of the manifests. */
export function preflightReport(
  sources: readonly Source[],
  subjects: readonly Subject[],
  concerns: readonly Concern[],
  settings: Settings,
): Report {
  const broken = sources.flatMap(source => [
    ...otherFindings(source),
    ...source.documents.flatMap(document => [
      ...yamlFindings(source, document),
      ...nonObjectFindings(source, document),
    ]),
  ])
  const findings = [...broken, ...concerns.flatMap(concern => findingOf(sources, concern))]
  const report = reportOf({ sources, judged: [], findings, edits: [], settings, lowest: 'not-asked' })
  const pods = subjects.reduce((sum, subject) => sum + subject.pods.length, 0)
  return { ...report, summary: { ...report.summary, pods } }
}

function findingOf(sources: readonly Source[], { object, path, severity, observation }: Concern): readonly Finding[] {
  const source = sources.find(({ objects }) => objects.includes(object))
  return source === undefined ? [] : [{ ...observation, severity, place: placeOf(source, object, path) }]
}
