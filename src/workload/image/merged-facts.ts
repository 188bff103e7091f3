import type { ImageFacts } from '../../knowledge/images/image-facts.ts'

/** A fact of an image, by its field. */
type ImageFact = Exclude<keyof ImageFacts, 'from' | 'sources' | 'measured' | 'reviewed' | 'disputed'>

/** Who says a fact; nobody where nothing is known. */
export function saidBy(facts: ImageFacts | undefined, fact: ImageFact): string {
  return facts?.sources?.[fact] ?? facts?.from ?? ''
}

/** The facts of one source and, where it is silent, those of another. */
export function withFactsOf(first: ImageFacts, second: ImageFacts): ImageFacts {
  const user = isDisputed(first, 'user') ? {} : addedUser(first.user, second.user)
  const added = { ...addedFacts(first, second), ...user }
  const sourceOf = (fact: string) =>
    fact === 'user' && first.user?.uid !== undefined ? `${saidBy(first, 'user')}, ${second.from}` : second.from
  const from = Object.fromEntries(Object.keys(added).map(fact => [fact, sourceOf(fact)]))
  return {
    ...first,
    ...added,
    ...(first.measured === true && second.measured === undefined && { reviewed: true }),
    sources: { ...from, ...first.sources },
  }
}

/** What holds only for the user that the image starts as. */
const ofUser: ReadonlySet<string> = new Set([
  'groups',
  'switchesTo',
  'switchesIfAble',
  'parentStaysRoot',
  'capabilities',
])

function addedFacts(first: ImageFacts, second: ImageFacts): Partial<ImageFacts> {
  const { from: _, sources: __, measured: ___, reviewed: ____, user, ...facts } = second
  const isOther = isOtherUser(first.user, user) || isDisputed(first, 'user')
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([fact]) => !Object.hasOwn(first, fact) && !isDisputed(first, fact) && !(isOther && ofUser.has(fact)),
    ),
  )
}

/** Whoever read the image on several platforms knows that nobody can say it of all of them. */
function isDisputed({ disputed }: ImageFacts, fact: string): boolean {
  return disputed !== undefined && Object.hasOwn(disputed, fact)
}

type User = ImageFacts['user']

/** The ids that the first source leaves open, if both speak of the same user. */
function addedUser(first: User, second: User): Pick<ImageFacts, 'user'> {
  const isComplete = first?.uid !== undefined && first.gid !== undefined
  if (second === undefined || isComplete || isOtherUser(first, second)) return {}
  return { user: { ...second, ...first } }
}

function isOtherUser(first: User, second: User): boolean {
  return differ(first?.uid, second?.uid) || differ(first?.name, second?.name)
}

function differ<Id>(one: Id | undefined, other: Id | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}
