import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { agentChartFiles, filesIn, libraryFiles } from '../../scripts/agent-chart.ts'
import { tool } from '../../scripts/tools.ts'
import { renderNamed } from '../../src/render/named.ts'
import { mechanismOf } from '../../src/render/pod/storage.ts'
import { streamOf } from '../../src/render/render.ts'
import { type Claim, claim, identity } from '../../src/render/values/pod.ts'
import { validateValues } from '../../src/render/values/validate.ts'
import { levels } from '../../src/workload/level.ts'
import { storageProfiles } from '../../src/workload/settings.ts'
import { presetCases, renderPreset } from '../render/preset-cases.ts'
import { refusal } from '../render/smallest.ts'
import { situation, skipped, table } from '../table.ts'
import { agentChart, callMany, differences, fieldsOf, renderMany, runHelm } from './agent-probe.ts'
import { agentValues } from './agent-values.ts'

const root = resolve(import.meta.dirname, '../..')

table('the chart has what is generated from TypeScript:', agentChartFiles(), (text, file) => {
  const path = join(root, 'charts', file)
  assert.is(existsSync(path) ? readFileSync(path, 'utf8') : '', text, 'npx tsx scripts/agent-chart.ts writes it')
})

situation('the chart holds a copy of the library chart and nothing beside it', () => {
  assert.equal(
    filesIn(join(agentChart, 'charts')),
    libraryFiles().map(file => join('seaworthy-lib', file)),
  )
})

situation('the chart has the version of the package, and so has its dependency', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const versions = [...readFileSync(join(agentChart, 'Chart.yaml'), 'utf8').matchAll(/version: (.*)/g)]
  assert.equal(
    versions.map(([, found]) => found),
    [version, version],
  )
})

const agentPresets = presetCases.filter(({ template }) => template === 'agent')
const presets = Object.fromEntries(agentPresets.map(preset => [preset.values.join(' '), preset]))

/** Storage by profile, by facts and by none, with facts over it. The user below owns some, and can enter some. */
const known: readonly Pick<Claim, 'profile' | 'storage'>[] = [
  {},
  ...storageProfiles.flatMap(profile => [{ profile }, { profile, storage: { fsGroup: 'never' as const } }]),
  ...['1000:1000', '10000:10000', '0:0', '0:2000', '1000:10000'].flatMap(owner =>
    ['0755', '2775', '0577', '777', '0700'].map(mode => ({
      storage: { fsGroup: 'never' as const, root: { owner, mode } },
    })),
  ),
]
const user = identity.parse({ user: 10000, group: 10000, supplementalGroups: [2000] })
const questions = levels.flatMap(level =>
  known.flatMap(storage =>
    [['ReadWriteOnce'], ['ReadWriteMany'], ['ReadOnlyMany', 'ReadWriteOncePod']].flatMap(accessModes =>
      [{}, { chownable: false }, { chownable: true }].map(chownable => ({
        values: { level, identity: user },
        claim: claim.parse({ name: 'x', accessModes, ...storage, storage: { ...storage.storage, ...chownable } }),
      })),
    ),
  ),
)

/** What the renderer says of values: the text, or what is wrong with them. */
function answer(values: object): { readonly text: string; readonly problem: string } {
  const { code, message } = refusal(() => validateValues(values))
  if (code !== 'none') return { text: '', problem: message }
  return {
    text: streamOf(renderNamed('agent', { value: JSON.parse(JSON.stringify(values)), placeOf: () => '' })),
    problem: '',
  }
}

const sampled = fc.sample(agentValues, { seed: 20261121, numRuns: 1500 })
const answered = sampled.map(values => ({ values, ...answer(values) }))
/** Those that say most: what is accepted by chance says little. */
const accepted = answered
  .filter(({ problem }) => problem === '')
  .toSorted((a, b) => b.text.length - a.text.length)
  .slice(0, 12)
const asked = answered.slice(0, 300)

for (const major of ['helm3', 'helm4'] as const) {
  const helm = await tool(major)
  if (helm === undefined) {
    skipped(`the chart of the master under ${major}`, `no ${major}`)
    continue
  }

  table(`${major} template gives the objects of the renderer for preset`, presets, async preset => {
    const files = preset.values.flatMap(file => ['-f', join(root, 'presets', `${file}.yaml`)])
    const { stdout, failure } = await runHelm(helm, ['template', 'release', agentChart, ...files])
    assert.is(failure, '')
    const want = fieldsOf(renderPreset(preset))
    assert.equal(differences(want, fieldsOf(stdout)), [])
    assert.equal(fieldsOf(stdout), want)
  })

  situation(`the mechanism is the renderer's for every profile, storage and level, under ${major}`, async () => {
    const got = await callMany(helm, 'include "agent.mechanism" $call', questions)
    const want = questions.map(question => mechanismOf(question.claim, user, question.values.level) ?? '')
    const said = (mechanisms: readonly string[]) =>
      questions.map((question, index) => `${JSON.stringify(question)}: ${mechanisms[index]}`)
    assert.equal(said(got), said(want))
    assert.equal([...new Set(want)].toSorted(), ['', 'chownInit', 'fsGroup', 'none', 'ownerAlignedInit'])
  })

  situation(`generated values give the objects of the renderer, under ${major}`, async () => {
    const got = await renderMany(
      helm,
      accepted.map(({ values }) => values),
    )
    assert.is(accepted.length, 12)
    for (const [index, { values, text }] of accepted.entries())
      assert.equal(differences(fieldsOf(text), fieldsOf(got[index] ?? '')), [], JSON.stringify(values))
  })

  situation(`generated values are refused for what the renderer refuses them, under ${major}`, async () => {
    const problems =
      'include "agent.problems" (include "agent.filled" (dict "Values" $call "Release" $.Release) | fromJson)'
    const got = await callMany(
      helm,
      problems,
      asked.map(({ values }) => values),
    )
    for (const [index, { values, problem }] of asked.entries()) assert.is(got[index], problem, JSON.stringify(values))
    assert.ok(asked.filter(({ problem }) => problem !== '').length > 50)
  })
}
