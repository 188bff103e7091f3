/**
 * Ask kubeconform about the built-in objects of public charts, as they are and broken, and record what it says. Needs
 * ../shared/corpus, and ../shared/schemas, of which kubeconform's schemas are made.
 *
 *     npx tsx scripts/schema-corpus.ts
 */
import { writeFileSync } from 'node:fs'
import { bitsOf, type CorpusAnswers, chartAnswersFile, chartObjects } from '../test/schema/chart-objects.ts'
import { refusedByKubeconform, versionOf } from './kubeconform.ts'

const objects = chartObjects()
const refused = refusedByKubeconform(objects.map(({ object }) => object))
const answers: CorpusAnswers = {
  kubeconform: versionOf(),
  asked: objects.length,
  refused: bitsOf(objects.map((_, index) => refused.has(index))),
}
writeFileSync(chartAnswersFile, `${JSON.stringify(answers, null, 1)}\n`)
