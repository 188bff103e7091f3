import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import manifest from '../../package.json' with { type: 'json' }
import { listAt, mapAt, textAt } from '../../src/manifest/value.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { type Api, messageOf } from './api.ts'
import { apiFor, nodeFor } from './here.ts'
import { importOwnImage, ownImage } from './images/own.ts'
import { logOf } from './images/run.ts'
import { make, makeNamespace } from './namespaces.ts'

/** The Job of docs/install.md, whose manifest is what it checks, in a namespace that enforces `restricted`. */

const subject = 'the image checks its own Job on a node, where restricted is enforced'
const namespace = 'seaworthy-image'
const [, written = ''] =
  /```yaml\n(apiVersion: batch.*?)```/s.exec(
    readFileSync(resolve(import.meta.dirname, '../../docs/install.md'), 'utf8'),
  ) ?? []
const job = written.replace(/image: \S+/, `image: ${ownImage}`)

const api = apiFor(subject)
const node = nodeFor(subject)
const node24 = node === undefined ? undefined : await toolFor(subject, 'node24')
if (api !== undefined && node !== undefined && node24 !== undefined) {
  const here = { api, cluster: node, node24 }
  table(subject, { 'and finds nothing': '' }, () =>
    withFolder({ 'job.yaml': job }, folder => prove({ ...here, folder })),
  )
}

interface Place {
  readonly api: Api
  readonly cluster: string
  readonly node24: string
  readonly folder: string
}

async function prove({ api, cluster, node24, folder }: Place): Promise<void> {
  const layout = await importOwnImage({ node24, cluster, folder })
  const lock = await lockOf(layout, folder)
  await makeNamespace(api, namespace, 'restricted')
  const path = `/api/v1/namespaces/${namespace}/configmaps`
  const data = { 'job.yaml': job, 'seaworthy.lock.yaml': lock }
  await make(api, path, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'manifests' }, data })
  const answer = await api.ask({ method: 'POST', path: `/apis/batch/v1/namespaces/${namespace}/jobs`, yaml: job })
  assert.is(answer.status, 201, messageOf(answer))
  assert.equal(answer.warnings, [])
  const { phase, log } = await ending(api, cluster)
  assert.is(phase, 'Succeeded', log)
  // The lock is read, too: it knows the tag, which may be moved.
  assert.match(log, /^\/work\/job\.yaml:\d+:\d+: .* \[image-tag-mutable\]\n.*\n\n1 note in 1 pod of 1 object\b/)
}

/** What the image runs as, which the Job does not say. */
async function lockOf(layout: string, folder: string): Promise<string> {
  const cli = join(await installedPackage(), 'dist/cli.cjs')
  const source = `${ownImage}=${layout}:${manifest.version}`
  const args = [cli, 'lock', '--from-oci-layout', source, 'job.yaml']
  const got = await ended({ command: process.execPath, args, cwd: folder })
  assert.is(got.status, 0, got.stderr)
  return readFileSync(join(folder, 'seaworthy.lock.yaml'), 'utf8')
}

async function ending(api: Api, cluster: string) {
  for (let tries = 0; tries < 240; tries += 1) {
    const { body } = await api.ask({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods` })
    const [pod] = listAt(body, 'items')
    const phase = textAt(mapAt(pod, 'status'), 'phase')
    const [name, uid] = ['name', 'uid'].map(key => textAt(mapAt(pod, 'metadata'), key))
    if (phase === 'Succeeded' || phase === 'Failed')
      return { phase, log: logOf(join(cluster, 'pods', `${namespace}_${name}_${uid}`, 'seaworthy')) }
    await wait(500)
  }
  throw new Error('the Job did not end')
}
