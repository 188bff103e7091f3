import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { isMap, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { policies } from '../laws/policies.ts'
import { lawfulStreams } from '../laws/streams.ts'
import type { CorpusStream } from '../support/shared.ts'
import { table } from '../table.ts'
import type { Api } from './api.ts'
import { type JudgedObject, judgedPods, judgedWorkloads, sentenceIn } from './corpus-pods.ts'
import { type Admitted, dryRun } from './dry-run.ts'
import { apiFor } from './here.ts'
import { makeNamespace } from './namespaces.ts'
import { proven } from './proven.ts'

const levels = ['baseline', 'restricted'] as const

/** A pod is refused, of a workload there is a warning: controllers are told nothing else. */
const judges: Readonly<Record<string, { readonly judge: typeof judgedPods; readonly what: string }>> = {
  'of a pod': { judge: judgedPods, what: 'pods' },
  'of a workload': { judge: judgedWorkloads, what: 'workloads' },
}

const api = apiFor('admission')
if (api !== undefined) await prove(api)

async function prove(server: Api): Promise<void> {
  const streams = lawfulStreams()
  await makeNamespace(server, 'admission-privileged', 'privileged')
  for (const level of levels) {
    await makeNamespace(server, `admission-${level}`, level)
    table(`check says what the API server says at ${level}`, judges, async ({ judge, what }) => {
      const judged = streams.flatMap(({ name, text }) => judge(name, text, level))
      await sameSentences(server, judged, { level, what })
    })
    table(`what post-render writes for ${level}`, policies, async settings => {
      const at = { ...settings, level, levelForced: true }
      const results = streams.map(({ name, text }) => ({ name, text, after: textAfter(text, at) }))
      const judged = results.flatMap(({ name, after }) => judgedPods(name, after, level))
      await sameSentences(server, judged, { level, what: 'hardened pods' })
      await nothingBroken(server, results.flatMap(changedObjects), level)
    })
  }
  table('no connection is left open', { 'to the API server': server }, one => one.close())
}

async function sameSentences(
  server: Api,
  judged: readonly JudgedObject[],
  { level, what }: { readonly level: Level; readonly what: string },
): Promise<void> {
  const answers = await dryRun(
    server,
    judged.map(({ object }) => object),
    `admission-${level}`,
  )
  const different = judged.flatMap(({ name, want }, index) => {
    const got = saidBy(answers[index])
    return got === want ? [] : [{ name, check: want, server: got }]
  })
  proven(`${what} at ${level}: check's sentence is the API server's`, judged.length - different.length, judged.length)
  assert.ok(judged.length > 0)
  assert.equal(different, [])
}

/** The server's sentence about Pod Security; `''` where it has nothing to say, its whole message about anything else. */
function saidBy(answer: Admitted | undefined): string {
  if (answer === undefined) return 'no answer'
  if (answer.answer === 'unknown-kind') return 'unknown kind'
  if (answer.answer === 'refused') return sentenceIn(answer.message)
  return answer.warnings.filter(warning => warning.includes('PodSecurity')).map(sentenceIn)[0] ?? ''
}

function textAfter(text: string, settings: Parameters<typeof hardenTexts>[1]): string {
  return hardenTexts([{ file: '-', text }], settings).texts[0]?.text ?? ''
}

interface Changed {
  readonly name: string
  readonly before: ValueMap
  readonly after: ValueMap
}

/** The objects of a stream that hardening changed, as they were and as they are. */
function changedObjects({ name, text, after }: CorpusStream & { readonly after: string }): readonly Changed[] {
  const [was, now] = [splitStream(text), splitStream(after)]
  return was.documents.flatMap((span, index) => {
    const hardened = now.documents[index]
    if (hardened === undefined || text.slice(span.start, span.end) === after.slice(hardened.start, hardened.end))
      return []
    const [before, changed] = [readDocument(was, span).value, readDocument(now, hardened).value]
    if (!isMap(before) || !isMap(changed)) return [{ name, before: {}, after: {} }]
    return [
      {
        name: `${name} ${textAt(changed, 'kind')}/${textAt(mapAt(changed, 'metadata'), 'name')}`,
        before,
        after: changed,
      },
    ]
  })
}

/** What the server took before it takes afterwards, and what it refused it refuses in the same words. */
async function nothingBroken(server: Api, changed: readonly Changed[], level: Level): Promise<void> {
  const ask = (side: 'before' | 'after') =>
    dryRun(
      server,
      changed.map(one => one[side]),
      'admission-privileged',
    )
  const [before, after] = [await ask('before'), await ask('after')]
  const told = (answer: Admitted | undefined) => `${answer?.answer} ${answer?.message}`
  const broken = changed.flatMap(({ name }, index) => {
    const [was, now] = [told(before[index]), told(after[index])]
    return was === now ? [] : [{ name, was, now }]
  })
  proven(
    `objects that hardening changed at ${level} are as valid as they were`,
    changed.length - broken.length,
    changed.length,
  )
  assert.ok(changed.length > 0)
  assert.equal(broken, [])
}
