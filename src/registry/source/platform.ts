/** What an image runs on, in Go's words: `linux/amd64`, `linux/arm64/v8`. */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** Read `linux/arm64/v8`; undefined for anything else. */
export function parsePlatform(text: string): Platform | undefined {
  const [os, architecture, variant, ...more] = text.split('/')
  if (!os || !architecture || more.length > 0 || variant === '') return undefined
  return { os, architecture, ...(variant !== undefined && { variant }) }
}

/** `linux/arm64/v8`. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/')
}

/** Whether an image for `built` runs on `wanted`. */
export function runsOn(built: Platform, wanted: Platform): boolean {
  return (
    built.os === wanted.os &&
    built.architecture === wanted.architecture &&
    variantOf(built) <= variantOf({ ...wanted, variant: wanted.variant ?? newest[wanted.architecture] })
  )
}

/** Variants of an architecture, where an image does not name one, or nobody asked for one (containerd's `normalizeArch`). */
const newest: Readonly<Record<string, string>> = { arm: 'v7', arm64: 'v8', amd64: 'v1' }

/** The number of a variant, that of the architecture's usual one where none is named. */
export function variantOf(platform: Partial<Platform> | undefined): number {
  const variant = platform?.variant ?? newest[platform?.architecture ?? ''] ?? ''
  const [number = '0'] = variant.match(/\d+/) ?? []
  return Number(number)
}
