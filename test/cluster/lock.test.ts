import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Right, spelledRight } from '../../src/cluster/refusal.ts'
import { isMap, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { call } from '../cli/call.ts'
import { podText } from '../cli/manifests.ts'
import type { World } from '../support/io.ts'
import { situation, skipped, table } from '../table.ts'
import { Api } from './api.ts'
import { rightIn, rightsOf, serverAssets, startAudited } from './audit.ts'
import { apiFor } from './here.ts'
import { make, makeNamespace } from './namespaces.ts'
import { documentOf, grant, kubeconfigAs, withoutRules } from './rights.ts'

const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''
const file = 'seaworthy.lock.yaml'
const password = 'hunter2'

const storage = '/apis/storage.k8s.io/v1'
const meta = (kind: string, name: string, apiVersion = 'v1') => ({ apiVersion, kind, metadata: { name } })

/** Objects of every kind that is read, with secrets where an author may have put one. */
async function prepare(server: Api): Promise<void> {
  await makeNamespace(server, 'lock-agents', 'restricted')
  await makeNamespace(server, 'lock-plain', 'baseline')
  await make(server, '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'lock-openshift',
      annotations: { 'openshift.io/sa.scc.uid-range': '1000680000/10000', token: password },
    },
  })
  await make(server, `${storage}/storageclasses`, {
    ...meta('StorageClass', 'lock-shares', 'storage.k8s.io/v1'),
    provisioner: 'smb.csi.k8s.io',
    parameters: { source: '//server/share', 'csi.storage.k8s.io/fstype': 'ext4', password },
    mountOptions: [`uid=1000,password=${password}`, 'dir_mode=0770'],
  })
  await make(server, `${storage}/csidrivers`, {
    ...meta('CSIDriver', 'lock.csi.example', 'storage.k8s.io/v1'),
    spec: { fsGroupPolicy: 'File' },
  })
  const capacity = { storage: '1Gi' }
  const reserved = { accessModes: ['ReadWriteOnce'], capacity, storageClassName: 'by-hand' }
  const volume = (name: string, spec: ValueMap) =>
    make(server, '/api/v1/persistentvolumes', { ...meta('PersistentVolume', name), spec: { ...reserved, ...spec } })
  await volume('lock-disk', {
    csi: {
      driver: 'lock.csi.example',
      volumeHandle: `handle-${password}`,
      fsType: 'xfs',
      nodeStageSecretRef: { name: password, namespace: 'default' },
    },
    claimRef: { namespace: 'lock-agents', name: 'data' },
  })
  await volume('lock-folder', { hostPath: { path: '/srv' }, persistentVolumeReclaimPolicy: 'Retain' })
  await make(server, '/api/v1/namespaces/lock-agents/persistentvolumeclaims', {
    ...meta('PersistentVolumeClaim', 'data'),
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'by-hand',
      volumeName: 'lock-disk',
      resources: { requests: capacity },
    },
  })
}

