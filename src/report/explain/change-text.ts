import { type FieldPath, formatPath } from '../../manifest/path.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { isMap, listAt, textAt, type Value } from '../../manifest/value.ts'
import type { PlannedChange } from './explanation.ts'

/** `set spec.securityContext.fsGroup: 472`; an inserted container is called by its name and command. */
export function changeText({ op, path, value }: PlannedChange): string {
  return `${op} ${formatPath(path)}: ${valueText(value)}`
}

/** All changes of a workload in one clause, with paths that start at the pod. */
export function changesText(changes: readonly PlannedChange[], podPath: FieldPath): string {
  return changes.map(change => changeText({ ...change, path: change.path.slice(podPath.length) })).join('; ')
}

function valueText(value: Value): string {
  const name = isMap(value) ? textAt(value, 'name') : undefined
  const command = isMap(value) ? [...listAt(value, 'command'), ...listAt(value, 'args')] : []
  if (name === undefined || command.length === 0) return jsonLine(value)
  const words = command.filter(word => typeof word === 'string')
  const script = words[0] === 'sh' && /^-\w*c$/.test(words[1] ?? '') ? words.slice(2) : words
  return `container ${name}, which runs ${script.join(' ')}`
}
