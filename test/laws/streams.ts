import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type CorpusStream, corpus } from '../support/shared.ts'
import { skipped } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')

/** What the laws hold for: our own streams, their golden outputs, and the streams of real charts where they are at hand. */
export function lawfulStreams(): CorpusStream[] {
  const charts = corpus()
  if (charts.length === 0) skipped('laws over the corpus', 'the shared data is not here')
  return [
    ...filesUnder('test/fixtures/streams'),
    ...filesUnder('golden/presets'),
    ...filesUnder('golden/streams'),
    ...charts,
  ]
}

function filesUnder(folder: string): CorpusStream[] {
  const files = readdirSync(join(root, folder)).filter(file => file.endsWith('.yaml'))
  return files
    .toSorted()
    .map(file => ({ name: `${folder}/${file}`, text: readFileSync(join(root, folder, file), 'utf8') }))
}
