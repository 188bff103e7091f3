import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { parse, parseAllDocuments } from 'yaml'
import { call } from '../cli/call.ts'
import { helmFor, inventory, majors } from '../helm/helm.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { withCmpServer } from './cmp-server.ts'
import { programFolder } from './installed.ts'

const root = resolve(import.meta.dirname, '../..')
const folderOf = join(root, 'integrations/argocd')
const read = (name: string) => readFileSync(join(folderOf, name), 'utf8')

interface Plugin {
  readonly spec: { readonly generate: { readonly command: readonly string[]; readonly args: readonly string[] } }
}

const { command, args }: Plugin['spec']['generate'] = (parse(read('plugin.yaml')) as Plugin).spec.generate

/** An application in `cwd/app`, what it is rendered with, and what it sets itself. */
interface Application {
  readonly helm: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

type Generate = (application: Application) => Promise<Pick<Ended, 'status' | 'stdout' | 'stderr'>>

/**
 * As argocd-cmp-server calls it (cmpserver/plugin/plugin.go `runCommand`, which is the same from 3.2.0 to 3.5.0): in the folder of the
 * application, without a standard input. Its answer is the standard output, and only of a command that exits 0.
 */
const standIn: Generate = async ({ helm, cwd, env }) => {
  const [program = '', ...first] = command
  return ended({
    command: program,
    args: [...first, ...args],
    cwd: join(cwd, 'app'),
    env: { ...(await sidecar(helm, cwd)), ...applicationEnv, ...env },
  })
}

/** By the server itself: one JSON document for each object. */
function byServer(server: string): Generate {
  return async ({ helm, cwd, env }) => {
    const started = { plugin: read('plugin.yaml'), folder: cwd, env: await sidecar(helm, cwd) }
    const application = { repository: cwd, path: 'app', env: { ...applicationEnv, ...env } }
    const got = await withCmpServer(resolve(root, server), started, generate => generate(application))
    if ('error' in got) return { status: 1, stdout: '', stderr: got.error }
    return { status: 0, stdout: got.manifests.join('\n---\n'), stderr: '' }
  }
}

/** What the sidecar has: Helm, the program, a home. */
async function sidecar(helm: string, cwd: string): Promise<Readonly<Record<string, string>>> {
  const bin = await programFolder(cwd)
  symlinkSync(resolve(helm), join(bin, 'helm'))
  return { PATH: `${bin}:${process.env.PATH}`, HOME: cwd }
}

/** What Argo CD says of an application; what that sets itself is added as ARGOCD_ENV_*. */
const applicationEnv = {
  ARGOCD_APP_NAME: 'web',
  ARGOCD_APP_NAMESPACE: 'shop',
  KUBE_VERSION: '1.36',
  KUBE_API_VERSIONS: 'v1,apps/v1,monitoring.coreos.com/v1',
}

const workload = (name: string, annotations = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  annotations: {${annotations}}
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: app, image: "{{ .Values.image }}", securityContext: { runAsUser: 1000 } }]
`

const chart = {
  'app/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'app/values.yaml': 'image: registry.example.com/web:1\n',
  'app/templates/web.yaml': workload('{{ .Release.Name }}'),
}

interface Row {
  readonly files: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly status: number
  readonly objects: readonly string[]
  /** Of the first workload. */
  readonly image?: string
  readonly stderr?: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'is rendered and hardened': { files: chart, status: 0, objects: ['+Deployment/web'] },
  'is hardened with its hooks': {
    files: { ...chart, 'app/templates/hook.yaml': workload('hook', 'helm.sh/hook: pre-install') },
    status: 0,
    objects: ['+Deployment/hook', '+Deployment/web'],
  },
  'has the level that the policy beside it gives its namespace': {
    files: {
      ...chart,
      'app/seaworthy.yaml':
        'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nnamespaces: [{ match: shop, level: privileged }]\n',
    },
    status: 0,
    objects: ['Deployment/web'],
  },
  'takes options of the application': {
    files: { ...chart, 'app/more values.yaml': 'image: x\n', 'app/prod.yaml': 'image: registry.example.com/web:2\n' },
    env: { ARGOCD_ENV_HELM_ARGS: '-f prod.yaml', ARGOCD_ENV_SEAWORTHY_ARGS: '--level privileged' },
    status: 0,
    objects: ['Deployment/web'],
    image: 'registry.example.com/web:2',
  },
  'expands nothing of them': {
    files: chart,
    env: { ARGOCD_ENV_HELM_ARGS: '--set image=*$(touch$IFS)' },
    status: 0,
    objects: ['+Deployment/web'],
    image: '*$(touch$IFS)',
  },
  'knows the kinds of the cluster': {
    files: {
      ...chart,
      'app/templates/monitor.yaml':
        '{{ if .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}kind: ServiceMonitor\napiVersion: monitoring.coreos.com/v1\nmetadata: { name: m }\n{{ end }}',
    },
    status: 0,
    objects: ['+Deployment/web', 'ServiceMonitor/m'],
  },
  'fails where Helm fails': {
    files: { ...chart, 'app/templates/web.yaml': '{{ fail "no image" }}' },
    status: 1,
    objects: [],
    stderr: /no image/,
  },
  'fails where --strict finds something': {
    files: { ...chart, 'app/templates/web.yaml': workload('web').replace('runAsUser: 1000', 'runAsUser: 0') },
    env: { ARGOCD_ENV_SEAWORTHY_ARGS: '--strict' },
    status: 1,
    objects: [],
    stderr: /runAsUser=0/,
  },
  'may be empty': { files: { ...chart, 'app/templates/web.yaml': '' }, status: 0, objects: [] },
}

const server = await toolFor('an application of Argo CD, by argocd-cmp-server', 'argocd-cmp-server')

for (const major of majors) {
  const subject = `an application of Argo CD, ${major}`
  const helm = await helmFor(subject, major)
  if (helm === undefined) continue
  const callers = {
    'by a stand-in': standIn,
    ...(server !== undefined && { 'by argocd-cmp-server': byServer(server) }),
  }
  for (const [by, generate] of Object.entries(callers))
    table(`${subject}, ${by}`, rows, ({ files, env = {}, status, objects, image, stderr = /^/ }) =>
      withFolder(files, async cwd => {
        const got = await generate({ helm, cwd, env })
        assert.is(got.status, status, got.stderr)
        assert.equal(got.stdout.trim() === '' ? [] : [...inventory(got.stdout)].toSorted(), objects)
        if (image !== undefined) assert.is(firstImage(got.stdout), image)
        assert.match(got.stderr, stderr)
      }),
    )

  situation(`${subject}: behind a pipe a chart that fails would be one without objects`, () =>
    withFolder({ ...chart, 'app/templates/web.yaml': '{{ fail "no image" }}' }, async cwd => {
      const env = await sidecar(helm, cwd)
      const piped = ['-c', 'helm template web . | seaworthy post-render']
      const got = await ended({ command: 'sh', args: piped, cwd: join(cwd, 'app'), env })
      assert.equal({ status: got.status, stdout: got.stdout }, { status: 0, stdout: '' })
    }),
  )
}

function firstImage(stream: string): string | undefined {
  const objects = parseAllDocuments(stream).map(document => document.toJS())
  return objects.find(object => object?.kind === 'Deployment')?.spec.template.spec.containers[0].image
}

/** As Argo CD's own manifests have it (manifests/base/repo-server), as far as the sidecar depends on it. */
const repoServer = `apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-repo-server, namespace: argocd }
spec:
  selector: { matchLabels: { app: argocd-repo-server } }
  template:
    metadata: { labels: { app: argocd-repo-server } }
    spec:
      initContainers:
        - name: copyutil
          image: quay.io/argoproj/argocd:v3.6.0
          command: [sh, -c]
          args:
            - /bin/cp --update=none /usr/local/bin/argocd /var/run/argocd/argocd && /bin/ln -s /var/run/argocd/argocd /var/run/argocd/argocd-cmp-server
          volumeMounts: [{ name: var-files, mountPath: /var/run/argocd }]
      containers: [{ name: argocd-repo-server, image: quay.io/argoproj/argocd:v3.6.0 }]
      volumes: [{ name: var-files, emptyDir: {} }, { name: plugins, emptyDir: {} }]
