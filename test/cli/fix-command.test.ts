import * as assert from 'uvu/assert'
import { readArguments } from '../../src/cli/options/arguments.ts'
import { proposedFix } from '../../src/cli/options/fix-command.ts'
import { fileOptions, hardenOptions, reportOptions } from '../../src/cli/options/options.ts'
import { renderingOptions } from '../../src/cli/options/rendering.ts'
import type { FolderSource } from '../../src/cli/render-folder.ts'
import { compact } from '../../src/manifest/compact.ts'
import { table } from '../table.ts'
import { call } from './call.ts'

const options = {
  ...renderingOptions,
  ...hardenOptions,
  ...fileOptions,
  ...reportOptions,
  lowest: { type: 'boolean' },
} as const

table(
  'the call of fix that a call of check names',
  {
    'has its files': { args: ['a.yaml', 'b'], want: 'seaworthy fix a.yaml b' },
    'has the options that decide, and no others': {
      args: [
        '--level',
        'baseline',
        '-n',
        'x',
        '--no-lock',
        '--strict',
        '--verbose',
        '--lowest',
        '--format',
        'text',
        'a.yaml',
      ],
      want: 'seaworthy fix --level baseline --namespace x --no-lock a.yaml',
    },
    'is read by a shell as it was meant': {
      args: ['--exclude', '*.test.yaml', '--namespace', 'a b', "it's $(x).yaml"],
      want: "seaworthy fix --exclude '*.test.yaml' --namespace 'a b' 'it'\\''s $(x).yaml'",
    },
    'is post-render for a pipe': {
      args: ['--level=baseline', '--exclude', 'a'],
      want: 'seaworthy post-render --level baseline',
    },
    'is post-render for -': { args: ['-'], want: 'seaworthy post-render' },
    'pipes a chart in, as Helm renders it here': {
      args: [
        '--level',
        'baseline',
        '-n',
        'x',
        '-f',
        'my values.yaml',
        '--set',
        'a=b',
        '--release',
        'rel',
        './charts/web/',
      ],
      sources: ['chart'],
      want: "helm template rel ./charts/web/ --namespace x --values 'my values.yaml' --set a=b | seaworthy fix --level baseline --namespace x",
    },
    'calls a release as the chart': {
      args: ['charts/Web/'],
      sources: ['chart'],
      want: 'helm template web charts/Web/ | seaworthy fix',
    },
    'pipes a kustomization in': {
      args: ['overlay/'],
      sources: ['kustomization'],
      want: 'kustomize build overlay/ | seaworthy fix',
    },
    'is none for two charts': { args: ['a/', 'b/'], sources: ['chart', 'chart'], want: undefined },
    'names a few files at most': {
      args: Array.from({ length: 30 }, (_, index) => `file-${index}.yaml`),
      want: 'seaworthy fix FILE...',
    },
  },
  ({
    args,
    want,
    ...given
  }: {
    args: readonly string[]
    want: string | undefined
    sources?: readonly FolderSource[]
  }) => {
    const call = readArguments(args, { name: 'check', options, called: 'named' })
    const sources = given.sources ?? []
    const texts = call.operands.map((file, index) => ({ file, text: '', ...compact({ source: sources[index] }) }))
    assert.is(proposedFix(call.operands, texts, call), want)
  },
)

const pod = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { hostNetwork: true, containers: [{ name: web, image: registry.example.com/web:1.0, securityContext: { runAsUser: 5 } }] }
`

table(
  'the last line of check',
  {
    'says what the call would take away': {
      args: 'check a.yaml',
      want: /\n4 of 5 can be fixed: seaworthy fix a\.yaml\n$/,
    },
    'follows the level': {
      args: 'check --level baseline a.yaml',
      want: /\n1 error in 1 pod of 1 object; 1 pod without a namespace\n$/,
    },
    'is not there where it is quiet': { args: 'check --quiet a.yaml', want: /\)\n$/ },
    'is not there in post-render': { args: 'check --format json a.yaml', want: /\}\n$/ },
  },
  async ({ args, want }) => assert.match((await call(args, { files: { 'a.yaml': pod } })).stdout, want),
)

table('of many pods nobody counts what can be fixed', { few: 500, many: 501 }, async count => {
  const text = Array.from({ length: count }, (_, index) => pod.replace('name: web', `name: web-${index}`)).join('---\n')
  const { stdout } = await call('check a.yaml', { files: { 'a.yaml': text } })
  const want = count > 500 ? /\nto see what can be fixed: seaworthy fix a\.yaml\n$/ : /\n2000 of 2500 can be fixed: /
  assert.match(stdout, want)
})

/** A text of so many documents is made in parts, none of which is written before all are made. */
table(
  'a check of 501 documents',
  {
    'goes to the standard output': {
      args: 'check a.yaml',
      first: pod,
      want: /\n2500 errors in 500 pods of 501 objects/,
    },
    'goes to a file': {
      args: 'check --format text --output b.txt a.yaml',
      first: pod,
      want: /\n2500 errors in 500 pods/,
    },
    'counts what can be fixed where pods are few': {
      args: 'check a.yaml',
      first: 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n',
      want: /\n4 of 5 can be fixed: /,
    },
    'fails as a whole': { args: 'check a.yaml c.yaml', first: pod, want: /^$/ },
  },
  async ({ args, first, want }) => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n'
    const documents = Array.from({ length: 499 }, (_, index) => first.replace('name: web', `name: web-${index}`))
    const files = { 'a.yaml': [...documents, pod, config].join('---\n'), 'c.yaml': `a: ${'['.repeat(200_000)}` }
    const result = await call(args, { files })
    assert.match(result.files['b.txt'] ?? result.stdout, want)
  },
)

table('the call does what the line says', { once: 'fix --write a.yaml' }, async args => {
  const { files } = await call(args, { files: { 'a.yaml': pod } })
  assert.match(
    (await call('check a.yaml', { files: { 'a.yaml': Object.values(files)[0] ?? '' } })).stdout,
    /\n1 error in/,
  )
})
