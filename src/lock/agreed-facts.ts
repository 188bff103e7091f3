import type { ImageFacts } from '../knowledge/images/image-facts.ts'

type Facts = Omit<ImageFacts, 'from'>

/** What an image is on every platform. A fact that differs is unknown, and disputed; of maps, an entry that does. */
export function agreedFacts(byPlatform: ReadonlyMap<string, Facts>): Facts {
  const [first, ...others] = byPlatform.values()
  if (first === undefined || others.length === 0) return first ?? {}
  const fields = [...new Set([first, ...others].flatMap(facts => Object.keys(facts)))]
  const disputed = fields.filter(field => !maps.has(field) && differ([first, ...others], field))
  const agreed = entriesOf(first)
    .filter(([field]) => !disputed.includes(field))
    .map(([field, fact]) => {
      const rest = others.map(other => factAt(other, field))
      return [field, maps.has(field) ? commonEntries(fact, rest) : fact] as const
    })
  const told = disputed.filter(field => !derived.has(field)).map(field => [field, saidOf(field, byPlatform)])
  return { ...Object.fromEntries(agreed), ...(told.length > 0 && { disputed: Object.fromEntries(told) }) }
}

/** What is known of each path by itself. */
const maps: ReadonlySet<string> = new Set(['directories', 'mountPoints'])
/** What only follows from other facts. */
const derived: ReadonlySet<string> = new Set(['capabilities', 'gainsNothing'])

function differ(all: readonly Facts[], field: string): boolean {
  return new Set(all.map(facts => JSON.stringify(factAt(facts, field)))).size > 1
}

function commonEntries(map: unknown, others: readonly unknown[]): object {
  const same = entriesOf(map).filter(([key, entry]) =>
    others.every(other => JSON.stringify(factAt(other, key)) === JSON.stringify(entry)),
  )
  return Object.fromEntries(same)
}

function factAt(facts: unknown, field: string): unknown {
  return entriesOf(facts).find(([name]) => name === field)?.[1]
}

function entriesOf(map: unknown): readonly (readonly [string, unknown])[] {
  return typeof map === 'object' && map !== null ? Object.entries(map) : []
}

function saidOf(field: string, byPlatform: ReadonlyMap<string, Facts>): Readonly<Record<string, string>> {
  return Object.fromEntries([...byPlatform].map(([platform, facts]) => [platform, words(factAt(facts, field))]))
}

/** As the policy writes it. */
function words(fact: unknown): string {
  if (fact === undefined) return 'unknown'
  const [uid, gid] = [factAt(fact, 'uid'), factAt(fact, 'gid')]
  if (typeof uid === 'number' && typeof gid === 'number') return `${uid}:${gid}`
  return typeof fact === 'string' ? fact : JSON.stringify(fact)
}
