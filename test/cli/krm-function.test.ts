import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { call } from './call.ts'

/** As kustomize 5.8.2 sends one: its six annotations, the items first, the configuration last. */
function listOf({ items = podItem, rest = '' }: { readonly items?: string; readonly rest?: string } = {}): string {
  return `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n${items}${rest}`
}

const podItem = `items:
- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      config.k8s.io/id: "1"
      config.kubernetes.io/index: "0"
      internal.config.kubernetes.io/annotations-migration-resource-id: "0"
      internal.config.kubernetes.io/id: "1"
      internal.config.kubernetes.io/index: "0"
      kustomize.config.k8s.io/id: |
        group: ""
        kind: Pod
    name: web
  spec:
    containers:
    - image: registry.example.com/web:1.0 # kept
      name: web
      securityContext:
        runAsUser: 10001
`

function policyOf(...lines: readonly string[]): string {
  const own = lines.map(line => `  ${line}\n`).join('')
  return `functionConfig:\n  apiVersion: seaworthy.dev/v1alpha1\n  kind: Policy\n  metadata:\n    name: harden\n${own}`
}

interface Row {
  readonly stdin: string
  readonly command?: string
  readonly files?: Readonly<Record<string, string>>
  readonly code: number
  readonly stdout?: RegExp
  readonly stderr?: RegExp
}

const hardened = /runAsUser: 10001\n {8}allowPrivilegeEscalation: false\n/

const rows: Readonly<Record<string, Row>> = {
  'items are hardened, and all else stays': {
    stdin: listOf(),
    code: 0,
    stdout:
      /^apiVersion: config[\s\S]*kustomize\.config\.k8s\.io\/id: \|\n {8}group: ""\n[\s\S]*1\.0 # kept\n[\s\S]*allowPrivilegeEscalation: false\n/,
  },
  'the policy in functionConfig counts': {
    stdin: listOf({ rest: policyOf('level: privileged') }),
    code: 0,
    stdout: /^(?![\s\S]*allowPrivilegeEscalation)/,
  },
  'a policy in functionConfig counts instead of a file': {
    stdin: listOf({ rest: policyOf('level: restricted') }),
    files: { 'seaworthy.yaml': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nlevel: privileged\n' },
    code: 0,
    stdout: hardened,
  },
  'without functionConfig the policy of the folder counts': {
    stdin: listOf(),
    files: { 'seaworthy.yaml': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nlevel: privileged\n' },
    code: 0,
    stdout: /^(?![\s\S]*allowPrivilegeEscalation)/,
  },
  'an empty ConfigMap, as kpt makes one, says nothing': {
    stdin: listOf({ rest: 'functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  data: {}\n' }),
    code: 0,
    stdout: hardened,
  },
  'a bad policy is named by its field': {
    stdin: listOf({ rest: policyOf('levle: baseline') }),
    code: 2,
    stdout: /^$/,
    stderr:
      /^seaworthy: standard input:\d+:3: functionConfig\.levle: found a key that a policy does not have; did you mean level\?\n$/,
  },
  'functionConfig of another kind': {
    stdin: listOf({ rest: 'functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  data: { level: baseline }\n' }),
    code: 2,
    stdout: /^$/,
    stderr:
      /functionConfig: found v1 ConfigMap, expected a policy: apiVersion: seaworthy\.dev\/v1alpha1 and kind: Policy/,
  },
  'a path of the policy that leads out of the folder': {
    stdin: listOf({ rest: policyOf('report: ../x.json') }),
    code: 2,
    stdout: /^$/,
    stderr: /functionConfig|report/,
  },
  'no items': { stdin: listOf({ items: 'items: []\n' }), code: 2, stdout: /^$/, stderr: /found no items/ },
  'items that are missing': { stdin: listOf({ items: '' }), code: 2, stdout: /^$/, stderr: /found no items/ },
  'a list that is broken': {
    stdin: listOf({ rest: 'functionConfig: {\n' }),
    code: 2,
    stdout: /^$/,
    stderr: /^seaworthy: standard input:\d+:\d+: /,
  },
  'what is left is in results': {
    stdin: listOf({ items: podItem.replace('  spec:\n', '  spec:\n    hostNetwork: true\n') }),
    code: 0,
    stdout:
      /\nresults:\n[\s\S]*- message: [^\n]*host namespaces[\s\S]* {2}severity: error\n {2}resourceRef:\n {4}apiVersion: v1\n {4}kind: Pod\n {4}name: web\n {2}field:\n {4}path: spec\.hostNetwork\n/,
  },
  'results of a function before this one stay': {
    stdin: listOf({
      items: podItem.replace('  spec:\n', '  spec:\n    hostNetwork: true\n'),
      rest: 'results:\n- message: earlier\n',
    }),
    code: 0,
    stdout: /\nresults:\n- message: earlier\n- message: /,
  },
  '--strict says what is left, and fails': {
    command: '--strict',
    stdin: listOf({ items: podItem.replace('  spec:\n', '  spec:\n    hostNetwork: true\n') }),
    code: 1,
    stdout: /\nresults:\n/,
    stderr: /Pod\/web[^\n]*host namespaces/,
  },
  'an item without a kind, as kustomize fn run passes its own file': {
    stdin: listOf({ items: podItem.replace('items:\n', 'items:\n- resources:\n  - web.yaml\n') }),
    code: 0,
    stdout: /^[\s\S]*items:\n- resources:\n {2}- web\.yaml\n- apiVersion: v1\n[\s\S]*allowPrivilegeEscalation: false/,
  },
  'a golden file is for streams': {
    command: '--golden=x.yaml',
    stdin: listOf(),
    code: 2,
    stderr: /--golden: not for a KRM function/,
  },
  'JSON as well': {
    stdin: '{"apiVersion":"config.kubernetes.io/v1","kind":"ResourceList","items":[]}',
    code: 2,
    stdout: /^$/,
    stderr: /found no items/,
  },
  'an object of others that is called so': {
    stdin: 'apiVersion: example.com/v1\nkind: ResourceList\nspec: {}\n',
    code: 0,
    stdout: /^apiVersion: example\.com\/v1\nkind: ResourceList\nspec: \{\}\n$/,
  },
}

table('a KRM function', rows, async ({ command = '', stdin, files = {}, code, stdout = /^/, stderr = /^/ }) => {
  const got = await call(command, { stdin, files })
  assert.is(got.code, code, got.stderr)
  assert.match(got.stdout, stdout)
  assert.match(got.stderr, stderr)
})
