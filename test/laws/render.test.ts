import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import {
  check,
  harden,
  readPolicy,
  renderAgent,
  renderWorkerJob,
  type ValuesInput,
  validValues,
} from '../../src/index.ts'
import type { Report } from '../../src/report/report.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { noTemplates, renderForCheck } from '../../src/run/render/render-named.ts'
import { situation } from '../table.ts'

/** An image with a shell, one without, and one of which nobody knows anything. */
const policy = readPolicy(
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
const values = fc.record({
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

interface Rendered {
  readonly given: ValuesInput
  readonly text: string
  readonly reports: readonly Report[]
}

/** What becomes of values; undefined where they are refused for what they say. */
function rendered(given: ValuesInput): Rendered | undefined {
  try {
    const valid = validValues(given, { policy })
    const text = renderAgent(valid).text + renderWorkerJob(valid, { id: 'one', prompt: 'go' }).text
    const read = {
      value: JSON.parse(JSON.stringify({ ...given, tasks: [{ id: 'one', prompt: 'go' }] })),
      placeOf: () => '',
    }
    const reports = (['agent', 'worker-job'] as const).flatMap(
      name => renderForCheck(name, read, noTemplates, policy.settings).report() ?? [],
    )
    return { given, text, reports }
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

const samples = fc
  .sample(values, { seed: 20261128, numRuns: 260 })
  .flatMap(given => rendered(given as ValuesInput) ?? [])

function errorsOf({ findings }: Report): string[] {
  return findings.flatMap(finding => (finding.severity === 'error' ? [JSON.stringify(finding)] : []))
}

const failing = samples.filter(({ reports }) => reports.some(report => errorsOf(report).length > 0))
const sound = samples.filter(sample => !failing.includes(sample))

situation('the samples are enough of every kind', () => {
  assert.ok(sound.length > 50, `${sound.length} of ${samples.length}`)
  assert.ok(failing.length > 6, String(failing.length))
  for (const words of [/chown -R/, /chgrp/, /supplementalGroups/, /busybox/, /for v in/])
    assert.ok(
      sound.some(({ text }) => words.test(text)),
      String(words),
    )
})

situation('post-render of what render printed changes nothing', () => {
  for (const { given, text } of sound) assert.is(harden(text, policy).text, text, JSON.stringify(given))
})

situation('check of what render printed has no error at its level', () => {
  for (const { given, text } of sound) {
    const { level } = given
    const found = check(text, level === undefined ? { policy } : { policy, level })
    assert.equal(errorsOf(found), [], JSON.stringify(given))
  }
})

situation('what render reports of its own output is what check reports', () => {
  for (const { given, text } of failing) {
    const { level } = given
    const found = check(text, level === undefined ? { policy } : { policy, level })
    assert.ok(errorsOf(found).length > 0, JSON.stringify(given))
  }
})

situation('master and worker that write one claim can both write it', () => {
  for (const { given, text } of sound) {
    const mounts = check(text, { policy }).objects.flatMap(object => object.mounts)
    const written = mounts.filter(({ container, wants }) => container.role === 'main' && wants === 'write')
    assert.equal(
      written.filter(({ write }) => write === 'no').map(({ reason }) => accessWords(reason)),
      [],
      JSON.stringify(given),
    )
  }
})

/** The group of the worker's pod is another one than the master's, and only an owner may hand the claim over. */
const apart: ValuesInput = {
  name: 'plat',
  namespace: 'agents',
  level: 'restricted',
  identity: { user: 10000, group: 10000 },
  volumes: [
    {
      name: 'data',
      claim: {
        name: 'plat-data',
        storage: { fsGroup: 'never', root: { owner: '1000:1000', mode: '0755' }, chownable: true },
      },
    },
  ],
  agent: { image: { repository: 'r/shell', tag: '1' }, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  worker: {
    image: { repository: 'r/shell', tag: '1' },
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    podOverrides: { podSecurityContext: { fsGroup: 3000 } },
  },
}

situation('a worker takes no claim away from the master', () => {
  const { text = '', reports = [] } = rendered(apart) ?? {}
  assert.not.match(text, /chgrp 3000/)
  assert.ok(reports.flatMap(errorsOf).length > 0)
})
