import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { imageConfig } from '../scripts/image.ts'
import { situation, table } from './table.ts'

const root = resolve(import.meta.dirname, '..')
const written = (file: string) => readFileSync(resolve(root, file), 'utf8')
const instructions = (text: string) => text.split('\n').filter(line => /^[A-Z]+ /.test(line))

situation('the Dockerfile says how the image of the script starts, and adds nothing to its files', () => {
  const last = written('Dockerfile').split('\nFROM scratch\n')[1] ?? ''
  const { User, Env, Entrypoint, WorkingDir } = imageConfig
  assert.equal(instructions(last), [
    'COPY --from=build /image /',
    `ENV ${Env.join(' ')}`,
    `USER ${User}`,
    `WORKDIR ${WorkingDir}`,
    `ENTRYPOINT ${JSON.stringify(Entrypoint)}`,
  ])
})

const tracked = execFileSync('git', ['ls-files', '*Dockerfile*'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const dockerfiles = Object.fromEntries(tracked.map(file => [file, instructions(written(file))]))

table('each base image is named by its digest in', dockerfiles, lines => {
  const set = new Map(
    lines.flatMap(line => [...line.matchAll(/^ARG (\w+)=(\S+)$/g)].map(([, name, value]) => [name, value])),
  )
  const stages = lines.flatMap(line => [...line.matchAll(/^FROM \S+ AS (\S+)$/g)].map(([, stage]) => stage))
  const bases = lines.flatMap(line => [...line.matchAll(/^FROM (\S+)/g)].map(([, base = '']) => base))
  const images = bases.map(base => set.get(base.replace(/^\$/, '')) ?? base)
  assert.ok(images.length > 0)
  for (const image of images)
    assert.ok(image === 'scratch' || stages.includes(image) || /:\S+@sha256:[0-9a-f]{64}$/.test(image), image)
})
