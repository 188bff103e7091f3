import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const library = resolve(import.meta.dirname, '../../charts/seaworthy-lib')

/** What real Helm makes of a named template: its text, or the sentence of the refusal. */
export interface Rendered {
  readonly problem: string
  readonly text: string
}

/** A named template, the one that says why it would fail, and the arguments of each call. */
export interface Probe {
  readonly template: string
  readonly problem: string
  readonly calls: readonly object[]
}

/** Call named templates of the library chart in one run of `helm template`, with the calls as a values file. */
export async function callTemplates(helm: string, { template, problem, calls }: Probe): Promise<Rendered[]> {
  const chart = probeChart(`
{{- range $index, $call := .Values.calls }}
  c{{ $index }}: {{ $problem := include "${problem}" $call -}}
{{ b64enc (toRawJson (dict "problem" $problem "text" (eq $problem "" | ternary (list $call) list | include "probe.call"))) }}
{{- end }}
{{- define "probe.call" }}{{ range . }}{{ include "${template}" . }}{{ end }}{{ end }}`)
  try {
    writeFileSync(join(chart, 'calls.json'), printable(JSON.stringify({ calls })))
    const { stdout } = await run(helm, ['template', 'probe', chart, '-f', join(chart, 'calls.json')], {
      maxBuffer: 1 << 26,
    })
    return [...stdout.matchAll(/^ {2}c\d+: (.*)$/gm)].map(([, encoded = '']) =>
      JSON.parse(Buffer.from(encoded, 'base64').toString()),
    )
  } finally {
    rmSync(chart, { recursive: true, force: true })
  }
}

/** What `helm template` prints on stderr when the library chart refuses a call. */
export async function failure(helm: string, call: string): Promise<string> {
  const chart = probeChart(`\n  call: {{ ${call} }}`)
  return run(helm, ['template', 'probe', chart])
    .then(
      ({ stdout }) => `no failure: ${stdout}`,
      (error: { stderr: string }) => error.stderr,
    )
    .finally(() => rmSync(chart, { recursive: true, force: true }))
}

/** A chart beside the library, with one ConfigMap whose `data` is given. */
export function probeChart(data: string): string {
  const chart = mkdtempSync(join(tmpdir(), 'seaworthy-chart-'))
  mkdirSync(join(chart, 'templates'))
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: probe\nversion: 0.1.0\n')
  writeFileSync(
    join(chart, 'templates/probe.yaml'),
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: probe\ndata:${data}\n`,
  )
  cpSync(library, join(chart, 'charts/seaworthy-lib'), { recursive: true })
  return chart
}

/** Helm reads values as YAML, which takes characters that it does not print only as escapes. */
function printable(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
