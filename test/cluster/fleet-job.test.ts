import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { deployments } from '../../bench/generate.ts'
import { mapAt } from '../../src/manifest/value.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { type Api, messageOf } from './api.ts'
import { apiFor, nodeFor } from './here.ts'
import { importOwnImage, ownImage } from './images/own.ts'
import { make, makeNamespace } from './namespaces.ts'

/** A fleet over the pods of an Indexed Job on a real kubelet, one of which is killed. */

const subject = 'a fleet on a cluster'
const namespace = 'seaworthy-fleet'
const shards = 4
/** Called as nobody else's on this machine is. */
const fleetFile = `fleet-${process.pid}.yaml`
const api = apiFor(subject)
const node = nodeFor(subject)
const node24 = node === undefined ? undefined : await toolFor(subject, 'node24')
if (api !== undefined && node !== undefined && node24 !== undefined) await prove(api, node, node24)

async function prove(one: Api, cluster: string, node24Path: string): Promise<void> {
  const cli = join(await installedPackage(), 'dist/cli.cjs')
  const files = fleetFiles()
  table('a shard that is killed is tried again, and', { 'the report is that of one machine': '' }, () =>
    withFolder(files, async folder => {
      await importOwnImage({ node24: node24Path, cluster, folder })
      const parts = join(folder, 'parts')
      await makeClaim(one, parts)
      const seaworthy = async (...args: readonly string[]) => {
        const got = await ended({ command: process.execPath, args: [cli, 'fleet', ...args], cwd: folder, seconds: 120 })
        assert.is(got.status, 0, got.stderr)
        return got.stdout
      }
      const file = fleetFile
      const stream = await seaworthy(
        'job',
        '-f',
        file,
        '--shards',
        String(shards),
        '--parts',
        'parts',
        '--image',
        ownImage,
      )
      for (const yaml of stream.split(/^---\n/m).filter(text => text.trim() !== '')) await create(one, yaml)
      await killOne(2)
      const status = await finished(one)
      assert.equal([status?.succeeded, Number(status?.failed) >= 1], [shards, true])
      await seaworthy('merge', 'parts', '--output-dir', 'merged', '--exit-zero')
      await seaworthy(file, '--output-dir', 'alone', '--exit-zero')
      const { status: same, stdout } = await ended({ command: 'diff', args: ['-r', 'alone', 'merged'], cwd: folder })
      assert.is(same, 0, stdout.slice(0, 500))
    }),
  )
}

function fleetFiles(): Readonly<Record<string, string>> {
  const names = Array.from({ length: 40 }, (_, index) => `r${index}`)
  const releases = names.map(name => `  - { name: ${name}, stream: in/${name}.yaml }\n`).join('')
  const streams = names.map((name, index) => [`in/${name}.yaml`, deployments(10 + (index % 7))] as const)
  return {
    [fleetFile]: `apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\nreleases:\n${releases}`,
    ...Object.fromEntries(streams),
  }
}

/** A folder of the node that the user of the image can write. */
async function makeClaim(one: Api, folder: string): Promise<void> {
  await makeNamespace(one, namespace, 'restricted')
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  chmodSync(join(folder, '..'), 0o755)
  const name = `fleet-${process.pid}`
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName: name, resources: { requests: { storage: '1Gi' } } }
  await make(one, '/api/v1/persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: name,
      capacity: { storage: '1Gi' },
      hostPath: { path: folder },
    },
  })
  await make(one, `/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'parts' },
    spec,
  })
}

async function create(one: Api, yaml: string): Promise<void> {
  const path = /^kind: Job$/m.test(yaml)
    ? `/apis/batch/v1/namespaces/${namespace}/jobs`
    : `/api/v1/namespaces/${namespace}/configmaps`
  const answer = await one.ask({ method: 'POST', path, yaml })
  assert.is(answer.status, 201, messageOf(answer))
}

/** Kill the program of a shard as the kernel does where memory is short. */
async function killOne(index: number): Promise<void> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const pid = readdirSync('/proc').find(name => /^\d+$/.test(name) && isShard(name, index))
    if (pid !== undefined) return void process.kill(Number(pid), 'SIGKILL')
    await wait(20)
  }
  throw new Error(`no process of shard ${index} was seen`)
}

function isShard(pid: string, index: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return (
      words.includes(fleetFile) && words.includes('--shard') && environment.includes(`JOB_COMPLETION_INDEX=${index}`)
    )
  } catch {
    return false // it ended meanwhile
  }
}

async function finished(one: Api) {
  for (let tries = 0; tries < 600; tries += 1) {
    const { body } = await one.ask({ method: 'GET', path: `/apis/batch/v1/namespaces/${namespace}/jobs/fleet` })
    const status = mapAt(body, 'status')
    if (JSON.stringify(status?.conditions ?? []).match(/"type":"(Complete|Failed)"/)) return status
    await wait(500)
  }
  throw new Error('the Job did not end')
}
