import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isVolumePath, shellWords } from '../../src/security/chown.ts'
import { splitScript } from '../../src/security/shell-words.ts'
import { situation, skipped, table } from '../table.ts'

const path = fc
  .array(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...'ab~$`"\'\\!*?[]{}()<>|&;# \t\n-=:%')), {
    minLength: 1,
    maxLength: 8,
  })
  .map(parts => `/${parts.join('')}`)
  .filter(candidate => isVolumePath(candidate) && Buffer.from(candidate).toString() === candidate)
const paths = [...new Set(fc.sample(path, { seed: 7, numRuns: 500 }))]

situation('our own reader takes back the words that we quote', () =>
  assert.equal(
    splitScript(shellWords(paths))?.[0]?.words.map(({ text }) => text),
    paths,
  ),
)

const shells: Readonly<Record<string, readonly string[]>> = {
  dash: ['/bin/dash'],
  busybox: ['/bin/busybox', 'sh'],
  bash: ['/bin/bash'],
}
const present = Object.fromEntries(Object.entries(shells).filter(([, [program = '']]) => existsSync(program)))
for (const name of Object.keys(shells)) if (!(name in present)) skipped(`words for ${name}`, `no ${name}`)

if (Object.keys(present).length > 0)
  table('a shell reads the words that we quote as they were', present, ([program = '', ...args]) => {
    const { stdout } = spawnSync(program, [...args, '-ec', `printf '%s\\0' ${shellWords(paths)}`], { encoding: 'utf8' })
    assert.equal(stdout.split('\0').slice(0, -1), paths)
  })
