import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { renderAgent, renderWorkerJob, type ValuesInput } from '../../src/index.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { inputs, valuesOf } from '../drift/inputs.ts'
import { errorsOf, platforms, rendered } from '../laws/platforms.ts'
import { levelOfPreset, presetCases, renderPreset } from '../render/preset-cases.ts'
import { table } from '../table.ts'
import { type Accepted, acceptedText } from './accepted.ts'
import type { Api } from './api.ts'
import { apiFor } from './here.ts'
import { proven } from './proven.ts'

interface Printed {
  readonly text: string
  readonly level: Level
}

const presets = presetCases.map((one): readonly [string, readonly Printed[]] => [
  one.golden,
  [{ text: renderPreset(one), level: levelOfPreset(one) }],
])

/** The same of platforms whose pods others change, at every level; values that we refuse first are not among them. */
const platform = fc
  .sample(platforms, { seed: 20261129, numRuns: 60 })
  .flatMap(given => rendered({ ...given, namespace: `rendered-${given.level}` } as ValuesInput) ?? [])
  .filter(({ reports }) => reports.flatMap(errorsOf).length === 0)
  .map(({ given: { level = 'restricted' }, text }): Printed => ({ text, level }))

/** Master and worker of generated values, at the level that the values are for. */
const generated = fc.sample(inputs, { seed: 20261128, numRuns: 40 }).map((given): Printed => {
  const values = { ...valuesOf(given), namespace: `rendered-${given.level}` }
  const text = renderAgent(values).text + renderWorkerJob(values, { id: 'one', prompt: 'go' }).text
  return { text, level: given.level }
})

const api = apiFor('rendered objects')
if (api !== undefined) {
  table(
    'the API server takes what render prints',
    Object.fromEntries([...presets, ['40 generated values', generated], ['generated platforms', platform]]),
    async printed => {
      const results = await eachAfterTheOther(api, printed)
      const refusals = results.flatMap(result => result.refusals)
      const asked = results.reduce((sum, result) => sum + result.asked, 0)
      assert.ok(printed.length > 0)
      proven('objects that render prints are accepted', asked - refusals.length, asked)
      assert.equal(refusals, [])
    },
  )
  table('no connection is left open', { 'to the API server': api }, one => one.close())
}

/** Two of them may name one namespace and mean different levels of it. */
async function eachAfterTheOther(server: Api, printed: readonly Printed[]): Promise<readonly Accepted[]> {
  const results: Accepted[] = []
  for (const { text, level } of printed) results.push(await acceptedText(server, text, level))
  return results
}
