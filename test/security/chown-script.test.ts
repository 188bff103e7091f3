import * as assert from 'uvu/assert'
import type { Value } from '../../src/manifest/value.ts'
import { chownCommand, chownOnMismatchScript } from '../../src/security/chown.ts'
import { parseChownCommand, parseScript, scriptSteps } from '../../src/security/chown-script.ts'
import { table } from '../table.ts'

const strange = ['/a b', "/it's", '/$(id)', '/x\ny', '/"q"', '/b;c', '/*', '/#d']

table(
  'our own scripts are read back',
  {
    Always: { script: chownCommand(10000, 2000, strange) },
    OnRootMismatch: { script: chownOnMismatchScript(10000, 2000, strange) },
  },
  ({ script }) =>
    assert.equal(parseChownCommand(script), [
      { op: 'chown', recursive: true, uid: 10000, gid: 2000, paths: strange, mayFail: false },
    ]),
)

const chown = { op: 'chown', recursive: true, uid: 1, gid: 2, paths: ['/a'], mayFail: false }

table<{ script: string; want: readonly object[] }>(
  'parseScript, under sh -c',
  {
    chown: { script: 'chown -R 1:2 /a', want: [chown] },
    'options after the operands': { script: 'chown 1:2 /a -Rv', want: [chown] },
    'a dot between user and group': { script: 'chown -R 1.2 /a', want: [chown] },
    'a user alone': {
      script: 'chown 1 /a',
      want: [{ op: 'chown', recursive: false, uid: 1, paths: ['/a'], mayFail: false }],
    },
    'a group alone': {
      script: 'chown :2 /a',
      want: [{ op: 'chown', recursive: false, gid: 2, paths: ['/a'], mayFail: false }],
    },
    'root by name': {
      script: 'chown root:root /a',
      want: [{ op: 'chown', recursive: false, uid: 0, gid: 0, paths: ['/a'], mayFail: false }],
    },
    chgrp: { script: 'chgrp -R 2 /a', want: [{ op: 'chown', recursive: true, gid: 2, paths: ['/a'], mayFail: false }] },
    chmod: {
      script: 'chmod g+rwxs /a /b',
      want: [{ op: 'chmod', recursive: false, mode: 'g+rwxs', paths: ['/a', '/b'], mayFail: false }],
    },
    mkdir: {
      script: 'mkdir -p -m 0755 /a',
      want: [{ op: 'mkdir', parents: true, mode: '0755', paths: ['/a'], mayFail: false }],
    },
    'install -d': {
      script: 'install -d -o 1 -g2 -m 700 /a',
      want: [{ op: 'mkdir', parents: true, mode: '700', uid: 1, gid: 2, paths: ['/a'], mayFail: false }],
    },
    'busybox, and a full path': {
      script: 'busybox chown -R 1:2 /a; /bin/chown -R 1:2 /a',
      want: [{ ...chown, mayFail: true }, chown],
    },
    'quotes and escapes': { script: `chown -R 1:2 '/a'"b\\$\\"c"\\ d`, want: [{ ...chown, paths: ['/ab$"c d'] }] },
    'a continued line and a comment': { script: 'chown -R \\\n 1:2 /a # all of it\n', want: [chown] },
    silenced: { script: 'chown -R 1:2 /a 2>/dev/null >&2', want: [chown] },
    'a failure forgiven by ||': { script: 'chown -R 1:2 /a || true', want: [{ ...chown, mayFail: true }] },
    'a failure overlooked without -e': { script: 'chown -R 1:2 /a; echo ok', want: [{ ...chown, mayFail: true }] },
    'a failure that counts under set -e': { script: 'set -eu\nchown -R 1:2 /a; echo ok', want: [chown] },
    '-e overlooks the left of &&': {
      script: 'set -e; chown -R 1:2 /a && echo ok; echo',
      want: [{ ...chown, mayFail: true }],
    },
    'what stands behind && hangs on it': {
      script: 'mkdir /a && chown -R 1:2 /a',
      want: [
        { op: 'mkdir', parents: false, paths: ['/a'], mayFail: false },
        { ...chown, ifSucceeded: true },
      ],
    },
    'what stands behind || true && runs anyway': {
      script: 'mkdir /a || true && chown -R 1:2 /a',
      want: [{ op: 'mkdir', parents: false, paths: ['/a'], mayFail: true }, chown],
    },
    'the left of a last && counts': { script: 'chown -R 1:2 /a && echo ok', want: [chown] },
    'find and xargs, as charts spare lost+found': {
      script: 'find /a -mindepth 1 -maxdepth 1 -not -name ".snapshot" | xargs -r chown -R 1:2',
      want: [{ op: 'chown', recursive: true, uid: 1, gid: 2, paths: ['/a'], contentsOnly: true, mayFail: false }],
    },
    'nothing but words': { script: 'echo starting; sleep 1', want: [] },
    'a failure that ends the script': {
      script: 'chown -R 1:2 /a || exit 1; echo',
      want: [{ ...chown, mayFail: true }],
    },
    'a condition': { script: 'if [ -d /a ]; then chown -R 1:2 /a; fi', want: [{ ...chown, perhaps: true }] },
    'a question for root': {
      script: 'if [ "$(id -u)" = 0 ]; then chown -R 1:2 /a; fi',
      want: [{ ...chown, ifRoot: true }],
    },
    'what an else holds': {
      script: 'if [ -d /a ]; then echo; elif [ -d /b ]; then echo; else chown -R 1:2 /a; fi',
      want: [{ ...chown, perhaps: true }],
    },
    'a step that runs only on failure': {
      script: 'test -d /a || chown -R 1:2 /a',
      want: [{ ...chown, ifFailed: true }],
    },
    'a group': { script: '{ chown -R 1:2 /a; }', want: [chown] },
    'a shell of its own': { script: '(chown -R 1:2 /a)', want: [chown] },
    'a group behind a condition': { script: 'true && { chown -R 1:2 /a; }', want: [{ ...chown, ifSucceeded: true }] },
    'a group of several behind a condition': {
      script: 'true && { echo; chown -R 1:2 /a; }',
      want: [{ ...chown, perhaps: true }],
    },
    'a shell in a shell': { script: 'sh -c "chown -R 1:2 /a"', want: [chown] },
    'a loop over words': {
      script: 'for d in /a /b; do chown -R 1:2 $d; done',
      want: [
        { ...chown, mayFail: true },
        { ...chown, paths: ['/b'] },
      ],
    },
    'a variable of the script': { script: 'D=/a; chown -R 1:2 "$D"', want: [chown] },
    'a folder that it enters': {
      script: 'cd /a && chown -R 1:2 .',
      want: [{ ...chown, paths: ['/a/.'], ifSucceeded: true, relative: true }],
    },
    'a program that starts it': {
      script: 'exec env A=b timeout 5 chown -R 1:2 /a',
      want: [{ ...chown, leaves: 'always' }],
    },
    'a function': { script: 'f() { chown -R 1:2 "$1"; }; f /a', want: [chown] },
    'what a function leaves open': {
      script: 'f() { chmod 1 /a || return 0; chown -R 1:2 /a; }; f',
      want: [
        { op: 'chmod', recursive: false, mode: '1', paths: ['/a'], mayFail: true },
        { ...chown, perhaps: true },
      ],
    },
    'a case of a word that is known': { script: 'case b in a) false;; b|c) chown -R 1:2 /a;; esac', want: [chown] },
    'a case of one that is not': {
      script: 'case "$(id -u)" in 0) chown -R 1:2 /a;; esac',
      want: [{ ...chown, perhaps: true }],
    },
    'a loop that asks': {
      script: 'while read -r d; do chown -R 1:2 /a; done',
      want: [{ ...chown, perhaps: true }],
    },
    'what it is given': { script: 'set -- chown -R 1:2 /a; "$@"', want: [chown] },
    'what eval is told': { script: 'eval "chown -R 1:2 /a"', want: [chown] },
    'a trap that makes every end a good one': {
      script: "trap 'exit 0' EXIT; set -e; chown -R 1:2 /a",
      want: [{ ...chown, mayFail: true, leaves: 'if-failed' }],
    },
    '-e in a shell of its own': {
      script: '(set -e; true); chown -R 1:2 /a; true',
      want: [{ ...chown, mayFail: true }],
    },
    'xargs, which runs it on nothing, too': {
      script: 'set -o pipefail; find /a -mindepth 1 | xargs chown -R 1:2',
      want: [{ ...chown, contentsOnly: true, failsOnNothing: true, pipefail: true }],
    },
    'find, and the status of what it runs': {
      script: 'find /a -exec chown 1:2 {} +',
      want: [{ ...chown, contentsOnly: false }],
    },
    'find, and no status of what it runs': {
      script: 'find /a ! -user 1 -exec chown 1:2 {} \\;',
      want: [{ ...chown, contentsOnly: false, only: { not: { uid: 1 } }, forgiving: true }],
    },
    'find, and what it looks for': {
      script: 'find /a \\( ! -user 1 -o ! -gid 2 \\) -type d -exec chown 1:2 {} +',
      want: [
        {
          ...chown,
          contentsOnly: false,
          only: { all: [{ any: [{ not: { uid: 1 } }, { not: { gid: 2 } }] }, { type: 'directory' }] },
        },
      ],
    },
  },
  ({ script, want }) => assert.equal(parseScript(['sh', '-c', script]), want),
)

