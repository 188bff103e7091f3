import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { factsFile, factsTemplate } from '../../scripts/library-chart.ts'
import { tool } from '../../scripts/tools.ts'
import { InputError } from '../../src/error.ts'
import type { Value } from '../../src/manifest/value.ts'
import { compileTemplates } from '../../src/render/engine.ts'
import { blockYaml } from '../../src/render/yaml.ts'
import { chownCommand, chownProblem } from '../../src/security/chown.ts'
import { chownInitProblem, rootChownInitContainer } from '../../src/security/chown-init.ts'
import {
  identityProblem,
  restrictedContainerSecurityContext,
  restrictedPodSecurityContext,
} from '../../src/security/contexts.ts'
import { labels, labelsProblem, selectorLabels } from '../../src/security/labels.ts'
import { ownerAlignedInitContainer, ownerAlignedInitProblem } from '../../src/security/owner-aligned-init.ts'
import { situation, skipped, table } from '../table.ts'
import { callTemplates, failure, type Rendered } from './probe.ts'

situation('the generated facts of the library chart are those of src/security', () => {
  assert.is(readFileSync(factsFile, 'utf8'), factsTemplate(), 'npx tsx scripts/library-chart.ts writes them')
})

situation('the library chart has the version of the package', () => {
  const version = /^version: (.*)$/m.exec(readFileSync(resolve(factsFile, '../../Chart.yaml'), 'utf8'))?.[1]
  assert.is(version, JSON.parse(readFileSync(resolve(factsFile, '../../../../package.json'), 'utf8')).version)
})

const seed = 20260820
const sample = <Shape>(arbitrary: fc.Arbitrary<Shape>) => fc.sample(arbitrary, { seed, numRuns: 150 })

const id = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 2147483647 }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1000, 10000, 2147483647) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 1.5, 2147483648, 4294967296, 1e21) },
)
// Characters that a shell, YAML or Go might read as something else, and some that nobody minds.
const character = fc.constantFrom(...'abz09/._-~#*?[]{}()<>|&;$`"\'\\!%+=:,@^ \t\n\u007f\u0085é€😀')
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/) },
  { weight: 2, arbitrary: fc.array(character, { maxLength: 6 }).map(characters => characters.join('')) },
)
const path = fc
  .tuple(fc.constantFrom('/', '/', '/', '/', '/', '/', ''), fc.array(segment, { minLength: 1, maxLength: 3 }))
  .map(([root, segments]) => root + segments.join('/'))
const command = fc.record({ uid: id, gid: id, paths: fc.array(path, { maxLength: 3 }) })

const plainPath = fc.stringMatching(/^\/[a-z]{1,5}(\/[a-z]{1,3})?$/)
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/),
  fc.constantFrom('on', 'y', '007', '1e3', 'null', 'a-b'),
)
const variable = fc.constantFrom('A', 'B', 'POD')
const mount = fc.oneof(
  { weight: 5, arbitrary: fc.record({ name, mountPath: fc.oneof(plainPath, path) }) },
  {
    weight: 2,
    arbitrary: fc.record({ name, mountPath: plainPath, subPath: fc.oneof(segment, fc.constantFrom('a/b', '0')) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name,
      mountPath: plainPath,
      subPathExpr: fc.oneof(
        variable.map(text => `x-$(${text})`),
        fc.constantFrom('$$(A)', '$(', '$$$(B)', 'plain'),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name, mountPath: plainPath, readOnly: fc.boolean() }) },
)
const env = fc.oneof(
  fc.record({ name: variable, value: fc.oneof(segment, fc.constantFrom('$(A)', '', 'true', '12')) }),
  fc.record({
    name: variable,
    valueFrom: fc.record({ fieldRef: fc.record({ fieldPath: fc.constant('metadata.name') }) }),
  }),
  fc.record({
    name: variable,
    valueFrom: fc.record({ secretKeyRef: fc.record({ name, key: segment, optional: fc.boolean() }) }),
  }),
)
const quantity = fc.constantFrom('100m', '1', '64Mi')
const init = fc
  .record({
    name: fc.oneof({ weight: 9, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom('', 'A', '-a') }),
    image: fc.constantFrom('busybox', 'docker.io/library/busybox:1.37', 'r:5000/a/b@sha256:ab', 'a b', '12', ' '),
    uid: id,
    gid: id,
    mounts: fc.array(mount, { maxLength: 3 }),
  })
  .chain(required =>
    fc
      .record(
        {
          policy: fc.constantFrom('Always' as const, 'OnRootMismatch' as const),
          env: fc.array(env, { maxLength: 4 }),
          resources: fc.record({
            limits: fc.record({ memory: quantity, cpu: quantity }, { requiredKeys: [] }),
            requests: fc.record({ 'example.com/gpu': quantity, cpu: quantity }, { requiredKeys: [] }),
          }),
          imagePullPolicy: fc.constantFrom('Always' as const, 'Never' as const),
        },
        { requiredKeys: [] },
      )
      .map(options => ({ ...required, ...options })),
  )

const ownedVolume = fc.record(
  { name, mountPath: fc.oneof(plainPath, path), directories: fc.array(segment, { maxLength: 2 }) },
  { requiredKeys: ['name', 'mountPath'] },
)
const ownerAligned = fc.record({
  name: fc.oneof({ weight: 9, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom('', 'A', '-a') }),
  image: fc.constantFrom('busybox', 'r:5000/a/b@sha256:ab', '12', ' '),
  owner: fc.record({ uid: id, gid: id }),
  gid: id,
  volumes: fc.array(ownedVolume, { maxLength: 2 }),
})

const identity = fc.record(
  {
    user: id,
    group: id,
    fsGroup: id,
    fsGroupChangePolicy: fc.constantFrom('Always' as const, 'OnRootMismatch' as const),
    supplementalGroups: fc.array(id, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const containerIdentity = fc.record({ user: id, group: id, readOnlyRootFilesystem: fc.boolean() }, { requiredKeys: [] })
const labelText = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.+ /]{0,70}[A-Za-z0-9])?$/),
  fc.array(character, { maxLength: 5 }).map(characters => characters.join('')),
)
const labelFacts = fc.record(
  {
    name: labelText,
    instance: labelText,
    version: labelText,
    component: labelText,
    partOf: labelText,
    managedBy: labelText,
  },
  { requiredKeys: ['name', 'instance'] },
)

