import { type ManifestDocument, readDocument } from '../manifest/document.ts'
import { mayHoldKind } from '../manifest/scan.ts'
import { type DocumentSpan, type ManifestStream, splitStream } from '../manifest/stream.ts'
import type { ReportPart } from '../report/text-of-parts.ts'
import { type ObjectView, objectsOf } from '../workload/object/object.ts'
import type { Exemption, Settings } from '../workload/settings/settings.ts'
import type { CheckOptions } from './check.ts'
import { type KnownOfAll, knownOfAll, manifestFindings } from './findings/check-findings.ts'
import { exemptionFindings, usedExemptions } from './findings/exemption-findings.ts'
import { joinedUses, type RowUses, rowUses, unusedRowFindings } from './findings/unused-row-findings.ts'
import { inFile } from './in-file.ts'
import { everyPod, judgeWorkloads } from './manifest-run.ts'
import { type JudgedWorkload, reportOf } from './report.ts'
import { type OtherText, otherSource, type Source, type SourceText, sourceOf } from './source.ts'
import { mayDecide, wantedSpans } from './wanted.ts'
import { objectsIn, type Surroundings, surroundingsOf, workloadsOf } from './workload.ts'

/**
 * What `checkTexts` says, part by part: each is of one text, all are in order, and what is said of the policy comes last.
 * No document is kept but those that decide about others, so that 100,000 of them take the memory of 200.
 */
export function* checkInParts(
  texts: readonly SourceText[],
  settings: Settings,
  { rows = [], lowest, documentsOfPart = 200 }: PartOptions,
): Generator<ReportPart, void> {
  const split = texts.map(text => splitText(text, settings))
  const deciding = readDeciding(split, settings)
  const exemptions = new Set<Exemption>()
  let uses: RowUses | undefined
  for (const { rank, source, judged } of partsOf(split, documentsOfPart, deciding, settings)) {
    const findings = manifestFindings([source], judged, settings, deciding.known)
    for (const exemption of usedExemptions(judged, settings)) exemptions.add(exemption)
    if (rows.length > 0) uses = joinedUses(uses, rowUses([source], judged, settings))
    yield { rank, report: reportOf({ sources: [source], settings, judged, findings, edits: [], lowest }) }
  }
  const findings = [...exemptionFindings(exemptions, settings), ...unusedRowFindings(rows, uses, settings)]
  yield { rank: 0, report: reportOf({ sources: [], settings, judged: [], findings, edits: [], lowest }) }
}

interface PartOptions extends CheckOptions {
  /** How many are judged at once. What is made for each part is little beside 200, and so is what they take. */
  readonly documentsOfPart?: number
}

/** A text, and which of its documents are read. */
interface SplitText {
  readonly file: string
  readonly stream: ManifestStream
  readonly wanted: ReadonlySet<DocumentSpan>
  readonly other?: OtherText
}

function splitText({ file, text, other }: SourceText, settings: Settings): SplitText {
  const stream = splitStream(text)
  if (other !== undefined) return { file, stream: { ...stream, documents: [] }, wanted: new Set(), other }
  return { file, stream, wanted: new Set(wantedSpans(stream, settings)) }
}

interface ReadDocument {
  readonly document: ManifestDocument
  readonly objects: readonly ObjectView[]
}

/** Some documents of a text: a source that has no others, and its workloads. */
interface Part {
  /** Where its text stands among others. */
  readonly rank: number
  readonly source: Source
  readonly judged: readonly JudgedWorkload[]
}

/** What is kept: the documents that decide about others, their workloads, and what follows for all. */
interface Deciding {
  readonly read: ReadonlyMap<DocumentSpan, ReadDocument>
  readonly judged: ReadonlyMap<DocumentSpan, readonly JudgedWorkload[]>
  readonly surroundings: Surroundings
  readonly known: KnownOfAll
}

function readDeciding(split: readonly SplitText[], settings: Settings): Deciding {
  const texts = split.map(text => ({ text, spans: [...text.wanted].filter(span => isKept(text, span)) }))
  const read = new Map(texts.flatMap(({ text, spans }) => spans.map(span => [span, readAt(text, span)] as const)))
  const sources = texts.map(({ text, spans }) => {
    const kept = new Set(spans)
    // Those that nobody reads may define kinds.
    const own = text.stream.documents.filter(span => kept.has(span) || !text.wanted.has(span))
    return sourceAt({ ...text, wanted: kept }, own, read)
  })
  const surroundings = surroundingsOf(objectsIn(sources), settings)
  const judged = new Map(
    texts.flatMap(({ spans }, index) => {
      const source = sources[index]
      if (source === undefined) return []
      return spans.map(
        span => [span, judgeObjects(source, read.get(span)?.objects ?? [], surroundings, settings)] as const,
      )
    }),
  )
  const known = knownOfAll(sources, [...judged.values()].flat(), settings)
  return { read, judged, surroundings, known }
}

const definition: ReadonlySet<string> = new Set(['CustomResourceDefinition'])

function isKept({ stream }: SplitText, span: DocumentSpan): boolean {
  return mayDecide(stream, span) || mayHoldKind(stream, span, definition)
}

function readAt({ file, stream }: SplitText, span: DocumentSpan): ReadDocument {
  const document = inFile(file, () => readDocument(stream, span))
  return { document, objects: objectsOf(stream, document) }
}

/** The source that has no documents but those of `spans`. What was read already is not read again. */
function sourceAt(text: SplitText, spans: readonly DocumentSpan[], known: Deciding['read']): Source {
  const wanted = spans.filter(span => text.wanted.has(span))
  const read = wanted.map(span => known.get(span) ?? readAt(text, span))
  const documents = read.map(({ document }) => document)
  const objects = read.flatMap(one => one.objects)
  return sourceOf(text.file, { ...text.stream, documents: spans }, wanted, documents, objects)
}

function judgeObjects(
  source: Source,
  objects: readonly ObjectView[],
  surroundings: Surroundings,
  settings: Settings,
): readonly JudgedWorkload[] {
  return judgeWorkloads(workloadsOf([{ ...source, objects }], settings, surroundings, everyPod), surroundings, settings)
}

function* partsOf(
  split: readonly SplitText[],
  size: number,
  deciding: Deciding,
  settings: Settings,
): Generator<Part, void> {
  for (const [rank, text] of split.entries()) {
    const { documents } = text.stream
    if (text.other !== undefined) yield { rank, source: otherSource(text.file, text.stream, text.other), judged: [] }
    for (let from = 0; from < documents.length; from += size)
      yield { rank, ...partAt(text, documents.slice(from, from + size), deciding, settings) }
  }
}

/** The workloads of documents that decide are judged already. */
function partAt(
  text: SplitText,
  spans: readonly DocumentSpan[],
  deciding: Deciding,
  settings: Settings,
): Omit<Part, 'rank'> {
  const source = sourceAt(text, spans, deciding.read)
  const judgedOf = (document: ManifestDocument) => {
    const objects = source.objects.filter(object => object.document === document)
    return judgeObjects(source, objects, deciding.surroundings, settings)
  }
  const known = new Map(spans.map(span => [span.index, deciding.judged.get(span)]))
  const judged = source.documents.flatMap(document => known.get(document.index) ?? judgedOf(document))
  return { source, judged }
}
