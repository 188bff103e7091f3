import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { pictures } from '../scripts/pictures.ts'
import { story } from '../scripts/story.ts'
import { situation, table } from './table.ts'

const root = resolve(import.meta.dirname, '..')

table('a picture of the README is what the program writes', await pictures(), (want, file) => {
  assert.ok(readFileSync(resolve(root, file), 'utf8') === want, `${file} is stale: run npm run generate`)
})

const scenes = await story()

table('the demo calls', Object.fromEntries(scenes.map(scene => [scene.typed, scene])), ({ code, want }) =>
  assert.is(code, want),
)

situation('the demo fits 60 lines', () => {
  const lines = scenes.reduce((sum, { printed }) => sum + printed.split('\n').length + 2, 0)
  assert.ok(lines <= 60, String(lines))
})
