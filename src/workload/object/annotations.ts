import { exemptible, meantChecks } from '../../knowledge/checks/check-names.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { mapAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { PodView } from '../pod/pod.ts'

/** Exempts the named checks: `check=reason; check=reason`. */
const ignoreAnnotation = 'seaworthy.dev/ignore'
/** Leaves a whole object alone, for the reason that is its value. */
export const skipAnnotation = 'seaworthy.dev/skip'

/** One check that an annotation exempts; `*` stands for every one. */
export interface IgnoredCheck {
  readonly check: string
  readonly reason: string
  readonly path: FieldPath
}

/** An annotation of ours that cannot be read. */
export interface AnnotationProblem {
  readonly path: FieldPath
  readonly annotation: string
  readonly got: string
  readonly want: string
}

/** What the annotations of a workload exempt. */
export interface AnnotatedExemptions {
  readonly ignored: readonly IgnoredCheck[]
  /** Why the workload is neither judged nor edited. */
  readonly skip?: { readonly reason: string; readonly path: FieldPath }
  readonly problems: readonly AnnotationProblem[]
}

const none: AnnotatedExemptions = { ignored: [], problems: [] }

/** Read the annotations of a pod's object and of its template; both count, the object's first. */
export function annotatedExemptions(pod: PodView): AnnotatedExemptions {
  const sites = sitesOf(pod)
  if (sites.length === 0) return none
  const ignored = sites.map(readIgnore)
  const skips = sites.map(readSkip)
  const skip = skips.find(read => read.skip !== undefined)?.skip
  return {
    ignored: ignored.flatMap(read => read.ignored),
    ...(skip !== undefined && { skip }),
    problems: [...ignored, ...skips].flatMap(read => read.problems),
  }
}

interface Site {
  readonly annotations: ValueMap
  readonly path: FieldPath
}

/** Where annotations of ours are. A Pod's metadata is its object's: it is read once. */
function sitesOf({ object, metadata, metadataPath, mode }: PodView): Site[] {
  const own = siteIn(mapAt(object.value, 'metadata'), [...object.path, 'metadata'])
  const template = mode === 'pod' ? undefined : siteIn(metadata, metadataPath)
  return [own, template].filter(site => site !== undefined)
}

function siteIn(metadata: ValueMap | undefined, path: FieldPath): Site | undefined {
  const annotations = mapAt(metadata, 'annotations')
  if (annotations === undefined) return undefined
  const ours = Object.hasOwn(annotations, ignoreAnnotation) || Object.hasOwn(annotations, skipAnnotation)
  return ours ? { annotations, path: [...path, 'annotations'] } : undefined
}

function readSkip({ annotations, path }: Site): Pick<AnnotatedExemptions, 'skip' | 'problems'> {
  const value = annotations[skipAnnotation]
  if (value === undefined) return { problems: [] }
  const place = [...path, skipAnnotation]
  const reason = typeof value === 'string' ? value.trim() : ''
  if (reason !== '') return { skip: { reason, path: place }, problems: [] }
  return { problems: [problem(skipAnnotation, place, value, 'a reason')] }
}

function readIgnore({ annotations, path }: Site): Pick<AnnotatedExemptions, 'ignored' | 'problems'> {
  const value = annotations[ignoreAnnotation]
  if (value === undefined) return { ignored: [], problems: [] }
  const place = [...path, ignoreAnnotation]
  const want = 'check=reason, several of them separated by semicolons'
  const parts = typeof value === 'string' ? value.split(';').filter(part => part.trim() !== '') : []
  if (parts.length === 0) return { ignored: [], problems: [problem(ignoreAnnotation, place, value, want)] }
  const read = parts.map(part => ({ part, entry: /^\s*([\w*-]+)\s*=\s*(\S.*?)\s*$/s.exec(part) }))
  return {
    ignored: read.flatMap(({ entry }) =>
      entry?.[1] === undefined || entry[2] === undefined ? [] : [{ check: entry[1], reason: entry[2], path: place }],
    ),
    problems: read.flatMap(({ part, entry }) => {
      if (entry === null) return [problem(ignoreAnnotation, place, part.trim(), want)]
      return unknownCheck(entry[1] ?? '').map(meant => problem(ignoreAnnotation, place, part.trim(), meant))
    }),
  }
}

function unknownCheck(name: string): readonly string[] {
  return exemptible.includes(name) ? [] : [`a check that exists: ${meantChecks(name).join(' or ')}`]
}

function problem(annotation: string, path: FieldPath, value: Value, want: string): AnnotationProblem {
  return { path, annotation, got: typeof value === 'string' ? value : jsonLine(value), want }
}
