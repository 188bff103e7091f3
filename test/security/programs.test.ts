import * as assert from 'uvu/assert'
import { programsOf } from '../../src/security/programs.ts'
import { table } from '../table.ts'

function sh(script: string): readonly string[] {
  return ['sh', '-c', script]
}

/** Each row is a way to start `sudo`, or words that look like one. */
const starts: Readonly<Record<string, readonly string[]>> = {
  itself: ['sudo', '-E', '/entry.sh'],
  'with its folder': ['/usr/bin/sudo', 'id'],
  'behind env': ['env', 'A=1', 'sudo'],
  'behind env that unsets a variable': ['env', '-i', '-u', 'HOME', 'A=1', 'sudo'],
  'behind timeout': ['timeout', '-k', '5', '1m', 'sudo'],
  'behind nice': ['nice', '-n', '5', 'sudo'],
  'behind ionice': ['ionice', '-c', '2', 'sudo'],
  'behind stdbuf': ['stdbuf', '-o', 'L', 'sudo'],
  'behind chrt': ['chrt', '-T', '1', 'sudo'],
  'behind nohup and setsid': ['nohup', 'setsid', 'sudo'],
  'behind busybox': ['busybox', 'sudo'],
  'behind toybox': ['toybox', 'sudo'],
  'behind unbuffer': ['unbuffer', 'sudo'],
  'behind watch': ['watch', '-n', '1', 'sudo'],
  'behind strace': ['strace', '-e', 'open', 'sudo'],
  'behind tini': ['/sbin/tini', '-g', '--', 'sudo'],
  'behind tini-static': ['tini-static', '-p', 'SIGTERM', '--', 'sudo'],
  'behind dumb-init': ['dumb-init', '-r', '15:3', 'sudo'],
  'behind catatonit': ['catatonit', '--', 'sudo'],
  'behind docker-init': ['docker-init', '--', 'sudo'],
  'behind with-contenv': ['with-contenv', 'sudo'],
  'behind an entrypoint': ['/docker-entrypoint.sh', 'sudo'],
  'for what find finds': ['find', '/', '-name', 'x', '-exec', 'sudo', 'rm', '{}', ';'],
  'for what find finds, folder by folder': ['find', '/', '-execdir', 'sudo', '{}', ';'],
  'in a script': sh('sudo id'),
  'in a script of bash with options': ['bash', '-euo', 'pipefail', '-c', 'sudo id'],
  'in a script of another shell': ['/bin/zsh', '-lc', 'sudo id'],
  'in a script that exec ends': sh('cd / && exec sudo id'),
  'in a script, behind a list': sh('a; b && c || sudo id'),
  'in a script, behind a pipe': sh('a | xargs -n 1 sudo'),
  'in a script, in the background': sh('a & sudo id'),
  'in a script, with variables': sh('A=1 B="2 3" sudo id'),
  'in a script, behind command': sh('command sudo id'),
  'in a script, behind builtin and time': sh('time builtin sudo id'),
  'in a script, escaped': sh('\\sudo id'),
  'in a script, quoted': sh('"sudo" id'),
  'in a script, in a subshell': sh('(cd /; sudo id)'),
  'in a script, in braces': sh('{ sudo id; }'),
  'in a script, negated': sh('! sudo id'),
  'in a condition': sh('if sudo id; then a; fi'),
  'in a branch': sh('if a; then\n  sudo id\nfi'),
  'in another branch': sh('if a; then b; elif sudo c; then d; else sudo e; fi'),
  'in a loop': sh('while true; do sudo id; done'),
  'in the condition of a loop': sh('until sudo id; do :; done'),
  'in a case': sh('case $A in x) sudo id;; esac'),
  'in a function': sh('f() { sudo id; }; f'),
  'in a substitution': sh('A=$(sudo id)'),
  'in an old substitution': sh('A=`sudo id`'),
  'in a quoted substitution': sh('echo "it is $(sudo id)"'),
  'in a script in a script': sh("sh -c 'sudo id'"),
  'in what eval is given': sh("eval 'sudo id'"),
  'in a trap': sh("trap 'sudo id' EXIT"),
  'as the arguments of a script': ['sh', '-c', 'exec "$@"', 'sh', 'sudo', 'id'],
  'before a redirection': sh('sudo<a >b 2>&1'),
  'behind a redirection': sh('a >b; >c sudo id'),
}

table('a way to start a program', starts, argv => assert.ok(programsOf(argv).includes('sudo')))

table(
  'no way to start a program',
  {
    'no command': [],
    'an argument': ['redis-cli', 'sudo'],
    'an argument in a script': sh('redis-cli sudo'),
    'a comment': sh('# sudo id\nid'),
    'a file that is written': sh('a > sudo'),
    'a word of a list': sh('for a in sudo doas; do echo; done'),
    'a part of a name': ['sudo-less'],
    'a folder': ['/sudo/id'],
    'a script that the shell reads itself': ['sh', 'sudo'],
    'a value of an option': ['env', '-u', 'sudo', 'id'],
    'only a variable': sh('A=sudo'),
  },
  argv => assert.not.ok(programsOf(argv).includes('sudo')),
)

table(
  'a script that costs no time',
  {
    'half a megabyte of substitutions': `${'"$('.repeat(200_000)}`,
    'half a megabyte of words': 'a"b" '.repeat(100_000),
  },
  script => assert.type(programsOf(sh(script)).length, 'number'),
)
