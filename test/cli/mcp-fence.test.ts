import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { callTool } from '../../src/cli/mcp/call-tool.ts'
import { processIo } from '../../src/cli/process/process-io.ts'
import { withFolder } from '../support/folder.ts'
import { inFolder, withPrograms } from '../support/real-io.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { podText, policyText } from './manifests.ts'

const kustomization = (...lines: readonly string[]) =>
  `${['resources:', ...lines.map(line => `  - ${line}`)].join('\n')}\n`

/** What lies on a disk: `served` is the working folder, and the rest is not to be read. */
const disk = {
  'secret/pod.yaml': podText().replace('name: web', 'name: secret'),
  'secret/kustomization.yaml': kustomization('pod.yaml'),
  'secret/values.yaml': 'a: secret\n',
  'secret/schema.json': '{"properties": {"a": {"enum": ["Pod/secret"]}}}\n',
  'secret/policy.yaml': policyText('level: privileged'),
  'seaworthy.yaml': policyText('level: privileged'),
  'served/web.yaml': podText(),
  'served/base/web.yaml': podText(),
  'served/base/kustomization.yaml': kustomization('web.yaml'),
  'served/overlay/kustomization.yaml': kustomization('../base'),
  'served/outside/kustomization.yaml': kustomization('../../secret'),
  'served/middle/kustomization.yaml': kustomization('../outside'),
  'served/linked/kustomization.yaml': kustomization('base'),
  'served/broken/kustomization.yaml': 'resources: [../../secret\n',
  'served/chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 0.1.0\n',
  'served/chart/templates/web.yaml': podText(),
  'served/leak/Chart.yaml': 'apiVersion: v2\nname: leak\nversion: 0.1.0\n',
  'served/leak/templates/web.yaml': '{{ .Files.Get "pod.txt" }}\n',
  'served/leak-schema/Chart.yaml': 'apiVersion: v2\nname: leak\nversion: 0.1.0\n',
  'served/leak-schema/values.yaml': 'a: 1\n',
  'served/leak-schema/templates/web.yaml': podText(),
  'served/local/kustomization.yaml': kustomization('http://127.0.0.1:9/pod.yaml'),
  'served/own/Chart.yaml': 'apiVersion: v2\nname: own\nversion: 0.1.0\n',
} as const

/** Links, by the path that they lie at. */
const links = {
  'served/link.yaml': '../secret/pod.yaml',
  'served/out': '../secret',
  'served/linked/base': '../../secret',
  'served/leak/pod.txt': '../../secret/pod.yaml',
  'served/own/templates': '../chart/templates',
  'served/seaworthy.yaml': '../secret/policy.yaml',
} as const

interface Row {
  readonly tool?: string
  readonly given: Readonly<Record<string, unknown>>
  readonly named?: string
  readonly want: RegExp
  readonly isError?: boolean
}

