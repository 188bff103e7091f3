/**
 * Names of capabilities by their bit (include/uapi/linux/capability.h, v6.12). `security.capability` has the bits of
 * those that a program gains when it is executed.
 */
const names = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const

/** What a file's `security.capability` holds. */
export interface FileCapabilities {
  /** Permitted and inheritable capabilities, in the order of their bits. */
  readonly names: readonly string[]
  /** The effective bit: execve fails where the bounding set lacks one of them (capabilities(7)). */
  readonly effective: boolean
}

/** Decode `struct vfs_cap_data` of revision 1 to 3; undefined for anything else. */
export function fileCapabilities(bytes: Uint8Array): FileCapabilities | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < 12) return undefined
  const magic = view.getUint32(0, true)
  const words = wordsOf[magic >>> 24]
  if (words === undefined || bytes.byteLength < 4 + words * 8) return undefined
  const bits = Array.from({ length: words }, (_, word) => {
    return view.getUint32(4 + word * 8, true) | view.getUint32(8 + word * 8, true)
  })
  const isSet = (bit: number) => (((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
  return { names: names.filter((_, bit) => isSet(bit)), effective: (magic & 1) === 1 }
}

/** 32-bit words of each set, by revision. */
const wordsOf: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 2 }
