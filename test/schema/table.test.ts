import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { schemaTable } from '../../scripts/schema-table.ts'
import { builtinKinds, kubernetesAt } from '../../src/schema/types.ts'
import { situation, skipped, table } from '../table.ts'

const name = "the table of Kubernetes' types is current: npx tsx scripts/schema-table.ts"
const want = schemaTable()
if (want === undefined) skipped(name, 'no shared data')
else
  situation(name, () =>
    assert.ok(readFileSync(resolve(import.meta.dirname, '../../src/schema/table.ts'), 'utf8') === want, 'it is stale'),
  )

table(
  'a kind has a type at a version',
  {
    'of the core group': { minor: 30, apiVersion: 'v1', kind: 'Pod', want: true },
    'of a group with a long name': {
      minor: 30,
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      want: true,
    },
    'that came later': { minor: 33, apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', want: false },
    'that has come': { minor: 34, apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', want: true },
    'that has gone': { minor: 37, apiVersion: 'networking.k8s.io/v1alpha1', kind: 'IPAddress', want: false },
    'newer than every table': { minor: 99, apiVersion: 'apps/v1', kind: 'Deployment', want: true },
    'older than every table': { minor: 19, apiVersion: 'apps/v1', kind: 'Deployment', want: true },
    'of somebody else': { minor: 37, apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', want: false },
  },
  ({ minor, apiVersion, kind, want }) => assert.is(kubernetesAt(minor).ofKind(apiVersion, kind) !== undefined, want),
)

situation('every type that a type names is there, at every version', () => {
  const missing: string[] = []
  for (let minor = 30; minor <= 37; minor += 1) {
    const types = kubernetesAt(minor)
    const next = [...builtinKinds()].flatMap(kind => types.ofKind('v1', kind) ?? types.ofKind('apps/v1', kind) ?? [])
    const seen = new Set<string>()
    for (let type = next.pop(); type !== undefined; type = next.pop()) {
      if (seen.has(type.name)) continue
      seen.add(type.name)
      for (const below of namesIn(JSON.stringify([...type.fields.values()]))) {
        const found = types.named(below)
        if (found === undefined) missing.push(`1.${minor} ${type.name}: ${below}`)
        else next.push(found)
      }
    }
    assert.ok(seen.size > 200, `only ${seen.size} types of 1.${minor}`)
  }
  assert.equal(missing, [])
})

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/"is":"named","name":"([^"]+)"/g)].map(found => found[1] ?? '')
}