const rows: Readonly<Record<string, Row>> = {
  'a file': { given: { files: ['web.yaml'] }, want: /Pod\/web/, isError: false },
  'the folder, without what links lead to': {
    given: { files: ['.'] },
    want: /left out link\.yaml \(a link out of the folder that is served\)/,
    isError: false,
  },
  'a path upward': {
    given: { files: ['../secret/pod.yaml'] },
    want: /^\.\.\/secret\/pod\.yaml: cannot be read \(it is outside /,
  },
  'a path that no file can have': {
    given: { files: ['web.yaml\0.txt'] },
    want: /web\.yaml\\u0000\.txt: cannot be read \(no path holds a NUL byte\)$/,
  },
  'an absolute path': {
    given: { files: ['/etc/hostname'] },
    want: /^\/etc\/hostname: cannot be read \(it is outside /,
  },
  'a path upward to what is not there': {
    given: { files: ['../nothing.yaml'] },
    want: /^\.\.\/nothing\.yaml: cannot be read \(it is outside /,
  },
  'a folder outside': { given: { files: ['../secret'] }, want: /^\.\.\/secret: cannot be read \(it is outside / },
  'a link to a file': { given: { files: ['link.yaml'] }, want: /^link\.yaml: cannot be read \(it is outside / },
  'a path through a link': {
    given: { files: ['out/pod.yaml'] },
    want: /^out\/pod\.yaml: cannot be read \(it is outside /,
  },
  'values outside': {
    tool: 'render',
    given: { template: 'agent', valuesFiles: ['out/values.yaml'] },
    want: /^out\/values\.yaml: cannot be read \(it is outside /,
  },
  'values of a chart outside': {
    given: { files: ['chart'], valuesFiles: ['../secret/values.yaml'] },
    want: /^\.\.\/secret\/values\.yaml: cannot be read \(it is outside /,
  },
  'templates outside': {
    tool: 'render',
    given: { template: 'agent', templates: '../secret', set: ['name=a'] },
    want: /^--templates \.\.\/secret: expected a folder/,
  },
  'a message that names a file outside': {
    tool: 'explain_error',
    given: { files: ['web.yaml'], error: '@../secret/pod.yaml' },
    want: /^error +@\.\.\/secret\/pod\.yaml/,
    isError: false,
  },
  'a policy above, and a link to one, which do not count': {
    given: { files: ['web.yaml'] },
    want: /allowPrivilegeEscalation != false/,
    isError: false,
  },
  'a policy that the starter named, wherever it is': {
    given: { files: ['web.yaml'] },
    named: '../secret/policy.yaml',
    want: /^no findings in 1 pod of 1 object; .*policy \.\.\/secret\/policy\.yaml/,
    isError: false,
  },
  'a chart': {
    given: { files: ['chart'] },
    want: /^chart\/templates\/web\.yaml \(line \d+ as rendered\): Pod\/web: /,
    isError: false,
  },
  'a chart with a link to what is served, too': { given: { files: ['own'] }, want: /Pod\/web/, isError: false },
  'a chart with a link out': {
    given: { files: ['leak'] },
    want: /^leak\/pod\.txt: leads out of \S+, the folder that is served, so nothing that holds it is rendered$/,
  },
  'a chart whose schema quotes a file outside': { given: { files: ['leak-schema'] }, want: /Pod\/web/, isError: false },
  'a kustomization that names an address of this machine': {
    given: { files: ['local'] },
    want: /^\S*kustomization\.yaml: http:\/\/127\.0\.0\.1:9\/pod\.yaml: this server opens no connection$/,
  },
  'a kustomization': { given: { files: ['overlay'] }, want: /Pod\/web/, isError: false },
  'a kustomization that names a folder outside': {
    given: { files: ['outside'] },
    want: /\/secret: leads out of \S+, the folder that is served/,
  },
  'a kustomization of one that does': {
    given: { files: ['middle'] },
    want: /\/secret: leads out of \S+, the folder that is served/,
  },
  'a kustomization with a link out': { given: { files: ['linked'] }, want: /^linked\/base: leads out of / },
  'a kustomization that we cannot read': { given: { files: ['broken'] }, want: /kustomization\.yaml: / },
}

const [helm, kustomize] = [
  await toolFor('mcp and charts', 'helm3'),
  await toolFor('mcp and kustomizations', 'kustomize'),
]
const able = Object.entries(rows).filter(([name]) => {
  if (name.startsWith('a chart')) return helm !== undefined
  return !name.startsWith('a kustomization') || kustomize !== undefined
})

table('a tool reads', Object.fromEntries(able), ({ tool = 'check', given, named, want, isError = true }) =>
  withFolder(disk, async folder => {
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      symlinkSync(target, join(folder, path))
    }
    writeFileSync(
      join(folder, 'served/leak-schema/values.schema.json'),
      JSON.stringify({ $ref: `file://${folder}/secret/schema.json` }),
    )
    const programs = await withPrograms({ ...(helm && { helm }), ...(kustomize && { kustomize }) })
    const io = { ...inFolder(await processIo(), join(folder, 'served')), ...programs, env: {} }
    const options: Record<string, string> = named === undefined ? {} : { policy: named }
    const session = { io, options, named: Object.values(options), seconds: 60 }
    const answer = await callTool(tool, given, session, new AbortController().signal)
    const text = answer.texts.join('\n')
    assert.match(text, want)
    assert.not.match(text, 'Pod/secret')
    assert.is(answer.isError, isError)
  }),
)
