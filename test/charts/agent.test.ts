import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { agentChartFiles, filesIn, libraryFiles } from '../../scripts/agent-chart.ts'
import { tool } from '../../scripts/tools.ts'
import { harden } from '../../src/index.ts'
import { streamOf } from '../../src/render/render.ts'
import { renderNamed } from '../../src/run/render/render-named.ts'
import { policy, presetCases, renderPreset } from '../render/preset-cases.ts'
import { refusal } from '../render/smallest.ts'
import { situation, skipped, table } from '../table.ts'
import { agentChart, differences, fieldsOf, type HelmRun, renderMany, runHelm } from './agent-probe.ts'
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

/** How values let others change the pod. */
function extensionOf({ agent }: { readonly agent?: unknown }): string | undefined {
  if (typeof agent !== 'object' || agent === null) return undefined
  return ['podTemplate', 'podOverrides'].find(field => field in agent)
}

/** What the renderer says of values: the text, or what is wrong with them. */
function answer(values: object): { readonly text: string; readonly problem: string } {
  let text = ''
  const read = { value: JSON.parse(JSON.stringify(values)), placeOf: () => '' }
  const { code, message } = refusal(() => {
    text = streamOf(renderNamed('agent', read))
  })
  return code === 'none' ? { text, problem: '' } : { text: '', problem: message }
}

/** What the post-renderer makes of the chart's objects. */
function postRendered(text: string): string {
  return harden(text).text
}

const sampled = fc.sample(agentValues, { seed: 20261121, numRuns: 3000 })
const answered = sampled.map(values => ({ values, ...answer(values) }))
/** Those that say most, of every way to change the pod: what is accepted by chance says little. */
const longest = answered.filter(({ problem }) => problem === '').toSorted((a, b) => b.text.length - a.text.length)
const accepted = ['podTemplate', 'podOverrides', undefined].flatMap(field =>
  longest.filter(({ values }) => extensionOf(values) === field).slice(0, 7),
)

const lints = {
  'the chart as it is': { chart: 'agent', args: [] },
  'the library chart': { chart: 'seaworthy-lib', args: [] },
  ...Object.fromEntries(
    agentPresets.map(({ values }) => [
      `preset ${values.join(' ')}`,
      { chart: 'agent', args: values.flatMap(file => ['-f', join(root, 'presets', `${file}.yaml`)]) },
    ]),
  ),
}

const image = { image: { repository: 'r', tag: '1' } }
interface Written {
  readonly args?: readonly string[]
  readonly values: string
}
const refusals: Readonly<
  Record<string, Written & { readonly want: string | { readonly helm3: string; readonly helm4: string } }>
> = {
  'no image': { values: '', want: 'agent.image.repository: found nothing, expected text' },
  'an image without a tag': {
    values: 'agent: { image: { repository: r } }',
    want: 'agent.image: found a map, expected a tag or a digest',
  },
  'no agent': { values: 'agent: null', want: 'agent.image.repository: found nothing, expected text' },
  'a tag that YAML takes for a number': {
    values: 'agent: { image: { repository: r, tag: 1.10 } }',
    want: {
      helm3: 'agent.image.tag: Invalid type. Expected: [string,null], given: number',
      helm4: "at '/agent/image/tag': got number, want null or string",
    },
  },
  'a key that nobody knows': {
    values: 'agent: { image: { repository: r, tga: "1" } }',
    want: {
      helm3: 'agent.image: Additional property tga is not allowed',
      helm4: "at '/agent/image': additional properties 'tga' not allowed",
    },
  },
  'an image that no runtime takes': {
    values: 'agent: { image: { repository: Bad Image, tag: "1" } }',
    want: {
      helm3: 'agent.image.repository: Does not match pattern',
      helm4: "at '/agent/image/repository': 'Bad Image' does not match pattern",
    },
  },
  'overrides of a wrong type': {
    values: `agent: ${JSON.stringify({ ...image, podOverrides: { env: 'A=b' } })}`,
    want: {
      helm3: 'agent.podOverrides.env: Invalid type. Expected: [array,null], given: string',
      helm4: "at '/agent/podOverrides/env': got string, want null or array",
    },
  },
}

/** Ways to change the pod that leave most of it as it is: lists that stay empty must stay away. */
const extensions = {
  'overrides of nothing': { podOverrides: {} },
  'overrides that add a container': { podOverrides: { extraContainers: [{ name: 'x' }] } },
  'overrides whose lists are empty': {
    podOverrides: {
      env: [],
      volumes: [],
      volumeMounts: [],
      extraContainers: [],
      imagePullSecrets: [],
      tolerations: [],
    },
  },
  'a template of nothing': { podTemplate: {} },
  'a template with the main container alone': { podTemplate: { containers: [{ name: 'release' }] } },
  'a template whose lists are empty': {
    podTemplate: { containers: [], initContainers: [], volumes: [], imagePullSecrets: [], hostAliases: [] },
  },
}

