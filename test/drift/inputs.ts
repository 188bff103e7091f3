import fc from 'fast-check'
import type { ValuesInput } from '../../src/index.ts'

/** What master, worker, chart and post-renderer are told alike: who runs, what is stored and where it is mounted. */
export interface Inputs {
  readonly level: 'baseline' | 'restricted'
  readonly user: number
  readonly group: number
  readonly fsGroup: number | undefined
  readonly policy: 'Always' | 'OnRootMismatch'
  /** The owner of each claim's root, who is not the user. */
  readonly owners: Readonly<Record<string, '1000:1000' | '2000:2000'>>
  readonly mounts: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[]
  readonly resources: { readonly limits?: { readonly memory: string } }
  readonly env: readonly { readonly name: string; readonly value: string }[]
}

const id = fc.oneof(fc.integer({ min: 10000, max: 2147483647 }), fc.constantFrom(10000, 65532, 2147483647))
const owner = fc.constantFrom('1000:1000' as const, '2000:2000' as const)
/** Paths that a shell, YAML or Go might read as something else, and those where an init container must not walk. */
const mountPath = fc.oneof(
  fc.constantFrom('/data', "/it's", '/a b', '/$HOME', '/*', '/on', '/#no', '/x: y', '/var/run', '/run', '/é'),
  fc.stringMatching(/^\/[a-z]{1,6}(\/[a-z]{1,6})?$/),
)
const mount = fc.record(
  { name: fc.constantFrom('data', 'cache'), mountPath, subPath: fc.constantFrom('in', 'in/side', 'a b') },
  { requiredKeys: ['name', 'mountPath'] },
)

/** Inputs that each of them can take. */
export const inputs: fc.Arbitrary<Inputs> = fc.record({
  level: fc.constantFrom('baseline', 'restricted'),
  user: id,
  group: id,
  fsGroup: fc.option(id, { nil: undefined }),
  policy: fc.constantFrom('Always', 'OnRootMismatch'),
  owners: fc.record({ data: owner, cache: owner }),
  mounts: fc.uniqueArray(mount, { minLength: 1, maxLength: 4, selector: given => given.mountPath }),
  resources: fc.constantFrom({}, { limits: { memory: '64Mi' } }),
  env: fc.constantFrom([], [{ name: 'A', value: 'b' }]),
})

/** Values for master, worker and chart. Without facts of the storage the repair is left to the post-renderer. */
export function valuesOf(given: Inputs, facts: 'storage' | 'no facts' = 'storage'): ValuesInput {
  const { level, user, group, fsGroup, policy, owners, mounts, resources, env } = given
  const section = {
    image: { repository: 'r/i', tag: '1.10' },
    volumeMounts: [...mounts],
    resources,
    env: [...env],
  }
  return {
    name: 'agents',
    namespace: 'jobs',
    level,
    repair: { ownershipPolicy: policy },
    identity: { user, group, ...(fsGroup === undefined ? {} : { fsGroup }) },
    volumes: Object.entries(owners).map(([name, of]) => ({
      name,
      claim: {
        name,
        storageClassName: `of-${of.replace(':', '-')}`,
        ...(facts === 'storage' && {
          storage: { fsGroup: 'never' as const, root: { owner: of, mode: '0755' }, chownable: true },
        }),
      },
    })),
    agent: section,
    worker: section,
  }
}

/** A policy that says of the storage what the values say. */
export function policyOf({ level, policy }: Inputs): string {
  const classes = ['1000:1000', '2000:2000'].map(
    of => `  of-${of.replace(':', '-')}: { source: hostPath, root: { owner: "${of}", mode: "0755" } }`,
  )
  return `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
level: ${level}
harden: { ownershipPolicy: ${policy} }
storageClasses:
${classes.join('\n')}
`
}
