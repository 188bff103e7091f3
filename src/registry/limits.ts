/** What an image may cost, whoever made it. A file beyond a limit is unknown; a manifest beyond one is refused. */
export const registryLimits = {
  /** Bytes of a manifest or an index (distribution-spec asks registries for at least 4 MiB). */
  manifest: 4 * 2 ** 20,
  /** Indexes, one in the other, on the way to an image. Nobody has more than two. */
  indexes: 4,
  /** Texts, lists, maps and commas of a manifest or config, and how deep they lie: what they become takes tens of times their bytes. */
  jsonMarks: 400_000,
  jsonDepth: 64,
  /** Bytes of an image config. */
  config: 8 * 2 ** 20,
  /** Bytes of a file that is read: /etc/passwd, an entrypoint script. */
  file: 2 ** 20,
  /** Characters of an entrypoint script that is read; the longest of well-known images has two thirds of it. */
  script: 2 ** 15,
  /** Bytes of a pax header or a GNU long name. */
  header: 2 ** 20,
  /** Bytes that one layer may expand to. */
  layer: 2 * 2 ** 30,
  /** Bytes that all layers of an image may expand to, each time that they are read. */
  image: 32 * 2 ** 30,
  /** Layers of an image. The kernel's overlay takes 500 (fs/overlayfs/params.h, OVL_MAX_STACK). */
  layers: 500,
  /** How much larger than its source a layer of some size may be. gzip cannot exceed 1032; zstd reaches 32,000. */
  ratio: 1100,
  unsuspicious: 64 * 2 ** 20,
  /** The window that every decoder has to support (RFC 8878, 3.1.1.1.2). */
  zstdWindow: 8 * 2 ** 20,
  /** Bytes of windows that are moved, for some blocks and then for each byte of content: 64 with blocks of full size. */
  zstdWork: 2 ** 34,
  zstdWorkPerByte: 256,
  /** Entries of one layer. */
  entries: 1_000_000,
  /** Bytes of a path (PATH_MAX). */
  path: 4096,
  /** Bytes of what an image config says of one thing: its user, entrypoint, command or volumes. */
  text: 2 ** 16,
  /** Files with setuid, setgid or capabilities that are told of one layer: one is enough for a doubt. */
  privileged: 100,
  /** Symbolic links on the way to one file. */
  links: 8,
} as const

/** An image that is not what it says, or more than it may be. The message is a sentence without the reference. */
export class ImageError extends Error {}

/** What has a digest like an image, and no config of one: a model, a chart (image-spec, manifest.md, "Guidelines for Artifact Usage"). */
export class ArtifactError extends ImageError {}

/** An image of which `found` is more than is read, or not what all read alike: whoever knows the image may describe it. */
export function unreadImage(found: string): ImageError {
  return new ImageError(`${found}; say under \`images\` in the policy what the image is`)
}

/** An image whose parts are not what they say, wherever it lies: a registry, a layout, an archive. */
export function damagedImage(found: string): ImageError {
  return new ImageError(`${found}; get a sound copy of the image, or say under \`images\` in the policy what it is`)
}

/** The size of `bytes`, for messages about limits. */
export function gibibytes(bytes: number): string {
  return `${bytes / 2 ** 30} GiB`
}