table<{ argv: readonly Value[] }>(
  'what is not understood as a whole is unknown',
  {
    'a variable': { argv: ['sh', '-c', 'chown -R 1:2 "$DATA"'] },
    'a substitution': { argv: ['sh', '-c', 'chown -R $(id -u) /a'] },
    'a backquote': { argv: ['sh', '-c', 'chown -R `id -u` /a'] },
    'a glob': { argv: ['sh', '-c', 'chown -R 1:2 /a/*'] },
    'a function that calls itself': { argv: ['sh', '-c', 'f() { chown 1:2 /a; f; }; f'] },
    'a loop that asks': { argv: ['sh', '-c', 'until chown 1:2 /a; do sleep 1; done'] },
    'find, where nobody knows what it is told to look at': {
      argv: ['sh', '-c', 'find /a -regex x -exec chown 1:2 {} +'],
    },
    'a trap that does more': { argv: ['sh', '-c', 'trap "rm -rf /a" EXIT; chown 1:2 /a'] },
    'another program': { argv: ['sh', '-c', 'chown 1:2 /a; rm -rf /a'] },
    'a redirection into the volume': { argv: ['sh', '-c', 'echo x > /a/file'] },
    'a background job': { argv: ['sh', '-c', 'chown 1:2 /a &'] },
    'an open quote': { argv: ['sh', '-c', "chown 1:2 '/a"] },
    'a here-document': { argv: ['sh', '-c', 'cat <<E\nchown 1:2 /a\nE'] },
    'a user of the image': { argv: ['chown', 'postgres:postgres', '/a'] },
    "a user's login group": { argv: ['chown', '1:', '/a'] },
    'an unknown option': { argv: ['chown', '--reference=/b', '/a'] },
    'no paths': { argv: ['chown', '1:2'] },
    'an image entrypoint': { argv: [] },
    'an argument that is no text': { argv: ['chown', 1, '/a'] },
    'a script of a hundred thousand steps': { argv: ['sh', '-c', 'chown 1:2 /a; '.repeat(100_000)] },
    'a hundred thousand paths': { argv: ['chown', '1:2', ...Array(100_000).fill('/a')] },
    'a script file': { argv: ['sh', '/init.sh'] },
    'a word that names an Object method': { argv: ['constructor', '/a'] },
  },
  ({ argv }) => assert.is(parseScript(argv), undefined),
)

