/** An image reference taken apart. `repository` is normalised: `docker.io/library/nginx`. */
export interface ImageReference {
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

const component = '[a-z0-9]+(?:(?:[.]|_{1,2}|-+)[a-z0-9]+)*'
const path = `${component}(?:/${component})*`
const domainLabel = '(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])'
const domain = `(?:${domainLabel}(?:[.]${domainLabel})*|\\[[A-Fa-f0-9:]+\\])(?::[0-9]+)?`
const pathPattern = new RegExp(`^${path}$`)
const domainPattern = new RegExp(`^${domain}$`)
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}'
const tagPattern = new RegExp(`^${tag}$`)
/** Registered algorithms have a fixed length (opencontainers/image-spec descriptor.md); others at least 32 digits. */
const digestPattern =
  /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}|(?!sha(?:256|384|512):)[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[A-Fa-f0-9]{32,})$/

/** A repository, as far as a pattern in ECMA-262 and RE2 can tell: for a JSON Schema, where nothing can be parsed. */
export const repositoryPattern = `^(?:${domain}/)?${path}$`
/** A reference, likewise. */
export const referencePattern = `^(?:${domain}/)?${path}(?::${tag})?(?:@[A-Za-z][A-Za-z0-9+._-]*:[A-Fa-f0-9]{32,})?$`

/**
 * Take a reference apart as container runtimes do (distribution/reference v0.6.0, `ParseNormalizedNamed`);
 * undefined for what they refuse: upper case in the path, a bare 64-digit id, a bad tag or digest.
 */
export function parseReference(reference: string): ImageReference | undefined {
  if (/^[a-f0-9]{64}$/.test(reference)) return undefined
  const at = reference.indexOf('@')
  const digest = at < 0 ? undefined : reference.slice(at + 1)
  const { name, tag } = splitTag(at < 0 ? reference : reference.slice(0, at))
  const repository = normaliseName(name)
  if (repository === undefined) return undefined
  if (tag !== undefined && !tagPattern.test(tag)) return undefined
  if (digest !== undefined && !digestPattern.test(digest)) return undefined
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

/** A reference with its registry: `nginx` is `docker.io/library/nginx`. What cannot be parsed is returned as it is. */
export function normaliseReference(reference: string): string {
  const parsed = parseReference(reference)
  return parsed === undefined ? reference : formatReference(parsed)
}

/**
 * The one spelling of all references to an image, as runtimes resolve them: with the registry, and `latest` where neither
 * tag nor digest is named. Undefined for what they refuse.
 */
export function canonicalReference(reference: string): string | undefined {
  const parsed = parseReference(reference)
  if (parsed === undefined) return undefined
  const isNamed = parsed.tag !== undefined || parsed.digest !== undefined
  return formatReference(isNamed ? parsed : { ...parsed, tag: 'latest' })
}

/** The text of a reference, with the tag and digest that it has. */
export function formatReference({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/** A colon after the last slash begins the tag; one before it belongs to a port. */
function splitTag(text: string): { readonly name: string; readonly tag?: string } {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1)
  return colon < 0 ? { name: text } : { name: text.slice(0, colon), tag: text.slice(colon + 1) }
}

function normaliseName(name: string): string | undefined {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  if (!isRegistry(first)) return named('docker.io', name)
  if (!domainPattern.test(first)) return undefined
  return named(first === 'index.docker.io' ? 'docker.io' : first, name.slice(slash + 1))
}

function isRegistry(segment: string): boolean {
  return segment === 'localhost' || /[.:]/.test(segment) || segment !== segment.toLowerCase()
}

function named(domain: string, path: string): string | undefined {
  const full = domain === 'docker.io' && !path.includes('/') ? `library/${path}` : path
  return full.length <= 255 && pathPattern.test(full) ? `${domain}/${full}` : undefined
}
