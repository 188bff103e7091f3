import * as assert from 'uvu/assert'
import { writeLock } from '../../src/lock/write-lock.ts'
import { factsOf } from '../registry/image-of.ts'
import { table } from '../table.ts'
import { callWith } from './call.ts'

const digest = `sha256:${'ab'.repeat(32)}`

async function lockOf(reference: string): Promise<string> {
  const passwd = { path: 'etc/passwd', content: 'app:x:7:8::/:\n' }
  const facts = await factsOf({ config: { User: 'app', Entrypoint: ['/app'] }, layers: [[passwd]] })
  return writeLock({ images: new Map([[reference, { digest, platforms: { 'linux/amd64': facts } }]]) })
}

const policy = 'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nimages: { r.example/app: { user: 9, shell: true } }\n'

interface Row {
  readonly reference: readonly string[]
  readonly policy?: string
  readonly locked?: string
  readonly want: readonly string[]
}

const rows: Readonly<Record<string, Row>> = {
  'what nobody knows': {
    reference: ['r.example/other'],
    want: [
      'r.example/other:latest',
      'nothing is known about it: run seaworthy lock, or describe it under `images` in the policy',
    ],
  },
  'what the lock knows': {
    reference: ['r.example/app:v1'],
    locked: 'r.example/app:v1',
    want: [
      'r.example/app:v1',
      'as locked at sha256:abababababab, etc/passwd',
      '  user: app:7:8',
      '  groups: []',
      '  shell: false',
      '  setuid: false',
      '  fileCapabilities: []',
      '  gainsNothing: true',
      '  entrypoint: ["/app"]',
      '  cmd: []',
      '  workingDir: /',
      `what is known about r.example/app:v1 was read at ${digest}; its tag may name another image by now; pin the digest beside the tag, or run \`seaworthy lock --check\` in CI`,
    ],
  },
  'the policy before the lock': {
    reference: [`r.example/app@${digest}`],
    policy,
    locked: 'r.example/app:v1',
    want: [
      `r.example/app@${digest}`,
      'images of the policy',
      '  user: 9',
      '  shell: true',
      'as locked at sha256:abababababab, etc/passwd',
      '  user: app:7:8, which does not count',
      '  groups: [], which does not count',
      '  shell: false, which does not count',
      '  setuid: false',
      '  fileCapabilities: []',
      '  gainsNothing: true',
      '  entrypoint: ["/app"]',
      '  cmd: []',
      '  workingDir: /',
      `the policy says of r.example/app@${digest}: user 9, shell true; its files say (as locked at sha256:abababababab, etc/passwd): user 7, shell false; the policy counts; correct its row, or remove it and let the lock answer`,
    ],
  },
  'no reference': { reference: [], want: ['seaworthy: image: found no references, expected one, as in redis:7.4'] },
  'two references': {
    reference: ['a', 'b'],
    want: ['seaworthy: image: found 2 references, expected one, as in redis:7.4'],
  },
  'what no runtime takes': {
    reference: ['A\u001b[2J'],
    want: ['seaworthy: image: found "A\\u001b[2J", expected an image reference, as in redis:7.4'],
  },
}

table('seaworthy image', rows, async ({ reference, policy, locked, want }) => {
  const files = {
    ...(policy !== undefined && { 'seaworthy.yaml': policy }),
    ...(locked !== undefined && { 'seaworthy.lock.yaml': await lockOf(locked) }),
  }
  const { stdout, stderr } = await callWith(['image', ...reference], { files })
  assert.equal(`${stdout}${stderr}`.trimEnd().split('\n'), want)
})
