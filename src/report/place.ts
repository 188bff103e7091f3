import { formatPath } from '../manifest/path.ts'
import type { Finding, Place } from '../workload/finding.ts'
import type { ObjectRef } from '../workload/object.ts'

/** The file to name: that of the place, or for standard input the chart's template it was rendered from. */
export function fileOf({ file, source }: Pick<Place, 'file' | 'source'>): string {
  return file === '-' ? (source ?? file) : file
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
