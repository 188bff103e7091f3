import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Right, rightFor } from '../../src/cluster/refusal.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { startBare } from './bare.ts'
import type { TestCluster } from './start.ts'

/** An API server of our own, whose audit log tells of every request. */
export interface AuditedCluster extends TestCluster {
  /** All that was asked for so far. */
  readonly events: () => readonly ValueMap[]
}

/** Start one. */
export async function startAudited(assets: string): Promise<AuditedCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-audit-'))
  const [policy, log] = [join(folder, 'policy.yaml'), join(folder, 'audit.log')]
  writeFileSync(
    policy,
    'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{ level: Metadata }]\n',
  )
  const arguments_ = ['--audit-policy-file', policy, '--audit-log-path', log, '--audit-log-mode', 'blocking']
  const cluster = await startBare(assets, new AbortController().signal, arguments_)
  const stop = async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true })
  }
  return { ...cluster, stop, events: () => eventsIn(log) }
}

/** Where an API server may be started from: the environment, or the kit whose cluster a kubeconfig is of. */
export function serverAssets(kubeconfig: string): string | undefined {
  const { KUBEBUILDER_ASSETS } = process.env
  if (KUBEBUILDER_ASSETS !== undefined) return KUBEBUILDER_ASSETS
  const file = join(dirname(kubeconfig), 'env')
  return existsSync(file) ? /^KUBEBUILDER_ASSETS=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
}

function eventsIn(log: string): readonly ValueMap[] {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter(line => line !== '')
  return lines.map((line): Value => JSON.parse(line)).filter(isMap)
}

const methods: Readonly<Record<string, 'GET' | 'POST' | 'PUT' | 'PATCH'>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
}

/** The right that an event of the log took. For RBAC a namespace lies in itself (`requestinfo.go`). */
export function rightIn(event: ValueMap): readonly Right[] {
  const { pathname } = new URL(textAt(event, 'requestURI') ?? '', 'http://x')
  const right = rightFor({ method: methods[textAt(event, 'verb') ?? ''] ?? 'GET', path: pathname })
  const [, own] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(pathname) ?? []
  return right === undefined ? [] : [own === undefined ? right : { ...right, namespace: own }]
}

/** The rights that roles grant. */
export function rightsOf(roles: readonly ValueMap[]): readonly Right[] {
  const texts = (map: Value, key: string) => listAt(map, key).filter(item => typeof item === 'string')
  return roles.flatMap(role => {
    const namespace = textAt(mapAt(role, 'metadata'), 'namespace')
    return listAt(role, 'rules').flatMap(rule =>
      texts(rule, 'verbs').flatMap(verb =>
        texts(rule, 'resources').flatMap(resource =>
          texts(rule, 'apiGroups').map(group => ({ verb, resource, group, namespace })),
        ),
      ),
    )
  })
}
