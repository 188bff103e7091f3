import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { chart, inventory } from './helm.ts'

const sdk = await toolFor("a program with Helm's SDK", 'helm4-sdk')

/** What a strategy gives: hardened objects have a `+`, and a report lists the workloads that it was made of. */
interface Row {
  readonly prints: readonly string[]
  readonly reports: Readonly<Record<string, readonly string[]>>
}

const workloads = ['StatefulSet/web-cache', 'Deployment/web']
const hardened = ['Service/web', '+Deployment/web', '+StatefulSet/web-cache']

const strategies: Readonly<Record<string, Row>> = {
  combined: {
    prints: [...hardened, '+Job/web-migrate'],
    reports: { 'all.json': [...workloads, 'Job/web-migrate'] },
  },
  separate: {
    prints: [...hardened, '+Job/web-migrate'],
    reports: { 'hooks.json': ['Job/web-migrate'], 'manifests.json': workloads },
  },
  nohooks: {
    prints: [...hardened, 'Job/web-migrate'],
    reports: { 'manifests.json': workloads },
  },
}

/** How a hook is judged that mounts a claim, and which pods get what they need to write it. */
interface Claimed {
  readonly strategy: string
  /** A row of the policy. */
  readonly claims: string
  readonly hook: string
  readonly names: readonly string[]
}

const nodes = '{ source: hostPath, root: { owner: "1000:1000", mode: "0755" } }'
const policy = `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
storageClasses: { nodes: ${nodes} }
images: { registry.example.com/web: { setuid: false, fileCapabilities: [] } }
`
const podSpec = `restartPolicy: Never
      securityContext: { runAsUser: 10000, runAsGroup: 10000 }
      containers: [{ name: web, image: registry.example.com/web:1, volumeMounts: [{ name: data, mountPath: /data }] }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`
const job = (name: string, annotations: string) => `apiVersion: batch/v1
kind: Job
metadata: { name: ${name}, annotations: { ${annotations} } }
spec:
  template:
    spec:
      ${podSpec}`

/** A claim and a Job that uses it among the manifests, and a hook that does, too. */
const claimChart = {
  'data/Chart.yaml': 'apiVersion: v2\nname: data\nversion: 0.1.0\n',
  'data/templates/claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: nodes, resources: { requests: { storage: 1Gi } } }
`,
  'data/templates/web.yaml': job('web', 'example.com/a: b'),
  'data/templates/migrate.yaml': job('migrate', 'helm.sh/hook: post-install'),
}

if (sdk !== undefined) {
  table(
    "a program with Helm's SDK and a report for each part, by strategy",
    strategies,
    ({ prints, reports }, strategy) =>
      withFolder({}, async cwd => {
        const { status, stdout, stderr } = await install(sdk, strategy, cwd, ['--format=json', '--output={part}.json'])
        assert.is(status, 0, stderr)
        assert.equal(inventory(stdout), prints)
        const got = readdirSync(cwd).map(file => [file, reported(join(cwd, file))])
        assert.equal(Object.fromEntries(got), reports)
      }),
  )

  situation("a program with Helm's SDK writes and holds a golden file for each part", () =>
    withFolder({}, async cwd => {
      const golden = '--golden={part}.yaml'
      const runs = [[golden, '--update'], [golden, '--update'], [golden, '--update'], [golden]]
      const ends: unknown[] = []
      for (const options of runs) {
        const { status } = await install(sdk, 'separate', cwd, options)
        ends.push({ status, files: readdirSync(cwd).toSorted() })
      }
      const files = ['hooks.yaml', 'manifests.yaml']
      assert.equal(ends, [
        { status: 1, files: ['hooks.yaml'] },
        { status: 1, files },
        { status: 0, files },
        { status: 0, files },
      ])
    }),
  )

  situation("a program with Helm's SDK shows which part a golden file lacks", () =>
    withFolder({}, async cwd => {
      await install(sdk, 'combined', cwd, ['--golden=web.yaml', '--update'])
      const { status, stdout, stderr } = await install(sdk, 'separate', cwd, ['--golden=web.yaml'])
      assert.equal({ status, stdout }, { status: 1, stdout: '' })
      assert.match(stderr, 'error while running post render on hooks: exit status 1')
      assert.match(stderr, 'web.yaml holds hooks and manifests, and this run was given hooks alone; with {part}')
    }),
  )

  const written: Readonly<Record<string, Claimed>> = {
    'in one call': { strategy: 'combined', claims: '', hook: 'no', names: ['web', 'migrate'] },
    'in a call of its own': { strategy: 'separate', claims: '', hook: 'unknown', names: ['web'] },
    'in a call of its own, with a policy that describes the claim': {
      strategy: 'separate',
      claims: `claims: { default/data: ${nodes} }\n`,
      hook: 'no',
      names: ['web', 'migrate'],
    },
  }

  table(
    "a program with Helm's SDK and a hook that mounts a claim of the manifests,",
    written,
    ({ strategy, claims, hook, names }) =>
      withFolder({ ...claimChart, 'policy.yaml': `${policy}${claims}` }, async cwd => {
        const asked = ['--namespace=default', '--policy=policy.yaml']
        const report = ['--format=json', '--output={part}.json']
        const { status, stdout, stderr } = await install(sdk, strategy, cwd, [...asked, ...report], 'data')
        assert.is(status, 0, stderr)
        const file = strategy === 'combined' ? 'all.json' : 'hooks.json'
        assert.is(writeOf(join(cwd, file), 'migrate'), hook)
        assert.equal(repaired(stdout), names)
        const strict = await install(sdk, strategy, cwd, [...asked, '--strict'], 'data')
        assert.is(strict.status, hook === 'no' ? 0 : 1, strict.stderr)
        // The row that answers it, ready to be copied.
        if (hook === 'unknown')
          assert.match(strict.stderr, /on hooks: [\s\S]*claims: \{ default\/data: \{ source: csi, /)
      }),
  )
}

/** The workloads, in order, that share the volume first. */
function repaired(manifests: string): readonly string[] {
  return manifests
    .split('\n---\n')
    .filter(text => text.includes('name: share-volumes'))
    .map(text => /name: (web|migrate),/.exec(text)?.[1] ?? text)
}

function writeOf(file: string, workload: string): string {
  const { objects } = JSON.parse(readFileSync(file, 'utf8'))
  return objects.find(({ name }: { readonly name: string }) => name === workload).mounts[0].write
}

/** Install a chart, dry, through the program as npm installs it. */
async function install(
  sdk: string,
  strategy: string,
  cwd: string,
  options: readonly string[],
  name = chart('web'),
): Promise<Ended> {
  const program = `${await installedPackage()}/dist/cli.cjs`
  return ended({ command: sdk, args: [strategy, name, program, 'post-render', ...options], cwd })
}

function reported(file: string): readonly string[] {
  const { objects } = JSON.parse(readFileSync(file, 'utf8'))
  return objects.map(({ kind, name }: { readonly kind: string; readonly name: string }) => `${kind}/${name}`)
}
