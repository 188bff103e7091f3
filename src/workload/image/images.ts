import { catalogue } from '../../knowledge/images/catalogue.ts'
import type { CatalogueFacts, CatalogueRow } from '../../knowledge/images/catalogue-row.ts'
import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import type { Settings } from '../settings/settings.ts'
import { withFactsOf } from './merged-facts.ts'
import { formatReference, type ImageReference, parseReference } from './reference.ts'

/**
 * What is known of an image; undefined where nothing is, which is not the same as root. The policy's word comes first
 * (reference with digest, with tag, then repository), and its row stands in for the built-in catalogue's; the lock answers
 * what the policy leaves open, and the catalogue what the lock does. The only look-up there is.
 */
export function imageFacts(
  reference: string | undefined,
  known: Pick<Settings, 'images' | 'lockedImage'>,
): ImageFacts | undefined {
  if (reference === undefined) return undefined
  const found = lookedUp(known)
  if (!found.has(reference)) {
    if (found.size >= mostRemembered) found.clear()
    found.set(reference, lookUp(reference, known))
  }
  return found.get(reference)
}

/** Every step that judges a container asks again, and the pods of a stream share their images. */
const remembered = new WeakMap<Settings['images'], LookedUp>()
const mostRemembered = 1000

/** What was looked up in a policy and beside it in a lock. */
interface LookedUp {
  readonly lockedImage: Settings['lockedImage']
  readonly found: Map<string, ImageFacts | undefined>
}

function lookedUp({ images, lockedImage }: Pick<Settings, 'images' | 'lockedImage'>): LookedUp['found'] {
  const known = remembered.get(images)
  if (known !== undefined && known.lockedImage === lockedImage) return known.found
  const fresh: LookedUp = { lockedImage, found: new Map() }
  remembered.set(images, fresh)
  return fresh.found
}

function lookUp(
  reference: string,
  { images, lockedImage }: Pick<Settings, 'images' | 'lockedImage'>,
): ImageFacts | undefined {
  const image = parseReference(reference)
  if (image === undefined) return undefined
  const said = fromPolicy(image, images)
  const sources = [said, lockedImage?.(reference), said === undefined ? fromCatalogue(image) : undefined]
  const [first, second] = sources.filter(facts => facts !== undefined)
  return first === undefined || second === undefined ? first : withFactsOf(first, second)
}

/** What each source says of an image by itself: the policy, the lock, the catalogue. */
export function factsBySource(
  reference: string,
  { images, lockedImage }: Pick<Settings, 'images' | 'lockedImage'>,
): readonly ImageFacts[] {
  const image = parseReference(reference)
  if (image === undefined) return []
  return [fromPolicy(image, images), lockedImage?.(reference), fromCatalogue(image)].filter(
    facts => facts !== undefined,
  )
}

/** What the policy says of an image, and nobody else. */
export function policyFacts(reference: string, { images }: Pick<Settings, 'images'>): ImageFacts | undefined {
  const image = parseReference(reference)
  return image === undefined ? undefined : fromPolicy(image, images)
}

function fromPolicy(image: ImageReference, images: Settings['images']): ImageFacts | undefined {
  if (images.size === 0) return undefined
  return keysOf(image)
    .map(key => images.get(key))
    .find(facts => facts !== undefined)
}

/** The keys under which a policy may describe an image, those that say most first. */
export function policyKeys(reference: string): readonly string[] {
  const image = parseReference(reference)
  return image === undefined ? [] : keysOf(image)
}

function keysOf(image: ImageReference): readonly string[] {
  const { repository, tag, digest } = image
  return [
    formatReference(image),
    ...(digest === undefined ? [] : [formatReference({ repository, digest })]),
    ...(tag === undefined ? [] : [formatReference({ repository, tag })]),
    ...(tag === undefined && digest === undefined ? [formatReference({ repository, tag: 'latest' })] : []),
    repository,
  ]
}

function fromCatalogue(image: ImageReference): ImageFacts | undefined {
  const rows = rowsOf(image.repository)
  if (rows.length === 0) return undefined
  const facts = isUntagged(image)
    ? rows.map(row => row.facts).reduce(common)
    : rows.find(row => row.tag === undefined || row.tag.test(image.tag ?? 'latest'))?.facts
  if (facts === undefined || Object.keys(facts).length === 0) return undefined
  return { ...facts, from: `built-in catalogue: ${image.repository}` }
}

/** A large stream asks for every container; rows are found by name, not by a walk through the table. */
const exactRows = new Map<string, CatalogueRow[]>()
const prefixRows: { readonly prefix: string; readonly row: CatalogueRow }[] = []
for (const row of catalogue)
  for (const repository of row.repositories)
    if (repository.endsWith('/*')) prefixRows.push({ prefix: repository.slice(0, -1), row })
    else exactRows.set(repository, [...(exactRows.get(repository) ?? []), row])

function rowsOf(repository: string): readonly CatalogueRow[] {
  return (
    exactRows.get(repository) ?? prefixRows.filter(({ prefix }) => repository.startsWith(prefix)).map(({ row }) => row)
  )
}

/** A digest alone does not say which variant it is: only what all of them share is known. */
function isUntagged({ tag, digest }: ImageReference): boolean {
  return tag === undefined && digest !== undefined
}

/** Variants that start as root and become different users have no user in common. */
function common(a: CatalogueFacts | undefined, b: CatalogueFacts | undefined): CatalogueFacts | undefined {
  if (a === undefined || b === undefined) return undefined
  const other = new Map(Object.entries(b).map(([field, fact]) => [field, JSON.stringify(fact)]))
  const same = ([field, fact]: [string, unknown]) => other.get(field) === JSON.stringify(fact)
  const becomesSame = JSON.stringify(a.switchesTo) === JSON.stringify(b.switchesTo)
  return Object.fromEntries(Object.entries(a).filter(entry => same(entry) && (becomesSame || entry[0] !== 'user')))
}
