import type { CaseContainer } from './case.ts'

/** What a container could do through a mount: `undefined` where there was nothing to try it on. */
export interface ProbedMount {
  readonly owner: string
  readonly read: boolean
  readonly create: boolean
  readonly modify: boolean | undefined
  readonly own: boolean
}

/** What a container said of itself. */
export interface Probed {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** `CapEff`. */
  readonly capabilities: bigint
  readonly mounts: readonly ProbedMount[]
}

const end = 'probe ends'

/**
 * A shell script that tries everything at each mount and leaves nothing behind. What is mounted below another mount is
 * not looked at through that one.
 * `read` lists and enters a directory, or opens every file of an API object; `create` makes a file; `modify` opens each
 * file that is there for writing; `own` sets explicit times, which takes the owner or CAP_FOWNER, and changes no mode.
 */
export function probeScript(
  { name, role, mounts }: Pick<CaseContainer, 'name' | 'role' | 'mounts'>,
  files: ReadonlySet<string>,
): string {
  const calls = mounts.map(({ name: volume, mountPath }) => `p ${files.has(volume) ? 'all' : 'dir'} ${mountPath}`)
  const sleep = role === 'sidecar' ? ['exec sleep 100000'] : []
  return [prelude(name), ...calls, `echo '${end}'`, ...sleep].join('\n')
}

function prelude(name: string): string {
  return `while read -r k v; do case $k in Uid:|Gid:|Groups:|CapEff:) echo "$k $v";; esac; done </proc/self/status
p() {
  r=0 c=0 m=- o=0
  s=$(stat -c '%u:%g:%a' "$2" 2>/dev/null)
  if [ -d "$2" ]; then
    ls "$2" >/dev/null 2>&1 && (cd "$2") 2>/dev/null && r=1
    if (: >"$2/.probe-${name}") 2>/dev/null; then c=1; rm -f "$2/.probe-${name}"; fi
    for f in $(find "$2" -name 'nested-*' -prune -o -type f ! -name '.probe-*' -print 2>/dev/null); do
      if (: >>"$f") 2>/dev/null; then [ $m = 0 ] || m=1; else m=0; fi
    done
    if [ $1 = all ]; then
      for f in $(find -L "$2" -name 'nested-*' -prune -o -type f -print 2>/dev/null); do (cat "$f" >/dev/null 2>&1) || r=0; done
    fi
  else
    (cat "$2") >/dev/null 2>&1 && r=1
    if (: >>"$2") 2>/dev/null; then c=1 m=1; else m=0; fi
  fi
  touch -c -d '2001-02-03 04:05:06' "$2" 2>/dev/null && o=1
  echo "@ $s $r $c $m $o"
}`
}

/** What a container's log says; undefined where it never came to its end. */
export function readProbe(log: string): Probed | undefined {
  const lines = log.split('\n')
  if (!lines.includes(end)) return undefined
  const field = (name: string) =>
    lines
      .find(line => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? ''
  return {
    uid: Number(field('Uid').split(/\s/)[1]),
    gid: Number(field('Gid').split(/\s/)[1]),
    groups: field('Groups')
      .split(/\s+/)
      .filter(text => text !== '')
      .map(Number),
    capabilities: BigInt(`0x${field('CapEff') || '0'}`),
    mounts: lines.filter(line => line.startsWith('@ ')).map(probedMount),
  }
}

function probedMount(line: string): ProbedMount {
  const [, owner = '', read, create, modify, own] = line.split(' ')
  return {
    owner,
    read: read === '1',
    create: create === '1',
    modify: modify === '-' ? undefined : modify === '1',
    own: own === '1',
  }
}

/** Holds the init containers behind a sidecar back until it has said what it can do: its shell has become `sleep`. */
export const sidecarStarted = {
  exec: { command: ['grep', '-qx', 'sleep', '/proc/1/comm'] },
  periodSeconds: 1,
  failureThreshold: 120,
}
