import { relative, resolve } from 'node:path'
import { InputError } from '../error.ts'
import type { Comparison } from '../golden/compare.ts'
import { maskVolatile } from '../golden/volatile.ts'
import { type ChartCall, helmMajor, helmMinor, templateArguments } from '../helm/template.ts'
import type { GoldenCase, GoldenInput } from '../policy/golden-case.ts'
import { hardenTexts } from '../run/harden/harden-texts.ts'
import type { Settings } from '../workload/settings/settings.ts'
import { withSlashes } from './files/slashes.ts'
import { readPiped } from './input.ts'
import type { Io } from './process/io.ts'
import { renderAgain, tellsTime } from './render-again.ts'
import { renderText } from './render-text.ts'
import { helmCommand, helmTemplate, helmVersion } from './run-helm.ts'

/** A case made anew and what of it counts, or the reason why it cannot be made here. */
export type MadeCase = { readonly got: string; readonly compared: Comparison } | { readonly skipped: string }

/** What a case is made with. */
export interface Making {
  readonly settings: Settings
  /** The policy's folder, from which the paths of its cases start. */
  readonly folder: string
}

/** Render or read what the case names, and harden it as post-render would. */
export async function makeCase(golden: GoldenCase, making: Making, io: Io): Promise<MadeCase> {
  const input = await inputText(golden, making, io).catch(error => {
    throw error instanceof InputError
      ? new InputError(error.code, `${caseLine(golden, making)}${error.message}`)
      : error
  })
  if ('skipped' in input) return input
  const harden = (text: string) => hardenTexts([{ file: golden.name, text }], making.settings).texts[0]?.text ?? text
  const got = harden(input.text)
  const stable = input.again === undefined || input.again === input.text
  return {
    got: stable ? got : maskVolatile(got, harden(input.again)),
    compared: input.compared ?? 'bytes',
  }
}

/** What a case starts from, and the same made once more where it may differ each time. */
type CaseInput =
  | { readonly text: string; readonly again?: string; readonly compared?: Comparison }
  | { readonly skipped: string }

/** Where the policy writes the case, as a compiler names a line. */
function caseLine({ name, position }: GoldenCase, { settings: { policyFile } }: Making): string {
  const line =
    policyFile === undefined || position === undefined ? '' : `${policyFile}:${position.line}:${position.column}: `
  return `${line}golden case ${name}: `
}

async function inputText({ name, input }: GoldenCase, { folder, settings }: Making, io: Io): Promise<CaseInput> {
  switch (input.kind) {
    case 'stream':
      return { text: await readPiped(input.stream === '-' ? '-' : fileOf(input.stream, folder, io), io) }
    case 'template':
      return {
        text: await renderText(
          { templates: [input.template], values: input.values.map(file => fileOf(file, folder, io)) },
          settings,
          io,
        ),
      }
    case 'chart':
      return chartText(name, input, folder, io)
  }
}

/** A path of the policy, as the caller would write it. */
function fileOf(path: string, folder: string, io: Io): string {
  return withSlashes(relative(io.cwd(), resolve(folder, path)))
}

type ChartInput = Extract<GoldenInput, { readonly kind: 'chart' }>

/** `helm template` of the chart. Versions of Helm differ in order, hooks and layout, so a case may want one of them. */
async function chartText(
  release: string,
  { chart, values, helm, layout }: ChartInput,
  folder: string,
  io: Io,
): Promise<CaseInput> {
  const command = helmCommand(io)
  const version = await helmVersion(io)
  if (helmMajor(version) === undefined) return { skipped: `no ${io.env.HELM_BIN ? command : 'helm binary'} was found` }
  const recorded = recordedWith(helm, version)
  if (recorded === 'another major' || (recorded === 'another minor' && layout === undefined))
    return { skipped: unlike(helm, command, version) }
  const call = { release, chart: resolve(folder, chart), values: values.map(file => resolve(folder, file)) }
  const render = () => renderedChart(call, io)
  const compared = layout === undefined || recorded === 'this minor' ? 'bytes' : 'objects'
  return { text: await render(), again: await renderAgain(tellsTime(call.chart, io), render), compared }
}

type Recorded = 'this minor' | 'this major' | 'another minor' | 'another major'

/** How the Helm that a case names is related to the one that is there. */
function recordedWith(helm: ChartInput['helm'], version: string): Recorded {
  if (helm === undefined || helm === helmMajor(version)) return 'this major'
  if (helm === helmMinor(version)) return 'this minor'
  return helmMajor(`v${helm}.`) === helmMajor(version) ? 'another minor' : 'another major'
}

function unlike(helm: ChartInput['helm'], command: string, version: string): string {
  const installed = typeof helm === 'string' ? helmMinor(version) : helmMajor(version)
  return `it needs Helm ${helm}, and ${command} is Helm ${installed}`
}

async function renderedChart(call: ChartCall, io: Io): Promise<string> {
  const result = await helmTemplate(call, io)
  if (result?.status === 0) return result.stdout
  const line = [helmCommand(io), ...templateArguments(call)].join(' ')
  throw new InputError('BAD_TEMPLATE', `${line} failed:\n${result?.stderr.trim() ?? ''}`)
}
