import * as assert from 'uvu/assert'
import { podText, policyText } from '../cli/manifests.ts'
import { withFolder } from '../support/folder.ts'
import { table } from '../table.ts'
import { helmFor, helmTemplate, type Major } from './helm.ts'

const pod = podText()
const item = pod.replaceAll(/^/gm, '    ').replace('    ', '  - ').trimEnd()

interface Trap {
  readonly template: string
  /** How many of its pods come out hardened, by major where they differ. */
  readonly hardened: number | Readonly<Record<Major, number>>
  readonly keeps?: string
}

/** What templates print, and what the Helms do to it before a post-renderer sees it. */
const traps: Readonly<Record<string, Trap>> = {
  'a separator glued to the first key': { template: `kind: ConfigMap\nmetadata: {name: a}\n---${pod}`, hardened: 1 },
  'a document of nothing but a comment': { template: `${pod}---\n# why\n---\n${pod.replace('web', 'b')}`, hardened: 2 },
  'a List': { template: `apiVersion: v1\nkind: List\nitems:\n${item}\n`, hardened: 1 },
  CRLF: { template: pod.replaceAll('\n', '\r\n'), hardened: 1 },
  'dashes in a block scalar at the end of a file without a line break': {
    template: `${pod}---\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  b: |\n    rw-rw----\n     ---\n    x`,
    hardened: 1,
    keeps: 'rw-rw----\n     ---\n    x',
  },
  'a quoted text that goes on in column 0': {
    template: pod.replace('metadata:\n', 'metadata:\n  annotations:\n    a: "one\ntwo"\n'),
    hardened: 1,
  },
  'a hook': {
    template: pod.replace('metadata:\n', 'metadata:\n  annotations:\n    helm.sh/hook: pre-install\n'),
    hardened: { helm3: 0, helm4: 1 },
  },
  'a pod whose containers share an anchor': {
    template: `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  initContainers: [&c {name: a, image: b:1}]\n  containers: [*c]\n`,
    hardened: 1, // at the anchor, for both
  },
}

const chart = { 'my charts/traps/Chart.yaml': 'apiVersion: v2\nname: traps\nversion: 0.1.0\n' }
const at = 'my charts/traps/templates/trap.yaml'
const marks = (text: string): number => text.match(/allowPrivilegeEscalation: false/g)?.length ?? 0

for (const major of ['helm3', 'helm4'] as const) {
  const subject = `${major} and its traps`
  const helm = await helmFor(subject, major)
  if (helm === undefined) continue

  table(subject, traps, ({ template, hardened, keeps = '' }) =>
    withFolder({ ...chart, [at]: template }, async cwd => {
      const { status, stdout, stderr } = await helmTemplate(helm, {
        major,
        args: ['my charts/traps'],
        options: [],
        cwd,
      })
      assert.is(status, 0, stderr)
      assert.is(marks(stdout), typeof hardened === 'number' ? hardened : hardened[major], stdout)
      assert.ok(stdout.includes(keeps), stdout)
    }),
  )

  table(
    `${major} and the policy`,
    {
      'in a folder above': { policy: 'seaworthy.yaml', options: [] },
      'whose name holds a blank': { policy: 'a policy.yaml', options: ['--policy', '../../a policy.yaml'] },
      'whose name holds a blank, in one argument': {
        policy: 'a policy.yaml',
        options: ['--policy=../../a policy.yaml'],
      },
    },
    ({ policy, options }) =>
      withFolder({ ...chart, [at]: pod, '.git/HEAD': '', [policy]: policyText('level: privileged') }, async cwd => {
        const call = { major, args: ['.'], cwd: `${cwd}/my charts/traps` }
        assert.is(marks((await helmTemplate(helm, { ...call, options })).stdout), 0)
        assert.is(marks((await helmTemplate(helm, { ...call, options: ['--level=restricted'] })).stdout), 1)
      }),
  )
}