`

const kustomize = await toolFor('the sidecar of Argo CD', 'kustomize')

if (kustomize !== undefined)
  situation('the sidecar is added beside the repo server, and restricted admits it', () =>
    withFolder(
      { 'kustomization.yaml': 'resources: [repo.yaml]\ncomponents: [argocd]\n', 'repo.yaml': repoServer },
      async cwd => {
        cpSync(folderOf, join(cwd, 'argocd'), { recursive: true })
        const built = await ended({ command: resolve(kustomize), args: ['build', '.'], cwd })
        assert.is(built.status, 0, built.stderr)
        const objects = parseAllDocuments(built.stdout).map(document => document.toJS())
        const deployment = objects.find(({ kind }) => kind === 'Deployment')
        const { containers } = deployment.spec.template.spec
        assert.equal(containers.map(({ name }: { name: string }) => name).toSorted(), [
          'argocd-repo-server',
          'seaworthy',
        ])
        assert.equal(await complaints(built.stdout), [])
      },
    ),
  )

/** What is found of the sidecar; that of the repo server is Argo CD's. */
async function complaints(stdin: string): Promise<readonly string[]> {
  const { stdout } = await call('check --format json -', { stdin })
  const { findings }: { readonly findings: readonly { container?: string; severity: string; message: string }[] } =
    JSON.parse(stdout)
  return findings
    .filter(({ container, message }) => container === 'seaworthy' || message.includes('"seaworthy"'))
    .map(({ message }) => message)
}
