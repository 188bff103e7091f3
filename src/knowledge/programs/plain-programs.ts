/**
 * What an option says of files. `value` takes a word that is none; `reads` and `writes` take one that is; `output` is the
 * file that is written in place of the program's own choice, `folder` the directory of that; `nothing` writes none;
 * `saves` writes one under a name of the program's choice.
 */
export type OptionRole = 'flag' | 'value' | 'reads' | 'writes' | 'output' | 'folder' | 'nothing' | 'saves'

/** A program that needs no privilege, and what its words say of the files that it reads and writes. */
export interface PlainProgram {
  readonly name: string
  /** By their names. Whoever gives it another one does what is not read here. */
  readonly options: Readonly<Record<string, OptionRole>>
  /** What the words without an option are. Of `copied` the last one is written, the others are read. */
  readonly operands: 'remote' | 'read' | 'written' | 'copied'
  /** It writes a file under a name of its own, unless an option says otherwise. */
  readonly saves?: true
  /** Its first word holds options without their dash (`tar xzf`). */
  readonly bundled?: true
  readonly source: string
}

const busybox = 'busybox 1.37'

/**
 * Programs of small images that do as any user what they do as root. Options that would make them do more are left out:
 * nc that listens, cp that keeps owners, curl that reads its data from a file.
 */
export const plainPrograms: readonly PlainProgram[] = [
  {
    name: 'wget',
    options: {
      ...all('flag', '-q', '-S', '-c', '-nv', '--quiet', '--no-verbose', '--no-check-certificate', '--continue'),
      ...all('flag', '--server-response', '--retry-connrefused', '--no-cache', '--no-hsts', '-4', '-6'),
      ...all('value', '-T', '-t', '-U', '-Y', '--timeout', '--tries', '--header', '--user-agent', '--post-data'),
      ...all('value', '--waitretry', '--connect-timeout', '--read-timeout', '--dns-timeout', '--wait', '--method'),
      ...all('output', '-O', '--output-document'),
      ...all('folder', '-P', '--directory-prefix'),
      ...all('writes', '-o', '--output-file'),
      ...all('nothing', '--spider'),
    },
    operands: 'remote',
    saves: true,
    source: `${busybox} networking/wget.c; GNU wget 1.25 src/main.c`,
  },
  {
    name: 'curl',
    options: {
      ...all(
        'flag',
        '-s',
        '-S',
        '-f',
        '-L',
        '-k',
        '-I',
        '-i',
        '-v',
        '-g',
        '-G',
        '-4',
        '-6',
        '--silent',
        '--show-error',
      ),
      ...all('flag', '--fail', '--location', '--insecure', '--head', '--include', '--verbose', '--retry-connrefused'),
      ...all('flag', '--fail-with-body', '--compressed', '--retry-all-errors', '--no-progress-meter'),
      ...all('value', '-X', '-H', '-m', '-u', '-A', '-e', '-w', '-x', '--request', '--header', '--max-time', '--user'),
      ...all('value', '--connect-timeout', '--retry', '--retry-delay', '--retry-max-time', '--write-out', '--resolve'),
      ...all('output', '-o', '--output'),
      ...all('folder', '--output-dir'),
      ...all('saves', '-O', '-J', '--remote-name', '--remote-header-name'),
    },
    operands: 'remote',
    source: 'curl 8.11 src/tool_getparam.c',
  },
  {
    name: 'nc',
    options: { ...all('flag', '-z', '-v', '-vv', '-n', '-u', '-4', '-6'), ...all('value', '-w', '-i') },
    operands: 'remote',
    source: `${busybox} networking/nc.c; OpenBSD netcat nc.1`,
  },
  { name: 'nslookup', options: {}, operands: 'remote', source: `${busybox} networking/nslookup.c` },
  {
    name: 'pg_isready',
    options: {
      ...all('flag', '-q', '--quiet'),
      ...all('value', '-d', '-h', '-p', '-t', '-U', '--dbname', '--host', '--port', '--timeout', '--username'),
    },
    operands: 'remote',
    source: 'postgres 17 src/bin/scripts/pg_isready.c',
  },
  {
    name: 'tar',
    options: {
      ...all('saves', '-x'),
      ...all('flag', '-z', '-j', '-J', '-v', '-o'),
      ...all('value', '--strip-components'),
      ...all('reads', '-f'),
      ...all('folder', '-C'),
    },
    operands: 'remote',
    bundled: true,
    source: `${busybox} archival/tar.c: without root it gives nothing an owner`,
  },
  {
    name: 'cp',
    options: all('flag', '-r', '-R', '-f', '-v', '-L', '-n'),
    operands: 'copied',
    source: `${busybox} coreutils/cp.c`,
  },
  { name: 'cat', options: {}, operands: 'read', source: `${busybox} coreutils/cat.c` },
  {
    name: 'tail',
    options: { ...all('flag', '-f', '-F', '-q', '-v'), ...all('value', '-n', '-c') },
    operands: 'read',
    source: `${busybox} coreutils/tail.c`,
  },
  { name: 'touch', options: all('flag', '-c'), operands: 'written', source: `${busybox} coreutils/touch.c` },
  { name: 'tee', options: all('flag', '-a'), operands: 'written', source: `${busybox} coreutils/tee.c` },
]

function all<Role extends OptionRole>(role: Role, ...names: readonly string[]): Readonly<Record<string, Role>> {
  return Object.fromEntries(names.map(name => [name, role]))
}
