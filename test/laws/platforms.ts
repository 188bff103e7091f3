import fc from 'fast-check'
import { InputError } from '../../src/error.ts'
import { readPolicy, renderAgent, renderWorkerJob, type ValuesInput, validValues } from '../../src/index.ts'
import type { Report } from '../../src/report/report.ts'
import { noTemplates, renderForCheck } from '../../src/run/render/render-named.ts'

/** An image with a shell, one without, and one of which nobody knows anything. */
export const platformPolicy = readPolicy(
  `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
images:
  r/shell: { user: 10000, group: 10000, groups: [], shell: true }
  r/bare: { user: 10000, group: 10000, groups: [], shell: false }
`,
  'p',
)

const id = fc.constantFrom(1000, 2000, 10000)
const mode = fc.constantFrom('0700', '0750', '0755', '0770', '0775', '2770', '2775', '0777', '1777', '0711', '0577')
const context = fc.record({ runAsUser: id, runAsGroup: id }, { requiredKeys: [] })
const podContext = fc.record(
  { runAsUser: id, runAsGroup: id, fsGroup: id, supplementalGroups: fc.constantFrom([], [1000], [2000]) },
  { requiredKeys: [] },
)
const mount = fc.record(
  {
    name: fc.constant('data'),
    mountPath: fc.constantFrom('/data', '/srv/data', '/var/run'),
    subPath: fc.constantFrom('in', 'in/side'),
    readOnly: fc.boolean(),
  },
  { requiredKeys: ['name', 'mountPath'] },
)
const extra = fc.record(
  { name: fc.constantFrom('side', 'other'), securityContext: context, volumeMounts: fc.tuple(mount) },
  { requiredKeys: ['name'] },
)
/** Nobody changes the pod, others change it, or it is laid over a pod of the platform. */
const extension = fc.oneof(
  fc.constant({}),
  fc.record({
    podOverrides: fc.record(
      {
        podSecurityContext: podContext,
        containerSecurityContext: context,
        extraContainers: fc.array(extra, { maxLength: 1 }),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    podTemplate: fc.record(
      {
        securityContext: podContext,
        containers: fc.array(
          extra.map(of => ({ ...of, image: 'r/shell:1' })),
          { maxLength: 1 },
        ),
      },
      { requiredKeys: [] },
    ),
  }),
)
const section = fc
  .tuple(
    fc.record(
      {
        podSecurityContext: podContext,
        securityContext: context,
        initContainers: fc.constantFrom([], [{ name: 'first' }]),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom('r/shell', 'r/bare', 'r/unknown'),
    mount,
    extension,
  )
  .map(([said, repository, volumeMount, more]) => ({
    image: { repository, tag: '1' },
    volumeMounts: [volumeMount],
    ...said,
    ...more,
  }))
/** Values of platforms whose master and worker mount one claim: overrides at every level, roots of every mode. */
export const platforms = fc.record({
  name: fc.constant('plat'),
  namespace: fc.constant('agents'),
  level: fc.constantFrom('baseline' as const, 'restricted' as const),
  identity: fc.oneof(
    fc.record({ user: id, group: id, fsGroup: id }, { requiredKeys: ['user', 'group'] }),
    fc.constantFrom('image' as const),
  ),
  repair: fc.record(
    {
      ownershipPolicy: fc.constantFrom('Always' as const, 'OnRootMismatch' as const),
      image: fc.constant('busybox:1.37'),
      name: fc.constant('fix'),
    },
    { requiredKeys: [] },
  ),
  volumes: fc
    .record(
      {
        fsGroup: fc.constantFrom('never' as const, 'honoured' as const),
        root: fc.record({ owner: fc.constantFrom('0:0', '1000:1000', '1000:2000', '10000:0'), mode }),
        chownable: fc.boolean(),
      },
      { requiredKeys: ['root'] },
    )
    .map(storage => [{ name: 'data', claim: { name: 'plat-data', storage } }]),
  agent: section,
  worker: section,
})

/** What render prints of master and worker, and what it reports of each. */
export interface Rendered {
  readonly given: ValuesInput
  readonly text: string
  readonly reports: readonly Report[]
}

/** What becomes of values; undefined where they are refused for what they say. */
export function rendered(given: ValuesInput): Rendered | undefined {
  try {
    const valid = validValues(given, { policy: platformPolicy })
    const text = renderAgent(valid).text + renderWorkerJob(valid, { id: 'one', prompt: 'go' }).text
    const read = {
      value: JSON.parse(JSON.stringify({ ...given, tasks: [{ id: 'one', prompt: 'go' }] })),
      placeOf: () => '',
    }
    const reports = (['agent', 'worker-job'] as const).flatMap(
      name => renderForCheck(name, read, noTemplates, platformPolicy.settings).report() ?? [],
    )
    return { given, text, reports }
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** The errors of a report, as text. */
export function errorsOf({ findings }: Report): string[] {
  return findings.flatMap(finding => (finding.severity === 'error' ? [JSON.stringify(finding)] : []))
}
