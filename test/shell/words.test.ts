import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isVolumePath, shellWords } from '../../src/security/chown.ts'
import { splitScript } from '../../src/shell/words.ts'
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

/** Words that only a running shell knows, each beside one that is what it looks like. */
table(
  'a word that a shell may make another of',
  {
    star: '/data/*',
    'question mark': '/data/?',
    bracket: '/data/[ab]',
    home: '~/data',
    variable: '$A',
    'quoted variable': '"$A"',
  },
  word => assert.equal(splitScript(`chown 1:1 ${word} /plain`)?.[0]?.words.slice(2), [{}, { text: '/plain' }]),
)

table(
  'a script that is not understood',
  {
    if: 'if a; then b; fi',
    'then, alone': 'then b',
    elif: 'elif b',
    else: 'else b',
    fi: 'fi',
    for: 'for a in b; do c; done',
    while: 'while a; do b; done',
    until: 'until a; do b; done',
    do: 'do b',
    done: 'done',
    case: 'case a in b) c;; esac',
    esac: 'esac',
    function: 'function f',
    negation: '! a',
    braces: '{ a; }',
    'closing brace': '}',
    subshell: '(a)',
    substitution: 'a $(b)',
    'old substitution': 'a `b`',
    'here document': 'a <<B',
    'redirection to a file': 'a >b',
  },
  script => assert.is(splitScript(script), undefined),
)

situation('a line that goes on in the middle of a word', () =>
  assert.equal(splitScript('a b\\\nc')?.[0]?.words, [{ text: 'a' }, { text: 'bc' }]),
)

table('an operator of a script', { ';': ';', '&&': '&&', '||': '||', '|': '|', '&': '&' }, (want, operator) =>
  assert.is(splitScript(`a${operator}b`)?.[0]?.followedBy, want),
)

situation('the end of a line ends a command', () =>
  assert.equal(splitScript('a\nb'), [
    { words: [{ text: 'a' }], followedBy: ';' },
    { words: [{ text: 'b' }], followedBy: ';' },
  ]),
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
