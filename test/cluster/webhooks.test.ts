import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { connect } from '../../src/cluster/connect.ts'
import { ClusterError } from '../../src/error.ts'
import { runWorkerJob } from '../../src/run/run-worker-job.ts'
import { call } from '../cli/call.ts'
import { certificateIn } from '../support/certificate.ts'
import { portOf } from '../support/listening.ts'
import { table } from '../table.ts'
import type { Api } from './api.ts'
import { apiFor } from './here.ts'
import { make, makeNamespace } from './namespaces.ts'

/** Webhooks that must answer and do not: what `preflight` calls them, and what `run` waits for and says in the end. */

const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''
const collection = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'

const says: Readonly<Record<string, RegExp>> = {
  closed: /connect: connection refused/,
  fails: /an error on the server \("boom"\) has prevented the request from succeeding/,
  hangs: /context deadline exceeded|Client.Timeout exceeded/,
}

async function prove(one: Api): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-webhooks-'))
  const address = ['-addext', 'subjectAltName=IP:127.0.0.1']
  const { key, certificate } = await certificateIn(folder, 'webhook', address)
  const cert = readFileSync(certificate)
  const server = createServer({ key: readFileSync(key), cert }, (from, to) => {
    if (from.url?.startsWith('/fails')) to.writeHead(500).end('boom')
  })
  const url = `https://127.0.0.1:${await portOf(server)}`
  for (const name of Object.keys(says))
    await makeWebhook(one, name, name === 'closed' ? 'https://127.0.0.1:1/' : `${url}/${name}`, cert)
  const cluster = await connect({ env: { KUBECONFIG: kubeconfig } })

  table('preflight names a webhook that', says, async (words, name) => {
    const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: ${namespaceOf(name)} }\n`
    const { code, stdout } = await call(
      'preflight a.yaml',
      { files: { 'a.yaml': yaml } },
      { env: { KUBECONFIG: kubeconfig } },
    )
    assert.equal(
      [code, stdout.includes('[webhook-unreachable]'), stdout.includes(`${name}.webhooks.example`)],
      [1, true, true],
      stdout,
    )
    assert.match(stdout, words)
  })

  table('run waits for a webhook, and says so at once, that', says, async (words, name) => {
    const values = {
      name: 'w',
      namespace: namespaceOf(name),
      worker: { image: { repository: 'registry.example.com/w', tag: '1.0' } },
    }
    const told: string[] = []
    const failed: unknown = await (async () => {
      for await (const event of runWorkerJob(values, { id: 'webhook' }, { cluster, outage: 4_000 }))
        told.push(event.type === 'notice' ? event.message : event.type)
    })().catch((error: unknown) => error)
    assert.instance(failed, ClusterError)
    const message = failed instanceof Error ? failed.message : ''
    assert.ok(message.startsWith(`the required webhook ${name}.webhooks.example does not answer: `), message)
    assert.ok(message.endsWith('; look at its Service and pods [webhook-unreachable]'), message)
    assert.match(message, words)
    assert.equal(told, [`waiting for the API server: ${message}`])
  })

  table('nothing is left of the webhooks', { 'nor of their server': one }, async last => {
    for (const name of Object.keys(says)) await last.ask({ method: 'DELETE', path: `${collection}/webhooks-${name}` })
    server.closeAllConnections()
    server.close()
    cluster.close()
    last.close()
    rmSync(folder, { recursive: true })
  })
}

function namespaceOf(name: string): string {
  return `webhooks-${name}`
}

/** It is called for what is made in a namespace of its own; waits until the API server does. */
async function makeWebhook(one: Api, name: string, url: string, certificate: Buffer): Promise<void> {
  const namespace = await makeNamespace(one, namespaceOf(name), 'privileged')
  const group = (apiGroups: readonly string[], resources: readonly string[]) => ({
    apiGroups,
    apiVersions: ['v1'],
    resources,
    operations: ['CREATE'],
  })
  await make(one, collection, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: `webhooks-${name}` },
    webhooks: [
      {
        name: `${name}.webhooks.example`,
        clientConfig: { url, caBundle: certificate.toString('base64') },
        rules: [group(['batch'], ['jobs']), group([''], ['configmaps'])],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        // A busy machine may take longer than the least for one that answers.
        timeoutSeconds: name === 'hangs' ? 1 : 10,
        admissionReviewVersions: ['v1'],
      },
    ],
  })
  const path = `/api/v1/namespaces/${namespace}/configmaps?dryRun=All`
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'known' } }
  for (let tries = 0; tries < 100; tries += 1, await wait(200))
    if ((await one.ask({ method: 'POST', path, body })).status >= 400) return
  throw new Error(`the API server does not call ${name}`)
}

const api = apiFor('webhooks that do not answer')
if (api !== undefined) await prove(api)
