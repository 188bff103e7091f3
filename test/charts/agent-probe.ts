import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { isList, isMap, type Value } from '../../src/manifest/value.ts'
import { objectsIn } from '../render/smallest.ts'

const run = promisify(execFile)

/** The chart of the master. */
export const agentChart = resolve(import.meta.dirname, '../../charts/agent')

/** What a run of `helm` printed, or the words with which it failed. */
export interface HelmRun {
  readonly stdout: string
  readonly failure: string
}

/** Run a `helm` binary. */
export async function runHelm(helm: string, args: readonly string[]): Promise<HelmRun> {
  return run(helm, args, { maxBuffer: 1 << 27 }).then(
    ({ stdout }) => ({ stdout, failure: '' }),
    (error: { stdout: string; stderr: string }) => ({ stdout: error.stdout, failure: error.stderr }),
  )
}

/**
 * Every field of every object of a manifest, a line each, in the order of kind and name: Helm has its own. Maps lose their
 * order, lists keep it.
 */
export function fieldsOf(text: string): string[] {
  const fields = objectsIn(text).flatMap(({ ref, value }) => fieldsAt(`${ref.kind}/${ref.name}`, value))
  return fields.toSorted((a, b) => (a < b ? -1 : 1))
}

function fieldsAt(path: string, value: Value): string[] {
  if (isList(value) && value.length > 0) return value.flatMap((item, index) => fieldsAt(`${path}[${index}]`, item))
  if (!isMap(value) || Object.keys(value).length === 0) return [`${path}: ${JSON.stringify(value)}`]
  return Object.entries(value).flatMap(([key, entry]) => fieldsAt(`${path}.${key}`, entry))
}

/** What only one of two lists of fields has: `-` the wanted, `+` what there is instead. */
export function differences(want: readonly string[], got: readonly string[]): string[] {
  const missing = want.filter(field => !got.includes(field)).map(field => `- ${field}`)
  return [...missing, ...got.filter(field => !want.includes(field)).map(field => `+ ${field}`)]
}

/**
 * What the chart makes of each values, in one run of `helm template`: a chart that depends on it once for each, under an
 * alias. Throws what Helm says where it refuses any of them.
 */
export async function renderMany(helm: string, values: readonly object[]): Promise<string[]> {
  return withChart(async chart => {
    const aliases = values.map((_, index) => `a${index}`)
    const dependencies = aliases.map(alias => ({ name: 'agent', version: '0.1.0', repository: '', alias }))
    writeJson(join(chart, 'Chart.yaml'), { apiVersion: 'v2', name: 'probe', version: '0.1.0', dependencies })
    cpSync(agentChart, join(chart, 'charts/agent'), { recursive: true })
    writeJson(join(chart, 'v.json'), Object.fromEntries(values.map((given, index) => [`a${index}`, given])))
    const { stdout, failure } = await runHelm(helm, ['template', 'probe', chart, '-f', join(chart, 'v.json')])
    if (failure !== '') throw new Error(failure)
    const documents = stdout.split(/^---\n/m)
    return aliases.map(alias =>
      documents.filter(text => text.startsWith(`# Source: probe/charts/${alias}/`)).join('---\n'),
    )
  })
}

async function withChart<Result>(work: (chart: string) => Promise<Result>): Promise<Result> {
  const chart = mkdtempSync(join(tmpdir(), 'seaworthy-agent-'))
  mkdirSync(join(chart, 'templates'))
  return work(chart).finally(() => rmSync(chart, { recursive: true, force: true }))
}

/** JSON is YAML, but for characters that YAML takes only as escapes. */
function writeJson(file: string, value: object): void {
  const text = JSON.stringify(value)
  writeFileSync(
    file,
    text.replace(/[\u007f-\u009f]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
