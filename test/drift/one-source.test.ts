import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { agentChartFiles } from '../../scripts/agent-chart.ts'
import { factsFile } from '../../scripts/library-chart.ts'
import { table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')

/** What only `src/security` may write down, as code, YAML, JSON and Helm templates would spell it. */
const spellings: Readonly<Record<string, RegExp>> = {
  // `chown` or `chgrp` with an option or an owner, as a script or as argv.
  'a command that re-owns': /\bch(own|grp)(['"]?,? +['"]?)(-[a-zA-Z]+\b|\d|\$\{[\w.]*(id|owner)|\{\{|"\$)/i,
  'a value of allowPrivilegeEscalation': /\ballowPrivilegeEscalation['"]?\]?[:,]?\s*(value:\s*)?(true|false)\b/,
  'a value of runAsNonRoot': /\brunAsNonRoot['"]?\]?[:,]?\s*(value:\s*)?(true|false)\b/,
  'the seccomp profile': /['"]RuntimeDefault['"]|\btype['"]?:\s*RuntimeDefault\b/,
  'the capabilities that go': /\bdrop['"]?[:,]?\s*[[(]?\s*(list\s+)?['"]?ALL\b|^\s*-\s*['"]?ALL\b/,
  'a group of volumes': /\bfsGroup['"]?\]?[:,]?\s*\d/,
}

/** Files that spell one of these for another reason than to make a workload. */
const allowed: Readonly<Record<string, { readonly what: string; readonly why: string }>> = {
  'src/pss/find.ts': { what: 'the seccomp profile', why: 'reads it: the profiles that Pod Security admits' },
  'src/harden/enforce/pod.ts': { what: 'the seccomp profile', why: 'reads it: a profile that is good already stays' },
  'src/pss/checks/seccompProfile_restricted.ts': { what: 'the seccomp profile', why: "is Pod Security's own message" },
  ...Object.fromEntries(
    ['kelos/task', 'obol/master', 'obol/spawned'].map(preset => [
      `presets/${preset}.yaml`,
      { what: 'a group of volumes', why: 'is values: where a platform says who it is' },
    ]),
  ),
}

const generated = new Set([
  'src/render/embedded-templates.ts',
  relative(root, factsFile),
  ...Object.keys(agentChartFiles()).map(file => join('charts', file)),
])

function filesOf(folder: string): readonly string[] {
  return (
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
      // A page: what FINDINGS.md is written from.
      .filter(file => file !== join('src', 'report', 'words', 'finding-help.ts'))
      .filter(file => !generated.has(file) && !file.startsWith(join('src', 'security')) && !file.endsWith('.md'))
      .toSorted()
  )
}

/** The lines of a text that spell something, as `file:line`. Comments may say what they like. */
function spelledIn(file: string, text: string, pattern: RegExp): string[] {
  const code = text.replaceAll(/\/\*.*?\*\//gs, comment => comment.replaceAll(/[^\n]/g, ''))
  return code.split('\n').flatMap((line, index) => {
    const comment = /^\s*(\/\/|#)/.test(line)
    return !comment && pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []
  })
}

const files = ['templates', 'charts', 'presets', 'src'].flatMap(filesOf)
const texts = files.map(file => ({ file, text: readFileSync(join(root, file), 'utf8') }))

table('nothing but src/security spells', spellings, (pattern, what) => {
  const others = texts.filter(({ file }) => allowed[file]?.what !== what)
  assert.ok(others.length > 300)
  assert.equal(
    others.flatMap(({ file, text }) => spelledIn(file, text, pattern)),
    [],
  )
})

table('a file that may spell something still does', allowed, ({ what }, file) => {
  const { text } = texts.find(found => found.file === file) ?? { text: '' }
  assert.is.not(spelledIn(file, text, spellings[what] ?? /^/).length, 0, 'take it off the list')
})

const planted: Readonly<Record<string, { readonly line: string; readonly what: string }>> = {
  'a script': { line: "command: ['sh', '-ec', 'chown -R 1:2 /data']", what: 'a command that re-owns' },
  'a chown of a template': {
    line: '- chown -R {{ .Values.uid }}:{{ .Values.gid }} /data',
    what: 'a command that re-owns',
  },
  'an argv': { line: "command: ['chown', '-R', '1:2', '/data']", what: 'a command that re-owns' },
  'an owner without options': { line: 'chown 1000:1000 /data', what: 'a command that re-owns' },
  'a script that is built': {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that is looked for
    line: 'const script = `chown ${owner} /data`',
    what: 'a command that re-owns',
  },
  'escalation in code': { line: '{ allowPrivilegeEscalation: false }', what: 'a value of allowPrivilegeEscalation' },
  'escalation in YAML': { line: '  allowPrivilegeEscalation: false', what: 'a value of allowPrivilegeEscalation' },
  'escalation in JSON': { line: '{"allowPrivilegeEscalation":false}', what: 'a value of allowPrivilegeEscalation' },
  'escalation in Helm': {
    line: '{{- dict "allowPrivilegeEscalation" false -}}',
    what: 'a value of allowPrivilegeEscalation',
  },
  'escalation as a change': {
    line: "set(['securityContext', 'allowPrivilegeEscalation'], false)",
    what: 'a value of allowPrivilegeEscalation',
  },
  'non-root in YAML': { line: 'runAsNonRoot: true', what: 'a value of runAsNonRoot' },
  'non-root as a change': { line: "{ field: ['runAsNonRoot'], value: true }", what: 'a value of runAsNonRoot' },
  'a profile in code': { line: "seccompProfile: { type: 'RuntimeDefault' }", what: 'the seccomp profile' },
  'a profile in YAML': { line: '  type: RuntimeDefault', what: 'the seccomp profile' },
  'capabilities in code': { line: "capabilities: { drop: ['ALL'] }", what: 'the capabilities that go' },
  'capabilities in YAML': { line: 'drop: [ALL]', what: 'the capabilities that go' },
  'capabilities on a line of their own': { line: '    - ALL', what: 'the capabilities that go' },
  'capabilities in Helm': { line: '{{ dict "drop" (list "ALL") }}', what: 'the capabilities that go' },
  'a group in YAML': { line: 'fsGroup: 1000', what: 'a group of volumes' },
  'a group in Helm': { line: '(dict "fsGroup" 65532)', what: 'a group of volumes' },
}

table('the test finds', planted, ({ line, what }) =>
  assert.equal(spelledIn('a', `first\n${line}\n`, spellings[what] ?? /^$/), [`a:2: ${line.trim()}`]),
)

table(
  'the test does not mind',
  {
    prose: 'chown needs CAP_CHOWN',
    'a name': 'export const chownInit = 1',
    'a comment': '// runAsNonRoot: true',
    'a comment of a template': '{{- /* allowPrivilegeEscalation: false */ -}}',
    'a message': "'must set securityContext.runAsNonRoot=true'",
    'a type': "runAsNonRoot: 'boolean'",
    'a fact that is looked up': 'value: restrictedContainer.allowPrivilegeEscalation',
    'what storage does': "fsGroup: 'never'",
    'a value that is passed on': 'fsGroup: volumeGroup(identity)',
  },
  line =>
    assert.equal(
      Object.values(spellings).flatMap(pattern => spelledIn('a', line, pattern)),
      [],
    ),
)
