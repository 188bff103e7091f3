import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { isList, isMap, type Value } from '../../src/manifest/value.ts'
import { policies } from '../laws/policies.ts'
import { lawfulStreams } from '../laws/streams.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { type ExportedStream, exportedStream, objectsByName, placedIn } from './streams.ts'

const subject = 'what Kyverno makes of a workload by an export is what post-render makes'
const kyverno = await toolFor(subject, 'kyverno')

/** How many workloads change under each policy, and how many of them Kyverno cannot be told of. */
const rows: Readonly<Record<string, { readonly atLeast: number; readonly missing: number }>> = {
  'the default policy': { atLeast: 60, missing: 0 },
  'harden.runAs': { atLeast: 60, missing: 0 },
  'baseline on volumes of somebody else': { atLeast: 50, missing: 0 },
  'everything that can be asked for': { atLeast: 60, missing: 0 },
}

/** Helm 3 and 4 differ in order alone, of which an export knows nothing. */
const streams = lawfulStreams().filter(({ name }) => !name.startsWith('helm3/'))

if (kyverno !== undefined)
  table(`${subject}, under`, rows, async ({ atLeast, missing }, policy) => {
    const settings = policies[policy]
    assert.ok(settings)
    const exported = streams.flatMap(({ name, text }, index) => {
      const placed = placedIn(`export-${index}`, text, settings)
      return exportedStream({ name, text: placed }, 'kyverno', settings) ?? []
    })
    const changed = exported.flatMap(one => one.changed)
    assert.ok(changed.length >= atLeast, `${changed.length} workloads change`)
    const reasons = exported.flatMap(one => one.exported.missing)
    assert.is(reasons.length, missing, JSON.stringify(reasons))
    const got = await mutatedBy(kyverno, exported)
    // It also prints what no policy is for.
    const wanted = new Map(exported.flatMap(({ want }) => [...want]))
    for (const key of changed) assert.ok(got.has(key), key)
    for (const [key, value] of got) assert.equal(served(value), served(wanted.get(key) ?? null), key)
  })

/**
 * What an API server makes of it. A merge of Kyverno (of kyaml) drops maps without fields, and `annotations: null` comes out
 * as a map without any. A volume without a source is an emptyDir (pkg/apis/core/v1/defaults.go `SetDefaults_Volume`).
 */
function served(value: Value): Value {
  if (isList(value)) return value.map(served)
  if (!isMap(value)) return value
  const fields = Object.entries(value).filter(([key, field]) => !(isEmptyMap(field) && saysNothing.has(key)))
  return Object.fromEntries(fields.map(([key, field]) => [key, served(field)]))
}

const saysNothing: ReadonlySet<string> = new Set(['annotations', 'emptyDir'])

function isEmptyMap(value: Value): boolean {
  return isMap(value) && Object.keys(value).length === 0
}

/** Everything in one call: each policy is for one workload of one namespace. */
function mutatedBy(command: string, exported: readonly ExportedStream[]): Promise<ReadonlyMap<string, Value>> {
  const files = {
    'policies.yaml': exported.map(({ exported: { text } }) => text).join(''),
    'workloads.yaml': exported.map(({ text }) => text).join(''),
    'mutated.yaml': '',
  }
  return withFolder(files, async cwd => {
    const args = ['apply', 'policies.yaml', '--resource', 'workloads.yaml', '--output', 'mutated.yaml']
    const { status, stdout, stderr } = await ended({ command: resolve(command), args, cwd, seconds: 300 })
    assert.is(status, 0, `${stdout.slice(-2000)}${stderr.slice(-2000)}`)
    return objectsByName(readFileSync(join(cwd, 'mutated.yaml'), 'utf8'))
  })
}
