import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { mergeValues } from '../../render/values/merge.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { type ChartValues, chartValues, valuesIn } from '../../run/suggest/chart-values.ts'
import { searchValues } from '../../run/suggest/search.ts'
import { suggestionJson } from '../../run/suggest/suggestion-json.ts'
import { type Render, startTrials } from '../../run/suggest/trial.ts'
import { valuesFile } from '../../run/suggest/values-file.ts'
import { chartFiles } from '../chart-files.ts'
import type { Command } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import { readText } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions, levelOptions } from '../options/options.ts'
import { type Rendering, renderingOf, renderingOptions } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { rememberInputs, renderChart, sourceOfFolder } from '../render-folder.ts'
import { loadSettings, wrongOption } from '../settings.ts'

const formats = ['values', 'json'] as const

/** Which of a chart's own values end what is wrong with what it renders. Found by rendering; nothing is written but the answer. */
export const suggestCommand: Command = {
  options: {
    ...commonOptions,
    ...levelOptions,
    ...renderingOptions,
    renders: { type: 'string' },
    strict: { type: 'boolean' },
    format: { type: 'string' },
    output: { type: 'string' },
  },
  run: runSuggest,
}

async function runSuggest(args: Arguments, io: Io): Promise<ExitCode> {
  const chart = await chartOperand(args, io)
  const format = formatOption(args.text('format'))
  const renders = rendersOption(args.text('renders'))
  const output = args.text('output')
  if (output !== undefined) await io.refuseTarget(output)
  const { settings } = await loadSettings(args, io, args.operands)
  const rendering = renderingOf(args, settings)
  await rememberInputs(chart, rendering, io)
  const values = await valuesOfChart(chart, rendering, io)
  const suggestion = await io.inTemporaryFolder(async folder => {
    const render = renderer(chart, rendering, { folder, io })
    const onRender = (count: number) => io.progress(`rendered ${count} times, at most ${renders}`)
    const trials = await startTrials(render, settings, { renders, onRender })
    if ('error' in trials) throw trials.error
    return searchValues(values, trials, { settings, lanes: availableParallelism() })
  })
  const text = format === 'json' ? suggestionJson(suggestion) : valuesFile(suggestion, visible(chart))
  if (output === undefined) io.stdout(text)
  else {
    await io.writeFile(output, text)
    if (!args.has('quiet')) io.stdout(`wrote ${visible(output)}\n`)
  }
  return exitStatusOf(
    suggestion.remaining.map(({ item }) => item.finding),
    settings,
  )
}

async function chartOperand({ operands, text }: Arguments, io: Io): Promise<string> {
  const [chart, ...rest] = operands
  const called = text('as') === undefined ? 'suggest' : 'export --as values'
  const expected = `${called}: expected one folder that holds Chart.yaml`
  if (chart === undefined) throw new InputError('USAGE', expected)
  if (rest.length > 0) throw new InputError('USAGE', `${expected}, found ${operands.length} operands`)
  if ((await sourceOfFolder(chart, io)) !== 'chart')
    throw new InputError('USAGE', `${expected}, found ${visible(chart)}`)
  return chart
}

function formatOption(text = 'values'): (typeof formats)[number] {
  const format = formats.find(name => name === text)
  if (format === undefined) throw wrongOption('format', text, formats.join(' or '))
  return format
}

/** The chart is rendered twice before anything is tried. */
const fewest = 3
const mostRenders = 100_000

function rendersOption(text = '400'): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < fewest || count > mostRenders)
    throw wrongOption('renders', text, `a number from ${fewest} to ${mostRenders}`)
  return count
}

/** What values files of the call say counts as a default. */
async function valuesOfChart(chart: string, { values }: Rendering, io: Io): Promise<ChartValues> {
  const own = chartValues(await chartFiles(chart, io))
  const given = await Promise.all(values.map(async file => valuesIn(await readText(file, io))))
  return { ...own, tree: given.reduce(mergeValues, own.tree) }
}

interface Workplace {
  readonly folder: string
  readonly io: Io
}

/** Each render has a values file of its own, as some run at the same time. */
function renderer(chart: string, rendering: Rendering, { folder, io }: Workplace): Render {
  let count = 0
  return async values => {
    count += 1
    const file = join(folder, `${count}.json`)
    await io.writeFile(file, JSON.stringify(values))
    try {
      return { text: await renderChart(chart, { ...rendering, values: [...rendering.values, file] }, io) }
    } catch (error) {
      if (error instanceof InputError) return { error }
      throw error
    }
  }
}
