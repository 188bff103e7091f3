/** Print how many pods of charts reach restricted, and why the others do not: of files that are named, or of the recorded streams. */
import { readFileSync } from 'node:fs'
import { corpus } from '../test/support/shared.ts'
import { reachPage } from './reach-page.ts'

const named = process.argv.slice(2).map(file => ({ file, text: readFileSync(file, 'utf8') }))
const recorded = corpus().flatMap(({ name, text }) =>
  name.startsWith('helm4/') ? [{ file: name.slice(6), text }] : [],
)
const texts = named.length > 0 ? named : recorded
if (texts.length === 0) throw new Error('name files of manifests; the recorded streams of charts are not here')
process.stdout.write(reachPage(texts))
