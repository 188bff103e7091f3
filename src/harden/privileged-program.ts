import { listAt, mapAt, type Value } from '../manifest/value.ts'
import { programsOf } from '../security/programs.ts'
import type { ContainerView } from '../workload/pod.ts'

/**
 * Programs that do their work only as root, setuid or with file capabilities: Debian and Alpine install them so, or they
 * change the user. Where a container without root runs one, its image has seen to that, or it never worked.
 */
const programs: ReadonlySet<string> = new Set([
  // Setuid root: sudo, util-linux, shadow, polkit, OpenDoas, bubblewrap, fuse. Not mount, which takes more than containers have.
  ...['sudo', 'sudoedit', 'su', 'doas', 'pkexec', 'newgrp', 'passwd', 'chsh', 'chfn', 'gpasswd'],
  ...['newuidmap', 'newgidmap', 'bwrap', 'fusermount', 'fusermount3'],
  // Become another user, which takes CAP_SETUID: gosu, su-exec, util-linux, runit, s6, libcap.
  ...['gosu', 'su-exec', 'setpriv', 'runuser', 'chpst', 'setuidgid', 's6-setuidgid', 'capsh', 'chroot'],
  // File capabilities or setuid: iputils, fping, mtr, wireshark.
  ...[
    'ping',
    'ping4',
    'ping6',
    'arping',
    'clockdiff',
    'traceroute6',
    'fping',
    'fping6',
    'mtr',
    'mtr-packet',
    'dumpcap',
  ],
])

/** Spares most containers the reading of their scripts. */
const mention = new RegExp(`(?<![\\w-])(?:${[...programs].join('|')})(?![\\w-])`)

/** A privileged program that the container is seen to run, and in which of its fields. */
export interface PrivilegedUse {
  readonly program: string
  readonly field: string
}

/** The first such program in the command, the arguments, the probes and the hooks of a container. */
export function privilegedUseOf({ spec }: Pick<ContainerView, 'spec'>): PrivilegedUse | undefined {
  for (const { field, words } of commandsOf(spec)) {
    const argv = words.filter(word => typeof word === 'string')
    if (!argv.some(word => mention.test(word))) continue
    const program = programsOf(argv).find(name => programs.has(name))
    if (program !== undefined) return { program, field }
  }
  return undefined
}

interface Command {
  readonly field: string
  readonly words: readonly Value[]
}

function commandsOf(spec: ContainerView['spec']): readonly Command[] {
  const lifecycle = mapAt(spec, 'lifecycle')
  return [
    ...(spec.command === undefined && spec.args === undefined
      ? []
      : [mainCommand(listAt(spec, 'command'), listAt(spec, 'args'))]),
    // Every container is asked, and most have neither a probe nor a hook.
    ...probes.filter(probe => spec[probe] !== undefined).map(probe => executed(probe, mapAt(spec, probe))),
    ...(lifecycle === undefined ? [] : hooks.map(hook => executed(hook, mapAt(lifecycle, hook)))),
  ]
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const hooks = ['postStart', 'preStop'] as const

/** Without a command the entrypoint of the image is given the arguments: a program, or what a shell is given. */
function mainCommand(command: readonly Value[], args: readonly Value[]): Command {
  if (command.length > 0) return { field: 'command', words: [...command, ...args] }
  const [first] = args
  const forShell = typeof first === 'string' && /^-[a-z]*c$/.test(first)
  return { field: 'args', words: forShell ? ['sh', ...args] : args }
}

function executed(field: string, handler: Value | undefined): Command {
  return { field, words: listAt(mapAt(handler, 'exec'), 'command') }
}
