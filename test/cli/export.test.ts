import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { call } from './call.ts'
import { podText, restrictedContext } from './manifests.ts'

const sound = podText({ context: restrictedContext })
const nameless = podText().replace('name: web', 'generateName: web-')
const custom = podText()
  .replace('apiVersion: v1\nkind: Pod', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout')
  .replace(/^spec:\n/m, 'spec:\n  template:\n    spec:\n')
  .replace(/( {2}containers:[\s\S]*)/, text => text.replaceAll(/^/gm, '    '))

interface Row {
  readonly command: string
  readonly stdin: string
  readonly code: number
  readonly stdout?: RegExp
  readonly stderr?: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'kustomize: patches with targets': {
    command: 'export --as kustomize',
    stdin: podText(),
    code: 0,
    stdout:
      /^kind: Component\npatches:\n {2}# Pod\/web\n[\s\S]* {2}- target:\n {6}version: v1\n {6}kind: Pod\n {6}name: web\n/m,
  },
  'kustomize: nothing to change': {
    command: 'export --as kustomize',
    stdin: sound,
    code: 0,
    stdout: /nothing to change[\s\S]*patches: \[\]\n$/,
  },
  'kustomize: a kind of others by a JSON patch': {
    command: 'export --as kustomize',
    stdin: custom,
    code: 0,
    stdout: /- op: test\n +path: \/spec\/template\/spec\/containers\/0\/name\n +value: web\n/,
  },
  'kustomize: an object without a name': {
    command: 'export --as kustomize',
    stdin: nameless,
    code: 1,
    stdout: /patches: \[\]/,
    stderr: /^seaworthy: Pod\/web-: not exported: it has no name \(generateName/,
  },
  'kustomize: two objects of one name': {
    command: 'export --as kustomize',
    stdin: `${podText()}---\n${podText()}`,
    code: 1,
    stdout: /patches: \[\]/,
    stderr: /Pod\/web: not exported: another object has the same kind and name/,
  },
  'map: a policy and its binding': {
    command: 'export --as map -n agents',
    stdin: podText(),
    code: 0,
    stdout:
      /kind: MutatingAdmissionPolicy\n[\s\S]*name: seaworthy-agents-pod-web\n[\s\S]*\n---\n[\s\S]*kind: MutatingAdmissionPolicyBinding\n/,
  },
  'map: no namespace is said': {
    command: 'export --as map',
    stdin: podText(),
    code: 2,
    stdout: /^$/,
    stderr: /Pod\/web: found no namespace, and each policy of a cluster is for one; give --namespace NAME/,
  },
  'map: a kind that is served nobody knows where': {
    command: 'export --as map -n agents',
    stdin: custom,
    code: 1,
    stderr: /Rollout\/web in agents: not exported: it is not known where the API server serves Rollout/,
  },
  'kyverno: a ClusterPolicy': {
    command: 'export --as kyverno -n agents',
    stdin: podText(),
    code: 0,
    stdout: /kind: ClusterPolicy\n[\s\S]*namespaces:\n +- agents\n[\s\S]*patchStrategicMerge:\n/,
  },
  '--strict: what is left is said, and nothing is exported': {
    command: 'export --as kustomize --strict',
    stdin: podText({ spec: ['hostNetwork: true'] }),
    code: 1,
    stdout: /^$/,
    stderr: /hostNetwork/,
  },
  'no form': {
    command: 'export',
    stdin: sound,
    code: 2,
    stderr: /--as: expected one of kustomize, kyverno, map, values/,
  },
  'another form': { command: 'export --as helm', stdin: sound, code: 2, stderr: /--as: found "helm", expected one of/ },
  '--check of nothing': {
    command: 'export --as map --check',
    stdin: sound,
    code: 2,
    stderr: /--check: expected --output FILE/,
  },
  'nothing arrives': { command: 'export --as kustomize', stdin: '', code: 2, stdout: /^$/, stderr: /nothing arrived/ },
}

table('export', rows, async ({ command, stdin, code, stdout = /^/, stderr = /^$/ }) => {
  const got = await call(command, { stdin })
  assert.is(got.code, code, got.stderr)
  assert.match(got.stdout, stdout)
  assert.match(got.stderr, stderr)
})

const two = `${podText()}---\n${podText().replace('name: web', 'name: db')}`

table(
  'export --check',
  {
    'nothing changed': { later: two, code: 0, stderr: /^$/ },
    'an object is gone': {
      later: podText(),
      code: 1,
      stderr: /^seaworthy: out\.yaml: Pod\/db: matches nothing in the manifests\n/,
    },
    'an object was hardened by hand': {
      later: two.replace(podText(), sound),
      code: 1,
      stderr: /^seaworthy: out\.yaml: Pod\/web: nothing changes any more\n/,
    },
    'an object came': {
      later: `${two}---\n${podText().replace('name: web', 'name: cache')}`,
      code: 1,
      stderr: /^seaworthy: out\.yaml: Pod\/cache: is not exported yet\n/,
    },
    'a container is called otherwise': {
      later: two.replace('- name: web', '- name: app'),
      code: 1,
      stderr: /^seaworthy: out\.yaml: Pod\/web: changes in another way by now\n/,
    },
  },
  async ({ later, code, stderr }) => {
    const first = await call('export --as kustomize --output out.yaml', { stdin: two })
    assert.is(first.stdout, 'wrote out.yaml\n')
    const got = await call('export --as kustomize --output out.yaml --check', { stdin: later, files: first.files })
    assert.is(got.code, code, got.stderr)
    assert.match(got.stderr, stderr)
    assert.is(got.files['out.yaml'], first.files['out.yaml'])
  },
)

table('export --check of policies', { map: 'map', kyverno: 'kyverno' }, async form => {
  const first = await call(`export --as ${form} -n x --output out.yaml`, { stdin: two })
  const again = await call(`export --as ${form} -n x --output out.yaml --check`, { stdin: two, files: first.files })
  assert.equal({ code: again.code, stderr: again.stderr }, { code: 0, stderr: '' })
  const gone = await call(`export --as ${form} -n x --output out.yaml --check`, {
    stdin: podText(),
    files: first.files,
  })
  assert.is(gone.code, 1)
  assert.match(gone.stderr, /seaworthy-x-pod-db: is for nothing in the manifests that changes/)
})
