import * as assert from 'uvu/assert'
import type { Io, ProgramInput } from '../../src/cli/process/io.ts'
import { table } from '../table.ts'
import { call } from './call.ts'
import { podText } from './manifests.ts'

const files = {
  'chart/Chart.yaml': 'name: web\nversion: 0.1.0\n',
  'chart/values.yaml': 'a: 1\n',
  'overlay/kustomization.yml': 'resources: []\n',
  'plain/pod.yaml': podText(),
  'v.yaml': 'a: 1\n',
}

/** What a program was called with, where only `present` are there. */
function machine(present: readonly string[]) {
  const calls: { line: string; env: ProgramInput['env'] }[] = []
  const run: Io['run'] = async (command, args, given) => {
    if (!present.includes(command)) return undefined
    calls.push({ line: [command, ...args].join(' '), env: given?.env })
    return { status: 0, stdout: podText(), stderr: '' }
  }
  return { calls, run }
}

interface CallRow {
  readonly command: string
  readonly present: readonly string[]
  readonly want: string
}

const callRows: Readonly<Record<string, CallRow>> = {
  'a chart': { command: 'check chart', present: ['helm'], want: 'helm template -- chart /project/chart' },
  'a chart with everything': {
    command: 'explain chart -f v.yaml --set a=b --set-string c=d --kube-version v1.35 -n agents --release db',
    present: ['helm'],
    want: 'helm template --values /project/v.yaml --set a=b --set-string c=d --kube-version v1.35 --namespace agents -- db /project/chart',
  },
  'a kustomization': {
    command: 'check overlay',
    present: ['kustomize', 'kubectl'],
    want: 'kustomize build -- /project/overlay',
  },
  'a kustomization without kustomize': {
    command: 'lock overlay --allow-registry none.example.com',
    present: ['kubectl'],
    want: 'kubectl kustomize -- /project/overlay',
  },
}

table('a folder is rendered by', callRows, async ({ command, present, want }) => {
  const { calls, run } = machine(present)
  await call(command, { files }, { run })
  assert.equal(
    calls.map(({ line }) => line),
    [want],
  )
})

table(
  'Helm sees nothing of whose machine it is: ',
  {
    HELM_REPOSITORY_CONFIG: '/tmp/of-its-own/config/repositories.yaml',
    HELM_PLUGINS: '/tmp/of-its-own/plugins',
    KUBECONFIG: '/tmp/of-its-own/kubeconfig',
    HELM_NAMESPACE: undefined,
  },
  async (want, name) => {
    const { calls, run } = machine(['helm'])
    await call('check chart', { files }, { run })
    assert.ok(Object.hasOwn(calls[0]?.env ?? {}, name))
    assert.is(calls[0]?.env?.[name], want)
  },
)

table(
  'a folder that cannot be rendered: ',
  {
    'no Helm': {
      command: 'check chart',
      want: 'chart: a chart is rendered by Helm, and there is no helm on PATH; install it, or pipe `helm template` in',
    },
    'no kustomize': {
      command: 'explain overlay',
      want: 'overlay: a kustomization is built by kustomize, and there is no kustomize or kubectl on PATH; install one, or pipe `kustomize build` in',
    },
    'fix of a chart': {
      command: 'fix --write chart',
      want: "chart: a chart's manifests are in no file; pipe them in, `helm template NAME chart | seaworthy fix`, or let Helm call seaworthy by --post-renderer",
    },
    'fix of a kustomization': {
      command: 'fix overlay',
      want: "overlay: a kustomization's manifests are in no file; pipe them in, `kustomize build overlay | seaworthy fix`",
    },
    'values for no chart': {
      command: 'check plain -f v.yaml',
      want: '--values: expected a chart to render, a folder that holds Chart.yaml; manifests are named without an option',
    },
    'a release for a kustomization': {
      command: 'check overlay --release db',
      want: '--release: expected a chart to render, a folder that holds Chart.yaml',
    },
    'values that are not there': {
      command: 'check chart -f nothing.yaml',
      want: 'nothing.yaml: cannot be read (no such file or folder)',
    },
  },
  async ({ command, want }) => {
    const { code, stdout, stderr } = await call(command, { files })
    assert.equal({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `seaworthy: ${want}\n` })
  },
)

table(
  'a report is not written over',
  { 'a template': 'chart/Chart.yaml', 'the values of a chart': 'chart/values.yaml', 'values that are named': 'v.yaml' },
  async output => {
    const { run } = machine(['helm'])
    const { code, stderr } = await call(`check chart -f v.yaml --format json --output ${output}`, { files }, { run })
    assert.is(code, 2)
    assert.match(stderr, 'cannot be written (it is an input of this run)')
  },
)