/** A named template beside the function it must equal, over the same arguments. */
interface Twin {
  readonly problemTemplate: string
  readonly calls: readonly object[]
  readonly got: () => readonly Rendered[]
}

function twin<Call extends object>(
  problemTemplate: string,
  calls: readonly Call[],
  problem: (call: Call) => string | undefined,
  text: (call: Call) => string,
): Twin {
  const one = (call: Call): Rendered => {
    const found = problem(call) ?? ''
    return { problem: found, text: found === '' ? text(call) : '' }
  }
  return { problemTemplate, calls, got: () => calls.map(one) }
}

const yaml = (value: Value) => blockYaml(value, 0)

const twins: Readonly<Record<string, Twin>> = {
  chownCommand: twin(
    'seaworthy.chownProblem',
    sample(command),
    ({ uid, gid, paths }) => chownProblem(uid, gid, paths),
    ({ uid, gid, paths }) => chownCommand(uid, gid, paths),
  ),
  chownInitContainer: twin(
    'seaworthy.chownInitProblem',
    sample(init),
    call => chownInitProblem(call.name, call.image, call.uid, call.gid, call.mounts, call),
    call => yaml(rootChownInitContainer(call.name, call.image, call.uid, call.gid, call.mounts, call)),
  ),
  ownerAlignedInitContainer: twin(
    'seaworthy.ownerAlignedInitProblem',
    sample(ownerAligned),
    ownerAlignedInitProblem,
    call => yaml(ownerAlignedInitContainer(call)),
  ),
  podSecurityContext: twin('seaworthy.identityProblem', sample(identity), identityProblem, call =>
    yaml(restrictedPodSecurityContext(call)),
  ),
  containerSecurityContext: twin('seaworthy.identityProblem', sample(containerIdentity), identityProblem, call =>
    yaml(restrictedContainerSecurityContext(call)),
  ),
  labels: twin('seaworthy.labelsProblem', sample(labelFacts), labelsProblem, call => yaml(labels(call))),
  selectorLabels: twin('seaworthy.labelsProblem', sample(labelFacts), labelsProblem, call =>
    yaml(selectorLabels(call)),
  ),
}

const handlebars = compileTemplates(
  {
    chownInit:
      '{{chownInit name image uid gid mounts policy=policy env=env resources=resources imagePullPolicy=imagePullPolicy}}',
  },
  {},
)
const absent = { policy: null, env: null, resources: null, imagePullPolicy: null }

situation('the Handlebars helper gives the same bytes as the function, or refuses with it', () => {
  for (const call of sample(init)) {
    const problem = chownInitProblem(call.name, call.image, call.uid, call.gid, call.mounts, call)
    const render = () => handlebars.chownInit?.({ ...absent, ...call })
    const want = () => yaml(rootChownInitContainer(call.name, call.image, call.uid, call.gid, call.mounts, call))
    if (problem === undefined) assert.is(render(), want(), JSON.stringify(call))
    else assert.throws(render, (error: Error) => error.message.includes(problem), JSON.stringify(call))
  }
})

for (const major of ['helm3', 'helm4'] as const) {
  const helm = await tool(major)
  if (helm === undefined) {
    skipped(`the library chart under ${major}`, `no ${major}`)
    continue
  }

  table(`a named template gives the same bytes as its function, under ${major}`, twins, async (row, template) => {
    const got = await callTemplates(helm, {
      template: `seaworthy.${template}`,
      problem: row.problemTemplate,
      calls: row.calls,
    })
    const want = row.got()
    assert.is(got.length, want.length)
    for (const [index, rendered] of want.entries()) assert.equal(got[index], rendered, JSON.stringify(row.calls[index]))
    assert.ok(want.filter(({ problem }) => problem === '').length > want.length / 4, 'too few calls are accepted')
    assert.ok(
      want.some(({ problem }) => problem !== ''),
      'no call is refused',
    )
  })

  table(
    `a refusal ends the chart with the sentence of the library, under ${major}`,
    {
      'an id above the range': {
        call: 'include "seaworthy.chownCommand" (dict "uid" 2147483648 "gid" 1 "paths" (list "/data"))',
        want: () => chownCommand(2147483648, 1, ['/data']),
      },
      'the root directory': {
        call: 'include "seaworthy.chownCommand" (dict "uid" 1 "gid" 1 "paths" (list "/"))',
        want: () => chownCommand(1, 1, ['/']),
      },
      'root in a restricted context': {
        call: 'include "seaworthy.containerSecurityContext" (dict "user" 0)',
        want: () => restrictedContainerSecurityContext({ user: 0 }),
      },
    },
    async ({ call, want }) => assert.match(await failure(helm, call), sentenceOf(want)),
  )
}

function sentenceOf(refused: () => unknown): string {
  try {
    refused()
  } catch (error) {
    if (error instanceof InputError) return error.message
  }
  throw new Error('nothing was refused')
}
