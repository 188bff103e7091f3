import * as assert from 'uvu/assert'
import type { Value } from '../../src/manifest/value.ts'
import { policies } from '../laws/policies.ts'
import { lawfulStreams } from '../laws/streams.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { type ExportedStream, exportedStream, objectsByName } from './streams.ts'

const kustomize = await toolFor('what kustomize makes of an export is what post-render makes', 'kustomize')

/** How many workloads post-render changes under each policy: an export of nothing would be equal, too. */
const rows: Readonly<Record<string, number>> = {
  'the default policy': 60,
  'harden.runAs': 60,
  'baseline on volumes of somebody else': 50,
  'everything that can be asked for': 60,
}

/** Helm 3 and 4 differ in order alone, of which an export knows nothing. */
const streams = lawfulStreams().filter(({ name }) => !name.startsWith('helm3/'))

if (kustomize !== undefined)
  table('what kustomize makes of an export is what post-render makes, under', rows, async (atLeast, policy) => {
    const settings = policies[policy]
    assert.ok(settings)
    const exported = streams.flatMap(stream => exportedStream(stream, 'kustomize', settings) ?? [])
    const changed = exported.flatMap(({ changed }) => changed)
    assert.ok(changed.length >= atLeast, `${changed.length} workloads change`)
    const got = await builtBy(kustomize, exported)
    for (const [index, { name, want, exported: one }] of exported.entries()) {
      assert.equal(one.missing, [], name)
      for (const [key, value] of want) assert.equal(got.get(`${index} ${key}`), value, name)
    }
  })

/** Everything in one call: each stream is an overlay of its own, whose names begin with its number. */
function builtBy(command: string, exported: readonly ExportedStream[]): Promise<ReadonlyMap<string, Value>> {
  const folders = exported.map((_, index) => `s${index}`)
  const files = exported.flatMap(({ text, exported: { text: component } }, index): [string, string][] => [
    [`s${index}/all.yaml`, text],
    [`s${index}/hardening/kustomization.yaml`, component],
    [
      `s${index}/kustomization.yaml`,
      `resources: [all.yaml]\ncomponents: [hardening]\nnamePrefix: ${prefixOf(index)}\n`,
    ],
  ])
  const top = `resources: [${folders.join(', ')}]\n`
  return withFolder({ ...Object.fromEntries(files), 'kustomization.yaml': top }, async cwd => {
    const { status, stdout, stderr } = await ended({ command, args: ['build', '.'], cwd, seconds: 300 })
    assert.is(status, 0, stderr)
    return new Map([...objectsByName(stdout)].map(([key, value]) => unprefixed(key, value)))
  })
}

/** No chart says such a thing: kustomize also puts it before the names of claims, from where it is taken away again. */
function prefixOf(index: number): string {
  return `seaworthy-test-${index}-`
}

function unprefixed(key: string, value: Value): readonly [string, Value] {
  const [, prefix = '', index = ''] = /(seaworthy-test-(\d+)-)/.exec(key) ?? []
  return [`${index} ${key.replace(prefix, '')}`, JSON.parse(JSON.stringify(value).replaceAll(prefix, ''))]
}
