import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { connect } from '../../../src/cluster/connect.ts'
import type { ValueMap } from '../../../src/manifest/value.ts'
import type { RunEnd, RunEvent } from '../../../src/run/run-event.ts'
import type { Api } from '../api.ts'
import { serverOf } from '../kubeconfig.ts'
import { make } from '../namespaces.ts'

/** Where the tasks of these tests run. */
export const namespace = 'seaworthy-faults'

/** Values of a task that runs a script of the shell. */
export function valuesOf(script: string) {
  return {
    name: 'faults',
    namespace,
    identity: { user: 10001, group: 10001 },
    worker: {
      image: { repository: 'example.test/app', tag: '1', pullPolicy: 'Never' as const },
      command: ['sh', '-c'],
      args: [script],
      resources: { requests: { cpu: '1m', memory: '4Mi' }, limits: { memory: '64Mi' } },
    },
  }
}

/** Who runs the tasks: somebody with the rights that it takes, and no others. */
export const runner = `system:serviceaccount:${namespace}:runner`

/** What it takes to run a task. `create` of pods only asks what admission says. */
export const runnerRules: readonly ValueMap[] = [
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
]

/** Give somebody those rights in a namespace. */
export async function bindRole(
  api: Api,
  name: string,
  user: string,
  rules: readonly ValueMap[],
  where = namespace,
): Promise<void> {
  const group = 'rbac.authorization.k8s.io'
  const base = `/apis/${group}/v1/namespaces/${where}`
  const metadata = { name }
  await make(api, `${base}/roles`, { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules })
  const binding = {
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: group, kind: 'Role', name },
    subjects: [{ apiGroup: group, kind: 'User', name: user }],
  }
  await make(api, `${base}/rolebindings`, binding)
}

/** A kubeconfig for another address of the same server, of somebody whom the tests' own user impersonates. */
export function kubeconfigFor(server: string, kubeconfig: string, as = runner): string {
  const { token, ca, cert, key } = serverOf(kubeconfig)
  const base64 = (bytes: Buffer) => bytes.toString('base64')
  const isPlain = server.startsWith('http:')
  const user = {
    as,
    ...(token !== undefined && { token }),
    ...(cert && { 'client-certificate-data': base64(cert) }),
    ...(key && { 'client-key-data': base64(key) }),
  }
  return JSON.stringify({
    'current-context': 'test',
    clusters: [
      { name: 'test', cluster: { server, ...(ca && !isPlain && { 'certificate-authority-data': base64(ca) }) } },
    ],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  })
}

/** Do something with the path of a file that has that text, for as long as it takes. */
export async function withFile<Result>(text: string, work: (file: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-faults-'))
  try {
    const file = join(folder, 'file')
    writeFileSync(file, text, { mode: 0o600 })
    return await work(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The cluster of a kubeconfig, at another address. */
export function clusterAt(server: string, kubeconfig: string, as = runner): Promise<Cluster> {
  return withFile(kubeconfigFor(server, kubeconfig, as), file => connect({ env: { KUBECONFIG: file } }))
}

/** What is proven of a task while something goes wrong. */
export const faultyTasks = 'tasks under a fault run once and tell each line once'

/** The id of a task that is called after a row. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

/** What the containers logged. */
export function logOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(event => (event.type === 'log' ? [event.text] : []))
}

/** The last event. */
export function endOf(events: readonly RunEvent[]): RunEnd {
  const last = events.at(-1)
  if (last?.type !== 'end') throw new Error(`the last event is ${JSON.stringify(last)}`)
  return last
}

/** Do work for each, a few at a time, from now on; each result is waited for on its own. */
export function begun<Row, Result>(
  rows: Readonly<Record<string, Row>>,
  atOnce: number,
  work: (row: Row, name: string) => Promise<Result>,
): Readonly<Record<string, Promise<Result>>> {
  const free = Array.from({ length: atOnce }, () => Promise.resolve())
  const entries = Object.entries(rows).map(([name, row], index) => {
    const lane = index % atOnce
    const result = (free[lane] ?? Promise.resolve()).then(() => work(row, name))
    free[lane] = result.then(
      () => undefined,
      () => undefined,
    )
    return [name, result] as const
  })
  return Object.fromEntries(entries)
}
