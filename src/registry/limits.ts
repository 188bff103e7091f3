/** What an image may cost, whoever made it. A file beyond a limit is unknown; a manifest beyond one is refused. */
export const limits = {
  /** Bytes of a manifest or an index (distribution-spec asks registries for at least 4 MiB). */
  manifest: 4 * 2 ** 20,
  /** Bytes of an image config. */
  config: 8 * 2 ** 20,
  /** Bytes of a file that is read: /etc/passwd, an entrypoint script. */
  file: 2 ** 20,
  /** Bytes of a pax header or a GNU long name. */
  header: 2 ** 20,
  /** Bytes that one layer may expand to. */
  layer: 2 * 2 ** 30,
  /** Entries of one layer. */
  entries: 1_000_000,
  /** Symbolic links on the way to one file. */
  links: 8,
} as const

/** An image that is not what it says, or more than it may be. The message is a sentence without the reference. */
export class ImageError extends Error {}
