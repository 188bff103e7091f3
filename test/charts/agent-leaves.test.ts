import * as assert from 'uvu/assert'
import { tool } from '../../scripts/tools.ts'
import { InputError } from '../../src/error.ts'
import { harden } from '../../src/index.ts'
import { isMap, type ValueMap } from '../../src/manifest/value.ts'
import { streamOf } from '../../src/render/render.ts'
import { assigned } from '../../src/render/values/merge.ts'
import { renderNamed } from '../../src/run/render/render-named.ts'
import { situation, skipped } from '../table.ts'
import { agentLeaves, areaOf, type LeafValues, together, valuesOfLeaf } from './agent-leaves.ts'
import { differences, fieldsOf, renderMany } from './agent-probe.ts'

/** Leaves that only say what values may be together: no object has them. */
const silent = new Set([
  'agent.allowInlineSecrets',
  'agent.reserved.prefixes.*',
  'agent.reserved.env.*',
  'agent.podTemplate.serviceAccountName',
  'agent.podOverrides.serviceAccountName',
])

const leaves = agentLeaves().map(valuesOfLeaf)

/** What is rendered; undefined for values that are refused. */
function rendered(values: ValueMap): string | undefined {
  try {
    return streamOf(renderNamed('agent', { value: values, placeOf: () => '' }))
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** Whether a leaf shows in what is rendered of values that hold it. */
function shows({ path, one, first, values: own }: LeafValues, values: ValueMap, text: string | undefined): boolean {
  const other = values === own ? first : assigned(values, path, one)
  const changed = isMap(other) ? rendered(other) : undefined
  return text !== undefined && changed !== undefined && changed !== text
}

interface Group {
  readonly area: string
  values: ValueMap
  readonly held: LeafValues[]
}

/** Values that hold many leaves each: a chart takes a second for each. */
const groups: Group[] = []
for (const leaf of leaves) {
  const area = areaOf(leaf)
  const fits = groups.find(group => {
    const both = group.area === area ? together(group.values, leaf.values) : undefined
    if (both === undefined || !isMap(both)) return false
    group.values = both
    return true
  })
  if (fits !== undefined) fits.held.push(leaf)
  else groups.push({ area, values: leaf.values, held: [leaf] })
}
const texts = groups.map(({ values }) => rendered(values))

situation('every leaf of the values shows in what is rendered', () => {
  assert.ok(leaves.length > 300, String(leaves.length))
  const hidden = groups.flatMap(({ values, held }, index) =>
    held.flatMap(leaf => (silent.has(leaf.leaf) || shows(leaf, values, texts[index]) ? [] : [leaf.leaf])),
  )
  assert.equal(hidden, [])
})

// One major is enough here: test/charts/agent.test.ts holds both against the renderer.
const helm = await tool('helm3')
if (helm === undefined) skipped('the chart knows every leaf of the values', 'no helm3')
else
  situation('the chart knows every leaf of the values', async () => {
    const charts = await renderMany(
      helm,
      groups.map(({ values }) => values),
    )
    for (const [index, want] of texts.entries()) {
      const got = fieldsOf(harden(charts[index] ?? '').text)
      assert.equal(differences(fieldsOf(want ?? ''), got), [])
    }
  })
