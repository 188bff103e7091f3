import { setTimeout as wait } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { jsonLine } from '../../src/manifest/text/json.ts'
import { inTurns } from '../../src/manifest/turns.ts'
import { isMap, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { exportHardened } from '../../src/run/export/export.ts'
import { hardenSources } from '../../src/run/harden/harden.ts'
import { readSource } from '../../src/run/read-source.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { objectsByName, withoutNulls } from '../export/streams.ts'
import { policies } from '../laws/policies.ts'
import { lawfulStreams } from '../laws/streams.ts'
import { table } from '../table.ts'
import { type Api, collectionPath, messageOf } from './api.ts'
import { apiFor } from './here.ts'
import { makeNamespace } from './namespaces.ts'
import { proven } from './proven.ts'

/** How many workloads the policies change at least: nothing is equal to nothing, too. */
const rows: Readonly<Record<string, number>> = {
  'baseline on volumes of somebody else': 40,
  'everything that can be asked for': 60,
}

const streams = lawfulStreams().filter(({ name }) => !name.startsWith('helm3/'))

/** A workload of a stream, in a namespace of its stream: as it is, and as post-render leaves it. */
interface Case {
  readonly name: string
  readonly namespace: string
  readonly before: ValueMap
  readonly after: ValueMap
}

const api = apiFor('what a MutatingAdmissionPolicy makes of a workload')
if (api !== undefined) {
  table('what the API server makes of a workload is what post-render makes, under', rows, async (atLeast, policy) => {
    const settings = policies[policy]
    assert.ok(settings)
    const number = Object.keys(rows).indexOf(policy)
    const exported = streams.map((stream, index) => exportedCases(stream, `export-${number}-${index}`, settings))
    const cases = exported.flatMap(one => one.cases)
    assert.ok(cases.length >= atLeast, `${cases.length} workloads change`)
    for (const namespace of new Set(cases.map(one => one.namespace))) await makeNamespace(api, namespace, 'privileged')
    const want = await inTurns(cases, 6, one => served(api, one, one.after))
    for (const object of exported.flatMap(one => one.policies)) await make(api, object)
    const got = await inTurns(cases, 6, (one, index) => settled(api, one, want[index] ?? ''))
    proven(
      'workloads that an exported policy hardens',
      got.filter((text, index) => text === want[index]).length,
      cases.length,
    )
    for (const [index, one] of cases.entries()) assert.is(got[index], want[index], `${one.name} ${one.namespace}`)
    // An update of what is hardened already changes nothing.
    const again = await inTurns(cases, 6, one => served(api, one, one.after))
    assert.equal(again, want)
    assert.ok(exported.flatMap(one => one.missing).every(reason => /a list changes whose items/.test(reason)))
  })
  table('no connection is left open', { 'to the API server': api }, one => one.close())
}

function exportedCases(
  stream: { readonly name: string; readonly text: string },
  namespace: string,
  settings: Settings,
) {
  const text = placedIn(stream.text, namespace, settings)
  const hardened = hardenSources([readSource({ file: '-', text }, settings)], settings)
  const after = objectsByName(hardened.sources[0]?.text() ?? '')
  const { pieces, missing } = exportHardened(hardened, 'map', settings)
  const titles = new Set(missing.map(({ title }) => title))
  const cases = [...objectsByName(text)].flatMap(([key, before]): readonly Case[] => {
    const [hard, title] = [after.get(key), titleOf(before)]
    if (!isMap(before) || !isMap(hard) || jsonLine(before) === jsonLine(hard) || titles.has(title)) return []
    return [{ name: `${stream.name} ${title}`, namespace, before, after: hard }]
  })
  return {
    cases,
    policies: cases.length === 0 ? [] : pieces.map(({ value }) => value),
    missing: missing.map(({ reason }) => reason),
  }
}

function titleOf(object: Value): string {
  const metadata = mapAt(object, 'metadata')
  return `${textAt(isMap(object) ? object : {}, 'kind')}/${textAt(metadata, 'name')} in ${textAt(metadata, 'namespace')}`
}

/** The workloads of a stream that the server serves, each in `namespace`, whatever they say; of two that are called alike the first. */
function placedIn(text: string, namespace: string, settings: Settings): string {
  const seen = new Set<string>()
  const { objects } = readSource({ file: '-', text }, settings)
  const served = objects
    .filter(({ ref }) => /^(v1|apps\/v1|batch\/v1)$/.test(ref.apiVersion) && kinds.has(ref.kind))
    .filter(({ value }) => textAt(mapAt(value, 'metadata'), 'name') !== undefined)
    .filter(({ ref }) => !seen.has(`${ref.kind}/${ref.name}`) && seen.add(`${ref.kind}/${ref.name}`))
  return served
    .map(({ value }) => `---\n${jsonLine({ ...value, metadata: { ...mapAt(value, 'metadata'), namespace } })}\n`)
    .join('')
}

const kinds = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet'])

/** What the server would store of an object, or why it refuses it; nothing is made. */
async function served(server: Api, { namespace }: Case, object: ValueMap): Promise<string> {
  const answer = await server.ask({
    method: 'POST',
    path: `${await pathOf(server, object, namespace)}?dryRun=All`,
    body: object,
  })
  if (answer.status >= 300) return messageOf(answer)
  // The volume of a token and the selector of a Job are called otherwise each time.
  return jsonLine(withoutNulls(answer.body.spec ?? null)).replaceAll(
    /kube-api-access-\w+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    '…',
  )
}

/** The server takes a while to know its policies. */
async function settled(server: Api, one: Case, want: string): Promise<string> {
  for (let left = 60; ; left -= 1) {
    const got = await served(server, one, one.before)
    if (got === want || left === 0) return got
    await wait(500)
  }
}

async function make(server: Api, object: ValueMap): Promise<void> {
  const answer = await server.ask({ method: 'POST', path: await pathOf(server, object, ''), body: object })
  assert.ok(answer.status < 300, `${messageOf(answer)}\n${jsonLine(object)}`)
}

async function pathOf(server: Api, object: ValueMap, namespace: string): Promise<string> {
  const apiVersion = textAt(object, 'apiVersion') ?? ''
  const resource = await server.resourceOf(apiVersion, textAt(object, 'kind') ?? '')
  assert.ok(resource)
  return collectionPath(apiVersion, resource, namespace)
}
