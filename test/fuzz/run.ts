/**
 * Hold our reading and writing against Kubernetes' reader, on random texts and on mutated documents of real charts:
 *
 *     npm run fuzz -- --minutes 30 [--seed N] [--texts N]
 *
 * The seed of a run that found something finds it again. The smallest text of each difference is printed.
 */
import { parseArgs } from 'node:util'
import { hasOracle } from '../support/oracle.ts'
import { realDocuments } from './documents.ts'
import { fuzzBatch, smallest } from './fuzz.ts'
import { randomOf } from './random.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, texts: { type: 'string' } },
})
const [minutes, texts] = [Number(values.minutes ?? 1), Number(values.texts ?? Number.POSITIVE_INFINITY)]
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const batch = { random: 2_000, mutated: 500 }

process.exitCode = hasOracle() ? run() : absent()

function absent(): number {
  process.stderr.write('fuzz: there is no ../shared/oracle/k8syaml to hold our reader against\n')
  return 2
}

function run(): number {
  const random = randomOf(seed)
  const documents = realDocuments(6_000)
  const end = Date.now() + minutes * 60_000
  let done = 0
  let found = 0
  for (; Date.now() < end && done < texts && found < 20; done += batch.random + batch.mutated) {
    for (const difference of fuzzBatch(documents, batch, random)) {
      const { text, says } = smallest(difference)
      process.stdout.write(`${JSON.stringify(text)}\n  ${says}\n`)
      found += 1
    }
  }
  const mutated = (done * batch.mutated) / (batch.random + batch.mutated)
  process.stdout.write(`seed ${seed}: ${done} texts, ${mutated} of them mutated documents, ${found} differences\n`)
  return found === 0 ? 0 : 1
}
