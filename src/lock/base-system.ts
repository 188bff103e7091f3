import { programName } from '../shell/program-name.ts'

/**
 * Setuid and setgid programs that every image of a distribution has, for people who log in: of Debian's `passwd`, `login`,
 * `mount`, `bsdutils` and `libpam-modules-bin`, and of Fedora's and SUSE's `shadow`, `util-linux` and `pam`. A service
 * does not run them, save for `su`, which a script names.
 */
const programs: ReadonlySet<string> = new Set([
  'chage',
  'chfn',
  'chsh',
  'expiry',
  'gpasswd',
  'mount',
  'newgrp',
  'pam_timestamp_check',
  'passwd',
  'su',
  'umount',
  'unix2_chkpwd',
  'unix_chkpwd',
  'wall',
  'write',
  'write.ul',
])

/** Whether a privileged file of an image is one that comes with its distribution. */
export function isOfBaseSystem(path: string): boolean {
  return /^\/(?:usr\/)?s?bin\//.test(path) && programs.has(programName(path))
}
