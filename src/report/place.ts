import type { Position } from '../manifest/document.ts'
import { formatPath } from '../manifest/path.ts'
import type { Finding, Place } from '../workload/finding/finding.ts'
import type { ObjectRef } from '../workload/object/object.ts'

/**
 * The file to name: that of the place, or where a chart was piped in or rendered, the template. Helm begins its path with
 * the name of the chart, in place of which a folder that was named is put.
 */
export function fileOf({ file, source }: Pick<Place, 'file' | 'source'>): string {
  if (source === undefined || hasOwnLines({ file, source })) return file
  return isPiped(file) ? source : `${file === './' ? '' : file}${source.slice(source.indexOf('/') + 1)}`
}

/** What an agent hands over in a call is called so; it comes from no file, as what is piped in. */
export const handedOver = '<manifests>'

function isPiped(file: string): boolean {
  return file === '-' || file === handedOver
}

/** What a folder was rendered to is named by the folder, with a slash after it. */
function isRendered(file: string): boolean {
  return file.endsWith('/')
}

/**
 * Whether a position is one of the file that is named. A chart that is piped in is named by its templates, and has the
 * lines of the stream: annotations would land on whatever stands there in the template.
 */
export function hasOwnLines({ file, source }: { readonly file: string; readonly source?: string }): boolean {
  return !isRendered(file) && (!isPiped(file) || source === undefined)
}

/** `web.yaml:12:9`, or for the template of a piped chart `web/templates/web.yaml (line 71 of the stream)`. */
export function spotOf(place: Pick<Place, 'file' | 'source'>, { line, column }: Position): string {
  return hasOwnLines(place) ? `${fileOf(place)}:${line}:${column}` : `${fileOf(place)} (${streamLine(place, line)})`
}

/** `web.yaml:12`, or as `spotOf` names the template. */
export function lineSpotOf(place: Pick<Place, 'file' | 'source'>, line: number): string {
  return hasOwnLines(place) ? `${fileOf(place)}:${line}` : `${fileOf(place)} (${streamLine(place, line)})`
}

/** Which line it is where it is none of the file that is named. */
export function streamLine({ file }: Pick<Place, 'file'>, line: number): string {
  return isRendered(file) ? `line ${line} as rendered` : `line ${line} of the stream`
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
