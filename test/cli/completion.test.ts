import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { skipped, table } from '../table.ts'
import { call } from './call.ts'

const run = promisify(execFile)

/** How each shell is asked for the words that it would offer after `seaworthy WORDS…`. */
const shells: Readonly<Record<string, (script: string, words: readonly string[]) => readonly string[]>> = {
  bash: (script, words) => [
    '--norc',
    '-c',
    `source ${script}; COMP_WORDS=(seaworthy ${words.map(quoted).join(' ')}); COMP_CWORD=${words.length}; ` +
      `_seaworthy seaworthy ${quoted(words.at(-1) ?? '')}; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  // Outside of a completion `compadd` is nobody's: here it filters and prints what it is given.
  zsh: (script, words) => [
    '-f',
    '-c',
    `compdef() { }; _files() { }; compadd() { shift; print -l -- \${(M)@:#\${words[CURRENT]}*} }; source ${script}; ` +
      `words=(seaworthy ${words.map(quoted).join(' ')}); CURRENT=${words.length + 1}; _seaworthy`,
  ],
  fish: (script, words) => [
    '--no-config',
    '-c',
    `source ${script}; complete -C ${quoted(`seaworthy ${words.join(' ')}`)}`,
  ],
}

function quoted(word: string): string {
  return `'${word}'`
}

const rows = {
  'a command': { words: ['ver'], want: ['verify'] },
  'an option': { words: ['check', '--level'], want: ['--level', '--level-version'] },
  'an option of another command': { words: ['schema', '--level'], want: [] },
  'a switch of fix': { words: ['fix', '--wr'], want: ['--write'] },
}

for (const [shell, argumentsOf] of Object.entries(shells)) {
  const isThere = await run(shell, ['--version']).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    skipped(`completion by ${shell}`, `no ${shell}`)
    continue
  }
  table(`completion by ${shell}`, rows, async ({ words, want }) => {
    const { stdout: script } = await call(`completion ${shell}`)
    await withFolder({ script }, async folder => {
      const { stdout } = await run(shell, [...argumentsOf(join(folder, 'script'), words)], { cwd: folder })
      const offered = stdout.split('\n').map(line => line.split('\t')[0] ?? '')
      assert.equal(offered.filter(word => word !== '').toSorted(), want)
    })
  })
}

table(
  'no completion for',
  { 'no shell': { args: '', found: 'nothing' }, 'another shell': { args: ' tcsh', found: '"tcsh"' } },
  async ({ args, found }) => {
    const { code, stderr } = await call(`completion${args}`)
    assert.equal(
      { code, stderr },
      { code: 2, stderr: `seaworthy: completion: found ${found}, expected one of bash, zsh, fish\n` },
    )
  },
)
