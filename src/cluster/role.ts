import { inlineText } from '../manifest/edit/write-yaml.ts'
import type { Right } from './refusal.ts'

/** A ClusterRole that grants exactly some rights, as YAML that can be applied. */
export function roleText(name: string, rights: readonly Omit<Right, 'namespace'>[]): string {
  const rules = [...byResource(rights)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
${rules.map(([, { group, resource, verbs }]) => `  - apiGroups: [${JSON.stringify(group)}]\n    resources: [${inlineText(resource)}]\n    verbs: [${[...verbs].toSorted().join(', ')}]\n`).join('')}`
}

interface Rule {
  readonly group: string
  readonly resource: string
  readonly verbs: Set<string>
}

function byResource(rights: readonly Omit<Right, 'namespace'>[]): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const { group, resource, verb } of rights) {
    const rule = rules.get(`${group}/${resource}`) ?? { group, resource, verbs: new Set() }
    rules.set(`${group}/${resource}`, rule)
    rule.verbs.add(verb)
  }
  return rules
}
