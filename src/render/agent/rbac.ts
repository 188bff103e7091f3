import type { ValueMap } from '../../manifest/value.ts'
import type { Grant } from '../values/agent.ts'

/**
 * What a master needs for each thing it does with workers, and no more. `watch` comes with `list` because client
 * libraries list before they watch. Secrets and ConfigMaps are made and removed beside a Job, never read.
 */
const rules: Readonly<Record<Grant, ValueMap>> = {
  jobs: rule('batch', 'jobs', ['create', 'get', 'list', 'watch', 'delete']),
  pods: rule('', 'pods', ['get', 'list', 'watch']),
  logs: rule('', 'pods/log', ['get']),
  events: rule('', 'events', ['list']),
  secrets: rule('', 'secrets', ['create', 'delete']),
  configmaps: rule('', 'configmaps', ['create', 'delete']),
}

/** The rules for what is allowed, in the order of the table, each once. */
export function rulesFor(allowed: readonly Grant[]): ValueMap[] {
  return Object.entries(rules).flatMap(([grant, found]) => (allowed.some(name => name === grant) ? [found] : []))
}

function rule(group: string, resource: string, verbs: readonly string[]): ValueMap {
  return { apiGroups: [group], resources: [resource], verbs }
}
