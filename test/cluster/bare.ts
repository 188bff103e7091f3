import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { portOf } from '../support/listening.ts'
import { Api } from './api.ts'
import type { TestCluster } from './start.ts'

const patience = 120_000

/** An API server, with `further` arguments, and its etcd from the folder that envtest installs them in; no controllers, no node. */
export async function startBare(
  assets: string,
  interrupted: AbortSignal,
  further: readonly string[] = [],
): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bare-'))
  const children: ChildProcess[] = []
  const stop = async () => {
    await Promise.all(children.map(ended))
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const [client, peer, secure] = await Promise.all([freePort(), freePort(), freePort()])
    const token = randomBytes(16).toString('hex')
    writeKeys(folder, token)
    children.push(run(assets, 'etcd', etcdArguments(folder, client, peer), folder))
    children.push(run(assets, 'kube-apiserver', [...serverArguments(folder, client, secure), ...further], folder))
    const kubeconfig = await kubeconfigOf(folder, secure, token)
    await ready(kubeconfig, children, folder)
    interrupted.throwIfAborted()
    return { kubeconfig, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Resolves when the process is gone and all that it wrote was read. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.stderr?.closed) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await portOf(server)
  await once(server.close(), 'close')
  return port
}

function writeKeys(folder: string, token: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 })
}

function etcdArguments(folder: string, client: number, peer: number): readonly string[] {
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
  return [
    ...['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync'],
    ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
    ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
    ...['--initial-cluster', `default=${peerUrl}`],
  ]
}

function serverArguments(folder: string, etcd: number, port: number): readonly string[] {
  const key = join(folder, 'sa.key')
  return [
    ...['--etcd-servers', `http://127.0.0.1:${etcd}`, '--cert-dir', folder],
    ...['--bind-address', '127.0.0.1', '--secure-port', String(port), '--advertise-address', '127.0.0.1'],
    ...['--endpoint-reconciler-type', 'none', '--authorization-mode', 'RBAC', '--allow-privileged'],
    ...['--token-auth-file', join(folder, 'tokens.csv'), '--service-cluster-ip-range', '10.0.0.0/24'],
    ...['--service-account-issuer', 'https://kubernetes.default.svc'],
    ...['--service-account-key-file', key, '--service-account-signing-key-file', key],
  ]
}

function run(assets: string, program: string, args: readonly string[], folder: string): ChildProcess {
  const child = spawn(join(assets, program), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let last = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    last = (last + chunk).slice(-4000)
    writeFileSync(join(folder, `${program}.log`), last)
  })
  child.on('error', error => writeFileSync(join(folder, `${program}.log`), String(error)))
  return child
}

/** The server signs its own certificate when it starts, and is known by it. */
async function kubeconfigOf(folder: string, port: number, token: string): Promise<string> {
  const [certificate, file] = [join(folder, 'apiserver.crt'), join(folder, 'kubeconfig')]
  await until(
    () => existsSync(certificate) && readFileSync(certificate).length > 0,
    'the API server has no certificate',
  )
  const ca = readFileSync(certificate).toString('base64')
  writeFileSync(
    file,
    `apiVersion: v1
kind: Config
clusters: [{ name: test, cluster: { server: "https://127.0.0.1:${port}", certificate-authority-data: ${ca} } }]
users: [{ name: admin, user: { token: "${token}" } }]
contexts: [{ name: test, context: { cluster: test, user: admin } }]
current-context: test
`,
    { mode: 0o600 },
  )
  return file
}

async function ready(kubeconfig: string, children: readonly ChildProcess[], folder: string): Promise<void> {
  const api = new Api(kubeconfig)
  const answers = async () => {
    if (children.some(({ exitCode }) => exitCode !== null)) throw new Error(`it ended: ${logsOf(folder)}`)
    return (await api.ask({ method: 'GET', path: '/readyz' }).catch(() => undefined))?.status === 200
  }
  try {
    await until(answers, 'the API server is not ready')
  } finally {
    api.close()
  }
}

function logsOf(folder: string): string {
  return ['etcd', 'kube-apiserver']
    .map(program => join(folder, `${program}.log`))
    .filter(file => existsSync(file))
    .map(file => readFileSync(file, 'utf8'))
    .join('\n')
}

/** Ask again and again until it is so; what never comes is an error. */
async function until(holds: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
  const end = Date.now() + patience
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(otherwise)
    await wait(100)
  }
}