table(
  'variables that are known from outside',
  {
    'quoted, with a blank inside': { script: 'mkdir -m 0777 -p "$VOL_DIR"', want: [['/v o']] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's syntax
    'in braces, within a word': { script: 'mkdir "${VOL_DIR}/x"', want: [['/v o/x']] },
    'unquoted, where a blank splits it': { script: 'mkdir $VOL_DIR', want: [['/v', 'o']] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's syntax
    'with a default, of which there is no need': { script: 'mkdir "${PLAIN:-/d}"', want: [['/p']] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's syntax
    'with a default, where the image may say more': { script: 'mkdir "${OTHER:-/d}"', want: [[]] },
    'unquoted and plain': { script: 'mkdir $PLAIN', want: [['/p']] },
    'in single quotes it is no variable': { script: "mkdir '$PLAIN'", want: [['$PLAIN']] },
  },
  ({ script, want }) => {
    const steps = scriptSteps(['sh', '-c', script], { VOL_DIR: '/v o', PLAIN: '/p' })
    assert.equal(
      steps.map(step => ('paths' in step ? step.paths : [])),
      want,
    )
  },
)

const harmless = [
  'echo x',
  'printf x',
  'true',
  ':',
  'ls -la /a',
  'id',
  'whoami',
  'pwd',
  'date',
  'sleep 1',
  'sync',
  'stat /a',
  'set -u',
]
table('a command that changes nothing', Object.fromEntries(harmless.map(command => [command, command])), command =>
  assert.equal(parseScript(['sh', '-ec', `${command}\nchown -R 1:2 /a`]), [chown]),
)

table<{ long: string; short: string }>(
  'an option by its whole name',
  {
    'chown --recursive': { long: 'chown --recursive 1:2 /a', short: 'chown -R 1:2 /a' },
    'chown --no-dereference': { long: 'chown --no-dereference 1:2 /a', short: 'chown -h 1:2 /a' },
    'chown --verbose': { long: 'chown --verbose 1:2 /a', short: 'chown -v 1:2 /a' },
    'chown --quiet': { long: 'chown --quiet 1:2 /a', short: 'chown -f 1:2 /a' },
    'chown --silent': { long: 'chown --silent 1:2 /a', short: 'chown -f 1:2 /a' },
    'chown --changes': { long: 'chown --changes 1:2 /a', short: 'chown -c 1:2 /a' },
    'mkdir --parents': { long: 'mkdir --parents /a/b', short: 'mkdir -p /a/b' },
    'install --directory': { long: 'install --directory /a', short: 'install -d /a' },
  },
  ({ long, short }) => {
    const want = parseScript(['sh', '-c', short])
    assert.ok(want)
    assert.equal(parseScript(['sh', '-c', long]), want)
  },
)

const doubling = (depth: number) =>
  Array.from({ length: depth }, (_, index) => `f${index + 1}() { f${index}; f${index}; f${index}; }`).join('\n')

table<{ script: string }>(
  'a script without an end is not read to it:',
  {
    'a function that calls itself': { script: 'f() { f; }; f' },
    'functions that multiply': { script: `f0() { :; }\n${doubling(18)}\nchown 1 /a || f18` },
    'a text that evaluates itself': { script: `x='eval "$x"'; eval "$x"` },
    'a function that doubles its arguments': { script: 'f() { set -- "$@" "$@"; f "$@"; }; f a b' },
    'loops in loops': {
      script: `${'for i in 1 2 3 4 5 6 7 8 9; do '.repeat(12)}chown 1 /a; ${'done; '.repeat(12)}`,
    },
    'a script in a loop, again and again': {
      script: `for i in ${'1 '.repeat(1000)}; do sh -c 'for j in ${'1 '.repeat(1000)}; do :; done'; done`,
    },
  },
  ({ script }) => assert.is(parseScript(['sh', '-c', script]), undefined),
)

table<{ script: string }>(
  'what nobody knows is not known:',
  {
    'a variable that has the name of what every object of JavaScript has': { script: 'chown 1:2 "$toString"' },
    'the same without quotes': { script: 'chown 1:2 $constructor' },
    'the same with a word for where it is missing': {
      script: `chown 1:2 "\${valueOf:-/a}"`,
    },
    'a value that doubles': { script: `x=aaaa; for i in ${'1 '.repeat(40)}; do x="$x$x"; done; chown "$x" /a` },
    'arguments that double': {
      script: `set -- a b; for i in ${'1 '.repeat(40)}; do set -- "$@" "$@"; done; chown "$@"`,
    },
  },
  ({ script }) => assert.is(scriptSteps(['sh', '-c', script]).at(-1)?.op, 'unknown'),
)
