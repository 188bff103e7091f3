/**
 * Write what `charts/agent` has from TypeScript: `npx tsx scripts/agent-chart.ts`. The schema and the defaults of values
 * come from zod, the tables behind decisions from `src/render`, and the library chart is copied, because npm packs no
 * symbolic links and a chart must render without `helm dependency build`. `test/charts` fails when any of it is stale.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { agentFacts } from './agent-facts.ts'
import { chartSchema, chartValues } from './agent-values.ts'

const charts = resolve(import.meta.dirname, '../charts')
const vendored = join(charts, 'agent/charts/seaworthy-lib')

/** Every generated file of the chart, by its path in the repository's `charts`. */
export function agentChartFiles(): Readonly<Record<string, string>> {
  return {
    'agent/values.schema.json': `${JSON.stringify(chartSchema(), null, 1)}\n`,
    'agent/values.yaml': chartValues(),
    'agent/templates/_facts.tpl': factsTemplate(),
    ...Object.fromEntries(
      libraryFiles().map(file => [
        `agent/charts/seaworthy-lib/${file}`,
        readFileSync(join(charts, 'seaworthy-lib', file), 'utf8'),
      ]),
    ),
  }
}

/** The files of the library chart that Helm reads. */
export function libraryFiles(): string[] {
  return filesIn(join(charts, 'seaworthy-lib')).filter(file => file !== 'README.md')
}

/** Every file below a folder, as paths from there, in order. */
export function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).toSorted()
}

function factsTemplate(): string {
  const templates = Object.entries(agentFacts()).map(
    ([name, fact]) => `{{- define "agent.fact.${name}" -}}\n${fact}\n{{- end -}}\n`,
  )
  return ['{{- /* Generated from src/render by scripts/agent-chart.ts: do not edit. */ -}}\n', ...templates].join('\n')
}

function write(): void {
  rmSync(vendored, { recursive: true, force: true })
  for (const [file, text] of Object.entries(agentChartFiles())) {
    mkdirSync(dirname(join(charts, file)), { recursive: true })
    writeFileSync(join(charts, file), text)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) write()