async function prove(server: Api): Promise<void> {
  await prepare(server)
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-lock-'))
  const config = join(folder, 'config')
  writeFileSync(config, kubeconfigAs(kubeconfig, ['lock-all', 'lock-less', 'lock-own', 'lock-none'], 'default'))
  const run = (words: string) => call(`lock --cluster ${words}`, {}, { env: { KUBECONFIG: config } })
  const role = documentOf((await call('lock --cluster --print-role')).stdout)
  await grant(server, 'lock-all', [role])
  await grant(
    server,
    'lock-less',
    withoutRules([role], resource => resource === 'persistentvolumes'),
  )
  await grant(
    server,
    'lock-own',
    withoutRules([role], resource => !['storageclasses', 'csidrivers'].includes(resource)),
  )
  const clusterOf = (files: Readonly<Record<string, string>>) => mapAt(documentOf(files[file] ?? ''), 'cluster') ?? {}

  situation('what a cluster says is written', async () => {
    const { code, stderr, files } = await run('--context lock-all --namespace lock-*')
    assert.is(code, 0, stderr)
    const cluster = clusterOf(files)
    assert.match(textAt(cluster, 'version') ?? '', /^v1\.\d+\.\d+/)
    assert.equal(cluster.namespaces, {
      'lock-agents': { enforce: 'restricted', enforceVersion: 'latest' },
      'lock-openshift': { uidRange: '1000680000/10000' },
      'lock-plain': { enforce: 'baseline', enforceVersion: 'latest' },
    })
    assert.equal(mapAt(mapAt(cluster, 'storageClasses'), 'lock-shares'), {
      provisioner: 'smb.csi.k8s.io',
      fsType: 'ext4',
      mountOptions: ['uid=1000', 'dir_mode=0770'],
    })
    assert.equal(mapAt(mapAt(cluster, 'csiDrivers'), 'lock.csi.example'), { fsGroupPolicy: 'File' })
    const disk = { class: 'by-hand', source: 'csi', driver: 'lock.csi.example', fsType: 'xfs' }
    const once = { accessModes: ['ReadWriteOnce'] }
    const { 'lock-disk': own, 'lock-folder': open } = mapAt(cluster, 'volumes') ?? {}
    assert.equal(
      [own, open],
      [
        { ...disk, ...once, claim: 'lock-agents/data' },
        { class: 'by-hand', source: 'hostPath', ...once },
      ],
    )
    const { phase, ...claim } = mapAt(mapAt(cluster, 'claims'), 'lock-agents/data') ?? {}
    assert.equal(claim, { ...disk, ...once })
    assert.ok(phase === 'Bound' || phase === 'Pending')
  })
  situation('no secret leaves the cluster', async () => {
    const { files, stdout, stderr } = await run('--context lock-all')
    assert.not.match(`${files[file]}${stdout}${stderr}`, password)
  })
  situation('two runs give equal bytes', async () => {
    const [one, other] = [await run('--context lock-all -n lock-*'), await run('--context lock-all -n lock-*')]
    assert.is(one.files[file], other.files[file])
  })
  situation('a right that is missing is named, and the rest is written', async () => {
    const { code, stderr, files } = await run('--context lock-less --namespace lock-agents')
    assert.is(code, 1)
    assert.match(stderr, /^seaworthy: you may not list persistentvolumes: /)
    const cluster = clusterOf(files)
    assert.equal(
      Object.keys(cluster).filter(key => key === 'volumes'),
      [],
    )
    const { phase: _, ...claim } = mapAt(mapAt(cluster, 'claims'), 'lock-agents/data') ?? {}
    assert.equal(claim, { class: 'by-hand', accessModes: ['ReadWriteOnce'] })
  })
  situation('every right that is missing is named', async () => {
    const { code, stderr, files } = await run('--context lock-own')
    assert.is(code, 1)
    assert.equal(
      [...stderr.matchAll(/you may not ([\w .]+):/g)].map(([, right]) => right),
      ['list namespaces', 'list nodes', 'list persistentvolumeclaims', 'list persistentvolumes'],
    )
    assert.equal(Object.keys(clusterOf(files)), ['version', 'storageClasses', 'csiDrivers'])
  })
  situation('who has no right at all is told which, and nothing is written', async () => {
    const { code, stderr, files } = await run('--context lock-none')
    assert.is(code, 3)
    assert.match(stderr, /^seaworthy: you may not list csidrivers.*--print-role prints the rights/)
    assert.equal(Object.keys(files), [])
  })
  situation('a namespace that is not there is said', async () => {
    const { code, stderr } = await run('--context lock-all --namespace lock-agents --namespace lock-nowhere')
    assert.equal([code, stderr], [1, 'seaworthy: lock-all has no namespace lock-nowhere; correct --namespace\n'])
  })
  const start = (words: string, world: World = {}) =>
    call(`init --cluster ${words}`, world, { env: { KUBECONFIG: config } })
  situation('init --cluster starts a policy with its levels and classes, which check obeys', async () => {
    const { code, stdout, stderr, files } = await start('--context lock-all --namespace lock-*')
    assert.is(code, 0, stderr)
    assert.match(
      stdout,
      /^wrote seaworthy\.yaml: 0 workloads read, .*; 3 namespaces and \d+ StorageClass(es)? of lock-all \(/,
    )
    const policy = files['seaworthy.yaml'] ?? ''
    const rows = [
      /^levelVersion: v1\.\d+$/m,
      /^namespaces:\n {2}- \{ match: lock-agents, level: restricted \}\n# {2}- \{ match: lock-openshift, level: privileged \}\n {2}- \{ match: lock-plain, level: baseline \}$/m,
      /^ {2}# unknown, so this is an example; provisioner smb\.csi\.k8s\.io, whose uid=1000, dir_mode=0770 only\n?/m,
      /^# {2}lock-shares: \{ profile: csi-smb \}$/m,
    ]
    for (const row of rows) assert.match(policy, row)
    assert.not.match(policy, password)
    const judged = (namespace: string) =>
      call(`check -n ${namespace} --format json -`, { stdin: podText(), files: { 'seaworthy.yaml': policy } })
    assert.match((await judged('lock-agents')).stdout, '"level": "restricted"')
    assert.match((await judged('lock-plain')).stdout, '"level": "baseline"')
  })
  situation('init --cluster replaces nothing, and says what it may not read', async () => {
    const there = { 'seaworthy.yaml': 'level: baseline\n' }
    const refused = await start('--context lock-all', { files: there })
    assert.equal([refused.code, refused.files], [2, there])
    const less = await start('--context lock-own')
    assert.is(less.code, 1)
    assert.match(less.stderr, /^seaworthy: you may not list namespaces: /m)
    assert.match(less.files['seaworthy.yaml'] ?? '', /lock-shares/)
    const none = await start('--context lock-none')
    assert.equal([none.code, Object.keys(none.files)], [3, []])
  })
  table('the connections of lock --cluster', { end: server }, async one => {
    for (const [plural, name] of [
      ['csidrivers', 'lock.csi.example'],
      ['storageclasses', 'lock-shares'],
    ] as const)
      await one.ask({ method: 'DELETE', path: `${storage}/${plural}/${name}` })
    one.close()
    rmSync(folder, { recursive: true })
  })
  proveNothingWritten(role)
}

function proveNothingWritten(role: ValueMap): void {
  const assets = serverAssets(kubeconfig)
  if (assets === undefined) {
    skipped('lock --cluster writes nothing', 'no KUBEBUILDER_ASSETS to start an API server from')
    return
  }
  situation('lock --cluster lists and gets alone, and no more than its role grants', async () => {
    const cluster = await startAudited(assets)
    const server = new Api(cluster.kubeconfig)
    await prepare(server)
    const before = cluster.events().length
    const env = { KUBECONFIG: cluster.kubeconfig }
    const all = await call('lock --cluster', {}, { env })
    const one = await call('lock --cluster --namespace lock-agents', {}, { env })
    server.close()
    const events = cluster
      .events()
      .slice(before)
      .filter(event => isMap(event) && textAt(mapAt(event, 'user'), 'username') === 'admin')
    await cluster.stop()
    assert.equal([all.code, one.code], [0, 0], all.stderr + one.stderr)
    assert.equal([...new Set(events.map(event => textAt(event, 'verb')))].toSorted(), ['get', 'list'])
    assert.equal(spelledEverywhere(events.flatMap(rightIn)), spelledEverywhere(rightsOf([role])))
  })
}

/** Of all namespaces, which the role is for. */
function spelledEverywhere(rights: readonly Right[]): readonly string[] {
  return [...new Set(rights.map(right => spelledRight({ ...right, namespace: undefined })))].toSorted()
}

const api = apiFor('lock --cluster')
if (api !== undefined) await prove(api)
