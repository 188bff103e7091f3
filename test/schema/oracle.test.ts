import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { situation, table } from '../table.ts'
import { type Answers, answersFile, mutants, ourProblems } from './mutants.ts'

/** What an API server and kubeconform said, as `scripts/schema-oracle.ts` recorded it. */
const answers: Answers = JSON.parse(readFileSync(answersFile, 'utf8'))

const judged = new Map(mutants().map(({ id, ref, object }) => [id, ourProblems(ref, object)]))
const refused = new Set([...judged].filter(([, problems]) => problems.length > 0).map(([id]) => id))
const acceptedByApiServer = [...answers.acceptedByBoth, ...answers.refusedByKubeconformAlone]

situation('every object that was asked about is made again', () => {
  const named = [...acceptedByApiServer, ...answers.refusedByApiServerAlone, ...answers.beyond]
  assert.ok(judged.size > 3000, `only ${judged.size} mutants`)
  assert.equal(
    named.filter(id => !judged.has(id)),
    [],
  )
})

situation('what the API server takes, we take', () =>
  assert.equal(
    acceptedByApiServer.filter(id => refused.has(id)),
    [],
  ),
)

situation('what the API server refuses, we refuse, but for what is beyond a schema', () => {
  const accepted = new Set([...acceptedByApiServer, ...answers.beyond])
  assert.equal(
    [...judged.keys()].filter(id => !accepted.has(id) && !refused.has(id)),
    [],
  )
})

situation('whatever kubeconform and the API server refuse, we refuse', () => {
  // One of the versions of a definition is stored; the others need not say that they are not.
  const alone = new Set([...answers.refusedByApiServerAlone, 'CustomResourceDefinition drop spec.versions.*.storage'])
  assert.equal(
    answers.beyond.filter(id => !alone.has(id)),
    [],
  )
})

/** Why kubeconform refuses what the API server takes. */
const explained: Readonly<Record<string, { readonly ids: RegExp; readonly count: number }>> = {
  'OpenAPI requires a field for which nothing is a value': {
    ids: /^(?:Deployment drop .*\.(?:preference|value)|CronJob drop .*podFailurePolicy\.rules|PersistentVolumeClaim drop spec\.dataSource\.kind|LimitRange drop spec\.limits|CSIDriver drop (?:spec|spec\.tokenRequests\.\*\.audience)|CustomResourceDefinition drop .*\.served)$/,
    count: 9,
  },
}

table('kubeconform refuses and the API server takes', explained, ({ ids, count }) =>
  assert.is(answers.refusedByKubeconformAlone.filter(id => ids.test(id)).length, count),
)

situation('every refusal of kubeconform alone is explained', () => {
  const patterns = Object.values(explained).map(({ ids }) => ids)
  assert.equal(
    answers.refusedByKubeconformAlone.filter(id => !patterns.some(pattern => pattern.test(id))),
    [],
  )
})
