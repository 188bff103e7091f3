import type { Position } from '../manifest/document.ts'
import { formatPath } from '../manifest/path.ts'
import type { Finding, Place } from '../workload/finding.ts'
import type { ObjectRef } from '../workload/object.ts'

/** The file to name: that of the place, or for standard input the chart's template it was rendered from. */
export function fileOf({ file, source }: Pick<Place, 'file' | 'source'>): string {
  return file === '-' ? (source ?? file) : file
}

/**
 * Whether a position is one of the file that is named. A chart that is piped in is named by its templates, and has the
 * lines of the stream: annotations would land on whatever stands there in the template.
 */
export function hasOwnLines({ file, source }: Pick<Place, 'file' | 'source'>): boolean {
  return file !== '-' || source === undefined
}

/** `web.yaml:12:9`, or for the template of a piped chart `web/templates/web.yaml (line 71 of the stream)`. */
export function spotOf(place: Pick<Place, 'file' | 'source'>, { line, column }: Position): string {
  return hasOwnLines(place) ? `${fileOf(place)}:${line}:${column}` : `${fileOf(place)} (line ${line} of the stream)`
}

/** `Deployment/web`. */
export function objectName({ kind, name }: Pick<ObjectRef, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}

/** `Deployment/web spec.template`, or as much of it as the place knows. */
export function subjectOf({ object, path }: Pick<Place, 'object' | 'path'>): string {
  const name = object === undefined ? [] : [objectName(object)]
  const field = path === undefined || path.length === 0 ? [] : [formatPath(path)]
  return [...name, ...field].join(' ')
}

/** The id that people search for: upstream's id of the check for a Pod Security violation, else the code. */
export function ruleOf(finding: Finding): string {
  return finding.code === 'pod-security' ? finding.check : finding.code
}
