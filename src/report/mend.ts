import type { FieldPath } from '../manifest/path.ts'
import type { Finding } from '../workload/finding.ts'
import type { EditReport } from './report.ts'

/** Does this edit take away a finding of the same object? Only where paths prove it: a fix that does not mend is worse than none. */
export function mends(edit: EditReport, finding: Finding): boolean {
  if (finding.code === 'volume-not-writable' || finding.code === 'volume-not-readable') return finding.fix !== undefined
  if (finding.code !== 'pod-security' || finding.place.path === undefined) return false
  return coversField(edit.path, finding.place.path)
}

/**
 * An edit of `securityContext.X` of a container covers `securityContext.X.Y` of that container; one of the pod covers
 * every container, which inherit it.
 */
function coversField(edit: FieldPath, found: FieldPath): boolean {
  const [mine, theirs] = [split(edit), split(found)]
  if (mine === undefined || theirs === undefined || !isPrefix(mine.owner, theirs.owner)) return false
  return isPrefix(mine.field, theirs.field) || isPrefix(theirs.field, mine.field)
}

function split(path: FieldPath): { readonly owner: FieldPath; readonly field: FieldPath } | undefined {
  const at = path.lastIndexOf('securityContext')
  return at === -1 ? undefined : { owner: path.slice(0, at), field: path.slice(at + 1) }
}

function isPrefix(prefix: FieldPath, path: FieldPath): boolean {
  return prefix.every((step, index) => path[index] === step)
}
