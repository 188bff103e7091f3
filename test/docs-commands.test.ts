import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { packedProgram, programFolder } from './integrations/installed.ts'
import { imageOf } from './registry/image-of.ts'
import { tarOf } from './registry/tar-of.ts'
import { withFolder } from './support/folder.ts'
import { ended } from './support/process.ts'
import { toolFor } from './support/tools.ts'
import { situation, table } from './table.ts'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** What a command of a page does where there is no cluster and no registry: how far it must come. */
interface Row {
  readonly status: number
  readonly says: RegExp
  readonly helm?: 'helm3' | 'helm4'
}

const hardened = { status: 0, says: /allowPrivilegeEscalation: false/ }
const noCluster = { status: 3, says: /there is no kubeconfig|context "?staging/ }

/** Every command that a page shows without what it prints. */
const rows: Readonly<Record<string, Row>> = {
  'npx seaworthy check ./chart': { status: 1, says: /Deployment\/web[\s\S]*4 errors/, helm: 'helm3' },
  'npm install --global seaworthy': { status: 0, says: /added 1 package/ },
  'seaworthy check ./chart -f values.yaml': { status: 1, says: /Deployment\/web[\s\S]*4 errors/, helm: 'helm3' },
  'seaworthy explain ./overlay --matrix': { status: 0, says: /Deployment\/web/ },
  'seaworthy explain ./chart --matrix --assume rancher-local-path,aws-ebs': {
    status: 0,
    says: /RANCHER-LOCAL-PATH +AWS-EBS/,
    helm: 'helm3',
  },
  'seaworthy init ./chart': { status: 0, says: /wrote seaworthy\.yaml/, helm: 'helm3' },
  'helm template web ./chart --post-renderer seaworthy': { ...hardened, helm: 'helm3' },
  'HELM_PLUGINS=$(npm root -g)/seaworthy/helm-plugin helm template web ./chart --post-renderer seaworthy': {
    ...hardened,
    helm: 'helm4',
  },
  'helm template web ./chart --include-crds | seaworthy post-render | kubectl apply --server-side -f -': {
    ...hardened,
    helm: 'helm3',
  },
  'helm upgrade --install web ./chart -n web --post-renderer seaworthy --post-renderer-args=--namespace=web --post-renderer-args=--strict':
    { status: 1, says: /Kubernetes cluster unreachable/, helm: 'helm3' },
  'helm template web ./chart -n agents | seaworthy preflight -n agents --context staging': {
    ...noCluster,
    helm: 'helm3',
  },
  'seaworthy run worker-job -f values.yaml --task id=fix-42,prompt="Fix the build" --timeout 1h': noCluster,
  'seaworthy lock --cluster --print-role | kubectl apply -f -': { status: 0, says: /kind: ClusterRole/ },
  "seaworthy lock --cluster --context staging --namespace 'agents-*'": noCluster,
  'seaworthy lock ./chart': { status: 2, says: /the name registry\.example\.com does not resolve/, helm: 'helm3' },
  'seaworthy lock --check ./chart': { status: 2, says: /there is no lock; run seaworthy lock first/, helm: 'helm3' },
  'seaworthy lock --update ./chart': {
    status: 2,
    says: /the name registry\.example\.com does not resolve/,
    helm: 'helm3',
  },
  'docker save -o images.tar registry.example.com/web:1.0': { status: 0, says: /^$/ },
  'seaworthy lock --from-archive images.tar ./chart': { status: 0, says: /wrote seaworthy\.lock\.yaml/, helm: 'helm3' },
  'seaworthy lock --from-oci-layout registry.example.com/web:1.0=./layout ./chart': {
    status: 0,
    says: /wrote seaworthy\.lock\.yaml/,
    helm: 'helm3',
  },
  'kubectl logs deploy/agent --previous | seaworthy explain ./chart --error -': {
    status: 0,
    says: /Permission denied/,
    helm: 'helm3',
  },
  'kubectl describe pod agent-0 | seaworthy explain ./chart --error -': {
    status: 0,
    says: /Permission denied/,
    helm: 'helm3',
  },
  'seaworthy fleet job --shards 16 --parts fleet-parts --image registry.example.com/seaworthy:1 | kubectl create -n ci -f -':
    { status: 0, says: /completionMode: Indexed/ },
  'seaworthy render agent -f node_modules/seaworthy/presets/obol/master.yaml': hardened,
}

/** What contributors type, which CI runs. */
const contributing = ['npm ci && npm run demo', 'npm run build', 'npm test', 'npm run test:cluster']

/** The commands of blocks of `sh`, each in a line and without its comment. docs/install.md has a test of its own. */
function commandsOf(page: string): readonly string[] {
  const blocks = [...read(page).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
  const lines = blocks.flatMap(block => block.replaceAll(/\\\n\s*/g, '').split('\n'))
  return lines.map(line => line.replace(/ +# .*$/, '').trim()).filter(line => line !== '')
}

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map(page => `docs/${page}`)]
const shown = new Set(pages.filter(page => page !== 'docs/install.md').flatMap(commandsOf))

situation('every command of a page is run', () =>
  assert.equal([...shown].toSorted(), [...Object.keys(rows), ...contributing].toSorted()),
)

situation('what contributors type is what CI runs', () => {
  const ci = read('.ci/run')
  for (const command of contributing.flatMap(line => line.split(' && ')))
    assert.match(ci, new RegExp(`^${command.replace('run ', 'run (?:--silent )?')}\\b`, 'm'))
})

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "registry.example.com/web:1.0", securityContext: { runAsUser: 1000 } }]
`

/** What the reader of a page has in the working folder. */
const files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/templates/web.yaml': deployment,
  'overlay/kustomization.yaml': 'resources: [web.yaml]\n',
  'overlay/web.yaml': deployment,
  'web.yaml': deployment,
  'values.yaml': 'name: agents\nworker: { image: { repository: registry.example.com/worker, tag: "1.0" } }\n',
  'fleet.yaml': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases: [{ name: web, stream: web.yaml }]\n',
}

/** Programs that ask what is not here: what is applied is printed, and a pod says what it died of. */
const standIns = {
  kubectl: `case "$1" in apply|create) exec cat;; *) echo "mkdir: cannot create directory '/data/x': Permission denied";; esac`,
  docker: 'exec cp archive.tar "$3"',
}

const kustomize = await toolFor('the commands of README.md', 'kustomize')
const helms = {
  helm3: await toolFor('the commands of pages', 'helm3'),
  helm4: await toolFor('the commands of pages', 'helm4'),
}

const runnable = Object.entries(rows).filter(([command, { helm }]) =>
  command.includes('overlay') ? kustomize !== undefined : helm === undefined || helms[helm] !== undefined,
)

table('a command of a page:', Object.fromEntries(runnable), ({ status, says, helm }, command) =>
  withFolder({}, async folder => {
    const cwd = join(folder, 'work')
    const bin = await machine(folder, cwd)
    const tools = { helm: helm === undefined ? undefined : helms[helm], kustomize }
    for (const [name, path] of Object.entries(tools))
      if (path !== undefined) symlinkSync(resolve(root, path), join(bin, name))
    const archive = /npm/.test(command) ? await packedProgram(folder) : ''
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      KUBECONFIG: '',
      npm_config_prefix: join(folder, 'global'),
    }
    const install = `npm install --silent --global ${archive} && `
    const typed = command.includes('root -g')
      ? install + command
      : command.replace(/(?<=install.*) seaworthy$/, ` ${archive}`)
    const got = await ended({ command: 'bash', args: ['-c', `{ ${typed}; } 2>&1`], cwd, env })
    assert.ok(says.test(got.stdout), `${typed}\n${got.stdout}`)
    assert.is(got.status, status, got.stdout)
  }),
)

/** A folder for PATH; what a reader has is in `cwd`. */
async function machine(folder: string, cwd: string): Promise<string> {
  const bin = await programFolder(folder)
  for (const [name, script] of Object.entries(standIns)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, path, '..'), { recursive: true })
    writeFileSync(join(cwd, path), text)
  }
  const modules = join(cwd, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(join(bin, 'seaworthy'), join(modules, '.bin/seaworthy'))
  cpSync(join(root, 'presets'), join(modules, 'seaworthy/presets'), { recursive: true })
  writeImage(cwd)
  return bin
}

/** One image, as `docker save` packs it and as an OCI layout. */
function writeImage(cwd: string): void {
  const { blobs, root: top } = imageOf({ config: { User: '1000:1000' } })
  const layout = join(cwd, 'layout')
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true })
  for (const [digest, bytes] of blobs) writeFileSync(join(layout, 'blobs', digest.replace(':', '/')), bytes)
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [top] }))
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', config: { User: '1000:1000' } })
  const manifest = [{ Config: 'config.json', RepoTags: ['registry.example.com/web:1.0'], Layers: [] }]
  const entries = [
    { path: 'manifest.json', content: JSON.stringify(manifest) },
    { path: 'config.json', content: config },
  ]
  writeFileSync(join(cwd, 'archive.tar'), tarOf(entries))
  writeFileSync(join(cwd, 'images.tar'), tarOf(entries))
}
