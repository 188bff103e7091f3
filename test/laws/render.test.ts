import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { check, harden, type ValuesInput } from '../../src/index.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { situation } from '../table.ts'
import { errorsOf, platforms, platformPolicy as policy, rendered } from './platforms.ts'

const samples = fc
  .sample(platforms, { seed: 20261128, numRuns: 260 })
  .flatMap(given => rendered(given as ValuesInput) ?? [])

const failing = samples.filter(({ reports }) => reports.some(report => errorsOf(report).length > 0))
const sound = samples.filter(sample => !failing.includes(sample))

situation('the samples are enough of every kind', () => {
  assert.ok(sound.length > 50, `${sound.length} of ${samples.length}`)
  assert.ok(failing.length > 6, String(failing.length))
  for (const words of [/chown -R/, /chgrp/, /supplementalGroups/, /busybox/, /for v in/])
    assert.ok(
      sound.some(({ text }) => words.test(text)),
      String(words),
    )
})

situation('post-render of what render printed changes nothing', () => {
  for (const { given, text } of sound) assert.is(harden(text, policy).text, text, JSON.stringify(given))
})

situation('check of what render printed has no error at its level', () => {
  for (const { given, text } of sound) {
    const { level } = given
    const found = check(text, level === undefined ? { policy } : { policy, level })
    assert.equal(errorsOf(found), [], JSON.stringify(given))
  }
})

situation('what render reports of its own output is what check reports', () => {
  for (const { given, text } of failing) {
    const { level } = given
    const found = check(text, level === undefined ? { policy } : { policy, level })
    assert.ok(errorsOf(found).length > 0, JSON.stringify(given))
  }
})

situation('master and worker that write one claim can both write it', () => {
  for (const { given, text } of sound) {
    const mounts = check(text, { policy }).objects.flatMap(object => object.mounts)
    const written = mounts.filter(({ container, wants }) => container.role === 'main' && wants === 'write')
    assert.equal(
      written.filter(({ write }) => write === 'no').map(({ reason }) => accessWords(reason)),
      [],
      JSON.stringify(given),
    )
  }
})

/** The group of the worker's pod is another one than the master's, and only an owner may hand the claim over. */
const apart: ValuesInput = {
  name: 'plat',
  namespace: 'agents',
  level: 'restricted',
  identity: { user: 10000, group: 10000 },
  volumes: [
    {
      name: 'data',
      claim: {
        name: 'plat-data',
        storage: { fsGroup: 'never', root: { owner: '1000:1000', mode: '0755' }, chownable: true },
      },
    },
  ],
  agent: { image: { repository: 'r/shell', tag: '1' }, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  worker: {
    image: { repository: 'r/shell', tag: '1' },
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    podOverrides: { podSecurityContext: { fsGroup: 3000 } },
  },
}

situation('a worker takes no claim away from the master', () => {
  const { text = '', reports = [] } = rendered(apart) ?? {}
  assert.not.match(text, /chgrp 3000/)
  assert.ok(reports.flatMap(errorsOf).length > 0)
})
