import { programsOf } from '../../shell/possible/programs.ts'
import type { CommandPlace } from '../../workload/reason/harden-reason.ts'
import { commandsOf, environmentOf } from './commands.ts'
import type { CommandSource, ContainerCommand } from './container-command.ts'

/**
 * Programs that do their work only as root, setuid or with file capabilities: Debian and Alpine install them so, or they
 * change the user. Where a container without root runs one, its image has seen to that, or it never worked.
 */
const programs: ReadonlySet<string> = new Set([
  // Setuid or setgid: sudo, Kerberos, OpenDoas, polkit; shadow and util-linux; cron, bubblewrap, firejail, fuse. Not mount,
  // which takes more than containers have.
  ...['sudo', 'sudoedit', 'sudo-rs', 'su', 'ksu', 'doas', 'pkexec'],
  ...['newgrp', 'sg', 'passwd', 'chsh', 'chfn', 'gpasswd', 'chage', 'expiry', 'newuidmap', 'newgidmap'],
  ...['crontab', 'bwrap', 'firejail', 'fusermount', 'fusermount3'],
  // Call newuidmap for a user namespace with several users (moby/buildkit, issue 1671).
  ...['rootlesskit', 'podman', 'buildah', 'buildctl-daemonless.sh', 'dockerd-rootless.sh', 'containerd-rootless.sh'],
  // Become another user, which takes CAP_SETUID: gosu, su-exec, util-linux, runit, s6, libcap, coreutils.
  ...[
    'gosu',
    'su-exec',
    'setpriv',
    'runuser',
    'chpst',
    'setuidgid',
    's6-setuidgid',
    's6-applyuidgid',
    'capsh',
    'chroot',
  ],
  // File capabilities or setuid: iputils, fping, mtr, wireshark, tcpdump, hping, arp-scan.
  ...['ping', 'ping4', 'ping6', 'arping', 'clockdiff', 'traceroute6', 'fping', 'fping6', 'mtr', 'mtr-packet'],
  ...['dumpcap', 'tshark', 'tcpdump', 'hping3', 'arp-scan'],
])

/** Spares most containers the reading of their scripts; quotes may part a name. */
const mention = new RegExp(`(?<!\\w|\\w-)(?:${[...programs].join('|').replaceAll('.', '\\.')})(?![\\w-])`)

/** A privileged program that the container is seen to run, and where. */
export interface PrivilegedUse {
  readonly program: string
  readonly place: CommandPlace
}

/** The first such program in the command, the arguments, the probes, the hooks and the mounted scripts of a container. */
export const privilegedUseOf = once(useIn)

function useIn(source: CommandSource): PrivilegedUse | undefined {
  const variables = environmentOf(source)
  const isInVariable = Object.values(variables).some(mentionsPrivileged)
  for (const { place, words } of commandsOf(source, variables)) {
    if (!isInVariable && !words.some(mentionsPrivileged)) continue
    const program = programsOf(words, variables).find(name => programs.has(name))
    if (program !== undefined) return { program, place }
  }
  return undefined
}

/** Whether the name of such a program stands in a text, as whatever; a manifest may write the end of a line as `\\n`. */
export function mentionsPrivileged(text: string): boolean {
  if (mention.test(text)) return true
  return /["'\\]/.test(text) && mention.test(text.replaceAll(/\\[nrt]/g, ' ').replaceAll(/["'\\]/g, ''))
}

/** Names that are hardly anything but the program's, and no folder's or file's: `ping` is a command of databases, too. */
const telling =
  /(?<!\w|\w-)(?:sudo|sudoedit|doas|pkexec|gosu|su-exec|setpriv|runuser|setuidgid|s6-setuidgid|newuidmap|newgidmap|bwrap)(?![\w/-]|\.\w)/

/**
 * A privileged program that is named where it is not seen to run: in a variable, or as a word that something else is
 * given, which may start it.
 */
export const privilegedMentionOf = once(mentionIn)

function mentionIn(source: CommandSource): PrivilegedUse | undefined {
  const variables = environmentOf(source)
  const values: readonly ContainerCommand[] = Object.entries(variables).map(([name, value]) => ({
    place: { of: 'variable', name },
    words: [value],
  }))
  for (const { place, words } of [...commandsOf(source, variables), ...values]) {
    const program = telling.exec(words.map(withoutComments).join('\n'))?.[0]
    if (program !== undefined) return { program, place }
  }
  return undefined
}

function withoutComments(text: string): string {
  return text.replaceAll(/(?<=^|\s)#[^\n]*/g, '')
}

type Find = (source: CommandSource) => PrivilegedUse | undefined

/** Each field that takes something away asks the same of a container. */
function once(find: Find): Find {
  let last: { readonly source: CommandSource; readonly found: PrivilegedUse | undefined } | undefined
  return source => {
    if (last === undefined || !isAlike(last.source, source)) last = { source, found: find(source) }
    return last.found
  }
}

function isAlike(one: CommandSource, other: CommandSource): boolean {
  return one.pod === other.pod && one.container.spec === other.container.spec && one.configMaps === other.configMaps
}
