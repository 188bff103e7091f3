/** How to find the program that a wrapper starts. */
export interface Wrapper {
  /** One-letter options that take the next word for their value. */
  readonly letters: string
  /** Words before the program that are no options: the lock of `flock`, the folder of `envdir`. */
  readonly operands: number
}

/** Programs that start the one named behind their options. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map([
  // Words of the shell itself (POSIX 2.9.4, 2.14; bash `coproc`). `set --` is how entrypoints make up what they exec.
  ...['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time', 'builtin', 'coproc'].map(plain),
  wrapper('function', '', 1),
  // `command -v NAME` only asks for it.
  wrapper('command', 'vV'),
  wrapper('exec', 'a'),
  wrapper('set', 'o'),
  // coreutils, util-linux, findutils, procps. What `env -S` is given is a command in one word.
  wrapper('env', 'uC'),
  wrapper('nice', 'n'),
  wrapper('ionice', 'cnp'),
  wrapper('timeout', 'sk'),
  wrapper('stdbuf', 'ioe'),
  wrapper('xargs', 'aEIdLnPs'),
  wrapper('chrt', 'TPD'),
  wrapper('taskset', 'p'),
  wrapper('flock', 'wE', 1),
  wrapper('setarch', '', 1),
  wrapper('unshare', 'SGRw'),
  wrapper('nsenter', 'tSG'),
  ...['nohup', 'setsid', 'busybox', 'toybox', 'unbuffer', 'prlimit', 'linux32', 'linux64', 'script'].map(plain),
  wrapper('watch', 'n'),
  wrapper('strace', 'eopsu'),
  wrapper('ltrace', 'eopsu'),
  wrapper('numactl', 'CNmpi'),
  wrapper('parallel', 'jNnS'),
  wrapper('cgexec', 'g'),
  wrapper('faketime', 'f', 1),
  ...['eatmydata', 'fakeroot', 'rlwrap', 'valgrind', 'catchsegv'].map(plain),
  // A command of expect.
  plain('spawn'),
  // Init programs and supervisors for containers.
  wrapper('tini', 'pe'),
  wrapper('tini-static', 'pe'),
  wrapper('dumb-init', 'r'),
  wrapper('softlimit', 'amdosfpctr'),
  wrapper('s6-softlimit', 'amdosfpctr'),
  wrapper('envdir', '', 1),
  wrapper('s6-envdir', 'fn', 1),
  wrapper('pidproxy', '', 1),
  ...['catatonit', 'docker-init', 'with-contenv', 'execlineb', 'systemd-cat'].map(plain),
  // What waits for others, or fetches secrets, before it starts the rest.
  ...['dockerize', 'envconsul', 'vault-env', 'berglas'].map(plain),
  wrapper('sops', '', 2),
])

function wrapper(name: string, letters: string, operands = 0): [string, Wrapper] {
  return [name, { letters, operands }]
}

function plain(name: string): [string, Wrapper] {
  return wrapper(name, '')
}

/** What starts the words behind its `--`: scripts that wait for something, and programs that fetch secrets. */
export const dashed = /entry|wait|exec|init|start|\.sh$|^(?:chamber|doppler|aws-vault|teller|op|infisical)$/

/** Programs that run the code of another language, which starts programs by calls. */
export const interpreters = /^(?:python[\d.]*|perl|ruby|node|nodejs|bun|deno|php[\d.]*|lua[\d.]*|[gmn]?awk)$/

/** A call that starts a program, in Python, Perl, Ruby, Node, PHP and awk, with its first text. */
export const startingCall =
  /\b(?:system|popen|Popen|run|call|check_call|check_output|getoutput|exec|execv\w*|execl\w*|execSync|execFile|execFileSync|spawn|spawnSync|shell_exec|passthru|proc_open)\s*\(?\s*\[?\s*[A-Za-z]{0,2}(["'`])((?:(?!\1)[^\\]|\\.)*)\1/gs
