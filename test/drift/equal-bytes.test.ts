import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { tool } from '../../scripts/tools.ts'
import { harden, readPolicy, renderAgent, renderWorkerJob } from '../../src/index.ts'
import { renderMany } from '../charts/agent-probe.ts'
import { situation, skipped } from '../table.ts'
import { type Inputs, inputs, policyOf, valuesOf } from './inputs.ts'

const samples = fc.sample(inputs, { seed: 20261121, numRuns: 60 })
const task = { id: 'one', prompt: 'go' }

/** Master and worker in one stream, where the worker's claims are too. */
function both(given: Inputs, facts: 'storage' | 'no facts'): string {
  const values = valuesOf(given, facts)
  return renderAgent(values).text + renderWorkerJob(values, task).text
}

/** The part of a stream that holds its Deployment, or its Job. */
function documentOf(kind: 'Deployment' | 'Job', text: string): string {
  return text.split(/^---\n/m).find(document => document.includes(`\nkind: ${kind}\n`)) ?? ''
}

/** The text of a workload's `initContainers`, without the indentation of where it stands. */
function initContainersIn(text: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex(line => /^ +initContainers:$/.test(line))
  const indent = lines[start]?.search(/\S/) ?? 0
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(line => line.trim() !== '' && line.search(/\S/) <= indent)
  const block = rest.slice(0, end < 0 ? rest.length : end).map(line => line.slice(indent))
  // A chart can put an item on a line of its own only.
  return start < 0
    ? ''
    : block
        .join('\n')
        .trimEnd()
        .replaceAll(/^( *)-\n +/gm, '$1- ')
}

const master = (given: Inputs) => initContainersIn(renderAgent(valuesOf(given)).text)
const worker = (given: Inputs) => initContainersIn(renderWorkerJob(valuesOf(given), task).text)
const wanted = samples.map(master)

situation('the samples need every repair, at paths of their own too, and by several owners', () => {
  for (const words of [
    /chown -R \d/,
    /for v in/,
    /chgrp/,
    /mkdir -p/,
    /share-volumes-\d/,
    /\/volumes\//,
    /'\\''/,
    /64Mi/,
  ])
    assert.ok(
      wanted.some(text => words.test(text)),
      String(words),
    )
  assert.equal(
    wanted.filter(text => text === ''),
    [],
  )
})

situation('the worker repairs volumes with the bytes of the master', () => {
  for (const [index, given] of samples.entries()) assert.is(worker(given), wanted[index], JSON.stringify(given))
})

situation('the post-renderer repairs volumes with the bytes of the master', () => {
  for (const [index, given] of samples.entries()) {
    const bare = both(given, 'no facts')
    assert.not.match(bare, 'initContainers')
    const hardened = harden(bare, readPolicy(policyOf(given), 'p')).text
    for (const kind of ['Deployment', 'Job'] as const)
      assert.is(initContainersIn(documentOf(kind, hardened)), wanted[index], `${kind} ${JSON.stringify(given)}`)
  }
})

situation('the post-renderer finds nothing to change in what is rendered', () => {
  for (const given of samples) {
    const text = both(given, 'storage')
    assert.is(harden(text, readPolicy(policyOf(given), 'p')).text, text, JSON.stringify(given))
  }
})

for (const major of ['helm3', 'helm4'] as const) {
  const helm = await tool(major)
  if (helm === undefined) {
    skipped(`chart and post-renderer repair volumes with the bytes of the master, under ${major}`, `no ${major}`)
    continue
  }

  situation(`chart and post-renderer repair volumes with the bytes of the master, under ${major}`, async () => {
    const some = samples.slice(0, 20)
    const got = await renderMany(
      helm,
      some.map(given => valuesOf(given)),
    )
    for (const [index, given] of some.entries())
      assert.is(initContainersIn(harden(got[index] ?? '').text), wanted[index], JSON.stringify(given))
  })
}