const smallestText = `agent: ${JSON.stringify(image)}\n`
const prints: Readonly<Record<string, Written & { readonly want: readonly string[] }>> = {
  'a large number of the values file': {
    values:
      'agent: { image: { repository: r, tag: "1" }, terminationGracePeriodSeconds: 2592000, livenessProbe: { periodSeconds: 31536000, tcpSocket: { port: 80 } } }',
    want: ['terminationGracePeriodSeconds: 2592000\n', 'periodSeconds: 31536000\n'],
  },
  'a large number of the command line': {
    args: ['--set', 'agent.terminationGracePeriodSeconds=2592000'],
    values: smallestText,
    want: ['terminationGracePeriodSeconds: 2592000\n'],
  },
  'a tag that looks like a number': {
    args: ['--set-string', 'agent.image.tag=1.10'],
    values: smallestText,
    want: ['image: r:1.10\n'],
  },
  'large ids': {
    values: `identity: { user: 2147483647, group: 2000000000 }\n${smallestText}`,
    want: ['runAsUser: 2147483647\n', 'runAsGroup: 2000000000\n'],
  },
  'text that looks like a number as text': {
    values: `annotations: { a: "2592000", b: "1.10", c: "on" }\n${smallestText}`,
    want: ['a: "2592000"\n', 'b: "1.10"\n', 'c: "on"\n'],
  },
  'the defaults of a section that was taken back': {
    values: `agent: ${JSON.stringify({ ...image, service: null, rbac: null })}`,
    want: ['kind: Role\n'],
  },
}

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
    const got = fieldsOf(harden(stdout, policy).text)
    assert.equal(differences(want, got), [])
    assert.equal(got, want)
  })

  situation(`generated values give the objects of the renderer, under ${major}`, async () => {
    const got = await renderMany(
      helm,
      accepted.map(({ values }) => values),
    )
    assert.is(accepted.length, 21)
    for (const [index, { values, text }] of accepted.entries())
      assert.equal(differences(fieldsOf(text), fieldsOf(postRendered(got[index] ?? ''))), [], JSON.stringify(values))
  })

  table(`lint --strict accepts, under ${major},`, lints, async ({ chart, args }) => {
    const { stdout, failure } = await runHelm(helm, ['lint', '--strict', join(root, 'charts', chart), ...args])
    assert.is(failure, '', stdout)
    assert.match(stdout, /1 chart\(s\) linted, 0 chart\(s\) failed/)
  })

  table(`the chart is refused with a sentence, under ${major}, for`, refusals, async ({ args = [], values, want }) => {
    const { stdout, failure } = await template(helm, args, values)
    assert.is(stdout, '')
    assert.match(failure, typeof want === 'string' ? want : want[major])
    assert.not.match(failure, 'nil pointer')
  })

  table(`the chart prints, under ${major},`, prints, async ({ args = [], values, want }) => {
    const { stdout, failure } = await template(helm, args, values)
    assert.is(failure, '')
    for (const line of want) assert.match(stdout, line)
    assert.not.match(stdout, /\de\+/)
  })

  table(`the chart gives the objects of the renderer, under ${major}, for`, extensions, async extension => {
    const agent = { ...image, ...extension }
    const { stdout, failure } = await template(helm, [], JSON.stringify({ agent }))
    assert.is(failure, '')
    const want = fieldsOf(answer({ name: 'release', namespace: 'default', agent }).text)
    assert.equal(differences(want, fieldsOf(stdout)), [])
    assert.not.match(stdout, 'null')
  })

  situation(`the release names what the values do not, under ${major}`, async () => {
    const values = { agent: { ...image, configMaps: [{ name: 'c', data: {} }] } }
    const { stdout, failure } = await template(helm, ['-n', 'prod'], JSON.stringify(values))
    assert.is(failure, '')
    assert.equal(
      differences(fieldsOf(answer({ name: 'release', namespace: 'prod', ...values }).text), fieldsOf(stdout)),
      [],
    )
  })
}

/** `helm template` of the chart, with values as a person writes them. */
async function template(helm: string, args: readonly string[], values: string): Promise<HelmRun> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-values-'))
  const file = join(folder, 'values.yaml')
  writeFileSync(file, values)
  return runHelm(helm, ['template', 'release', agentChart, '-f', file, ...args]).finally(() =>
    rmSync(folder, { recursive: true }),
  )
}
