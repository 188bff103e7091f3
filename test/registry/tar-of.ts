/** An entry of a tar archive that a test makes. Owned by root, mode 0644 or 0755, where it does not say. */
export interface Entry {
  readonly path: string
  readonly type?: 'file' | 'directory' | 'symlink' | 'hardlink'
  readonly content?: string
  readonly target?: string
  readonly mode?: number
  readonly owner?: readonly [number, number]
  /** Changes the finished header; its checksum is made again. */
  readonly patch?: (header: Buffer) => void
  /** Records of a pax header before it. */
  readonly pax?: Readonly<Record<string, string | Uint8Array>>
}

const kinds = { file: '0', directory: '5', symlink: '2', hardlink: '1' } as const

/** The bytes of a tar archive, as GNU tar would write them. */
export function tarOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(1024)])
}

function entryBlocks({ pax, ...entry }: Entry): readonly Buffer[] {
  const content = Buffer.from(entry.content ?? '')
  const extended = pax === undefined ? [] : blocksOf('x', 'pax', Buffer.concat(Object.entries(pax).map(record)), entry)
  return [...extended, ...blocksOf(kinds[entry.type ?? 'file'], entry.path, content, entry)]
}

function blocksOf(kind: string, path: string, content: Buffer, entry: Entry): readonly Buffer[] {
  const header = Buffer.alloc(512)
  const [uid, gid] = entry.owner ?? [0, 0]
  header.write(path, 0, 100)
  header.write(octal(entry.mode ?? (entry.type === 'directory' ? 0o755 : 0o644), 7), 100)
  header.write(octal(uid, 7), 108)
  header.write(octal(gid, 7), 116)
  header.write(octal(content.length, 11), 124)
  header.write(' '.repeat(8), 148)
  header.write(kind, 156)
  header.write(entry.target ?? '', 157, 100)
  header.write('ustar\x0000', 257)
  if (kind !== 'x') entry.patch?.(header)
  sign(header)
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
}

/** Write the sum of a header into it. */
export function sign(header: Buffer): void {
  header.write(' '.repeat(8), 148)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)}\0`, 148)
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

/** `30 path=…\n`: the length counts itself. */
function record([key, value]: readonly [string, string | Uint8Array]): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')])
  const length = [1, 2, 3, 4]
    .map(digits => digits + rest.length)
    .find((total, index) => String(total).length === index + 1)
  return Buffer.concat([Buffer.from(String(length)), rest])
}
