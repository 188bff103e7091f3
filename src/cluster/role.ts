import { inlineText } from '../manifest/edit/write-yaml.ts'
import type { Right } from './refusal.ts'

/**
 * Roles that grant exactly some rights, as YAML that can be applied: a Role for each namespace, and a ClusterRole for what
 * has none. A Role for the namespace `''` names none, and so is that of wherever it is applied.
 */
export function rolesText(name: string, rights: readonly Right[]): string {
  const namespaces = [...new Set(rights.map(right => right.namespace))].toSorted()
  return namespaces
    .map(namespace =>
      roleText(
        name,
        namespace,
        rights.filter(right => right.namespace === namespace),
      ),
    )
    .join('---\n')
}

function roleText(name: string, namespace: string | undefined, rights: readonly Right[]): string {
  const rules = [...byResource(rights)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const place = namespace ? `\n  namespace: ${inlineText(namespace)}` : ''
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${namespace === undefined ? 'ClusterRole' : 'Role'}
metadata:
  name: ${name}${place}
rules:
${rules.map(([, rule]) => ruleText(rule)).join('')}`
}

function ruleText({ group, resource, verbs }: Rule): string {
  return `  - apiGroups: [${JSON.stringify(group)}]
    resources: [${inlineText(resource)}]
    verbs: [${[...verbs].toSorted().join(', ')}]
`
}

interface Rule {
  readonly group: string
  readonly resource: string
  readonly verbs: Set<string>
}

function byResource(rights: readonly Right[]): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const { group, resource, verb } of rights) {
    const rule = rules.get(`${group}/${resource}`) ?? { group, resource, verbs: new Set() }
    rules.set(`${group}/${resource}`, rule)
    rule.verbs.add(verb)
  }
  return rules
}
