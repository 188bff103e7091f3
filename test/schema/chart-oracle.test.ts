import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { situation, skipped, table } from '../table.ts'
import { answersIn, type CorpusAnswers, chartAnswersFile, chartObjects } from './chart-objects.ts'
import { ourProblems } from './mutants.ts'

/** What kubeconform said, as `scripts/schema-corpus.ts` recorded it. */
const answers: CorpusAnswers = JSON.parse(readFileSync(chartAnswersFile, 'utf8'))
const refused = answersIn(answers.refused)

/** What is beyond OpenAPI, and the API server refuses: `oracle.test.ts` asked it about each of these ways. */
const beyond: Readonly<Record<string, RegExp>> = {
  'null where a value must be': / empty /,
  'none of several, of which one must be': / drop /,
  'a word that is no choice, or no amount': / word /,
  'two items of one key': / twice /,
  'the schema of a definition, which may be anything to OpenAPI':
    / CustomResourceDefinition (?:retype|hoist|sink) spec\.versions\.\d+\.schema\./,
}

const objects = chartObjects()
if (objects.length === 0) skipped('kubeconform and we agree about public charts', 'no shared data')
else {
  const judged = objects.map(({ id, ref, object }, index) => {
    return { id, ours: ourProblems(ref, object).length > 0, theirs: refused[index] === true }
  })
  const oursAlone = judged.flatMap(({ id, ours, theirs }) => (ours && !theirs ? [id] : []))

  situation('it was asked about these objects', () => assert.is(objects.length, answers.asked))

  situation('whatever kubeconform refuses of public charts, broken, we refuse, and it refuses hundreds', () => {
    assert.ok(judged.filter(({ theirs }) => theirs).length > 500)
    assert.equal(
      judged.flatMap(({ id, ours, theirs }) => (theirs && !ours ? [id] : [])),
      [],
    )
  })

  situation('whatever we refuse alone is beyond OpenAPI', () =>
    assert.equal(
      oursAlone.filter(id => !Object.values(beyond).some(pattern => pattern.test(id))),
      [],
    ),
  )

  table('we refuse alone', beyond, pattern => assert.ok(oursAlone.some(id => pattern.test(id))))
}
