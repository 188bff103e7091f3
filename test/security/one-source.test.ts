import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { agentChartFiles } from '../../scripts/agent-chart.ts'
import { factsFile } from '../../scripts/library-chart.ts'
import { table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')

/** A command that re-owns something: `chown` or `chgrp` with an option or an owner, as a script or as argv. */
const spelled = /\bch(own|grp)(['"]?,? +['"]?)(-[a-zA-Z]+\b|\d|\$\{[\w.]*(id|owner)|\{\{|"\$)/i

const generated = new Set([
  'src/render/embedded-templates.ts',
  relative(root, factsFile),
  ...Object.keys(agentChartFiles()).map(file => join('charts', file)),
])

function textsOf(folder: string): { file: string; lines: readonly string[] }[] {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  return files
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter(file => !generated.has(file) && !file.startsWith(join('src', 'security')))
    .map(file => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n') }))
}

table(
  'nothing but src/security spells a chown, in',
  { templates: undefined, charts: undefined, presets: undefined, src: undefined },
  (_, folder) => {
    const found = textsOf(folder).flatMap(({ file, lines }) =>
      lines.flatMap((line, index) => {
        const comment = /^\s*(\/\/|\/?\*|#|\{\{- \/\*)/.test(line)
        return !comment && spelled.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []
      }),
    )
    assert.equal(found, [])
  },
)

table(
  'the pattern finds',
  {
    'a script': { line: "command: ['sh', '-ec', 'chown -R 1:2 /data']", want: true },
    'a template': { line: '- chown -R {{ .Values.uid }}:{{ .Values.gid }} /data', want: true },
    'an argv': { line: "command: ['chown', '-R', '1:2', '/data']", want: true },
    'an owner without options': { line: 'chown 1000:1000 /data', want: true },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that is looked for
    'code that builds one': { line: 'const script = `chown ${owner} /data`', want: true },
    prose: { line: 'chown needs CAP_CHOWN', want: false },
    'a name': { line: 'export const chownInit = 1', want: false },
  },
  ({ line, want }) => assert.is(spelled.test(line), want),
)
