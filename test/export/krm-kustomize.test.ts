import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { podText } from '../cli/manifests.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'

const kustomize = await toolFor('a KRM function, called by kustomize', 'kustomize')

interface Row {
  readonly pod: string
  readonly args?: string
  readonly policy?: string
  readonly status: number
  readonly stdout: RegExp
  readonly stderr?: RegExp
}

const hostNetwork = podText({ spec: ['hostNetwork: true'] })

const rows: Readonly<Record<string, Row>> = {
  'it hardens': { pod: podText(), status: 0, stdout: /allowPrivilegeEscalation: false/ },
  'the annotations of kustomize are gone': { pod: podText(), status: 0, stdout: /^(?![\s\S]*annotations)/ },
  'its policy counts': {
    pod: podText(),
    policy: 'level: privileged',
    status: 0,
    stdout: /^(?![\s\S]*allowPrivilegeEscalation)/,
  },
  'a bad policy is told': {
    pod: podText(),
    policy: 'level: strict',
    status: 1,
    stdout: /^$/,
    stderr: /functionConfig\.level: found string "strict"/,
  },
  'findings are no failure': { pod: hostNetwork, status: 0, stdout: /hostNetwork: true/ },
  'findings fail with --strict, and are told': {
    pod: hostNetwork,
    args: '[--strict]',
    status: 1,
    stdout: /^$/,
    stderr: /Pod\/web[^\n]*host namespaces/,
  },
}

if (kustomize !== undefined)
  table('kustomize calls the function', rows, async ({ pod, args = '[]', policy = 'level: restricted', ...want }) => {
    const program = join(await installedPackage(), 'dist/cli.cjs')
    const files = {
      'web.yaml': pod,
      'kustomization.yaml': 'resources: [web.yaml]\ntransformers: [harden.yaml]\n',
      'harden.yaml': `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
metadata:
  name: harden
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ${program}
        args: ${args}
${policy}
`,
    }
    await withFolder(files, async cwd => {
      const options = ['build', '--enable-exec', '--enable-alpha-plugins', '.']
      const got = await ended({ command: kustomize, args: options, cwd })
      assert.is(got.status, want.status, got.stderr)
      assert.match(got.stdout, want.stdout)
      assert.match(got.stderr, want.stderr ?? /^/)
    })
  })
