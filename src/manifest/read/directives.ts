import type { Composer } from './composer.ts'
import { peek, take } from './tokens.ts'
import { Unreadable } from './unreadable.ts'

/** Read the directives of a document, after which its `---` has to come. */
export function readDirectives({ scanner, tagPrefixes }: Composer): void {
  let versions = 0
  let found = 0
  for (; peek(scanner).type === 'directive'; found += 1) {
    const { text: handle, suffix, start } = take(scanner)
    if (handle === '') versions += 1
    if (versions > 1 || tagPrefixes.has(handle)) throw new Unreadable(start, 'found the same directive twice')
    if (handle === '' && suffix !== '1.1')
      throw new Unreadable(start, `found %YAML ${suffix}; Kubernetes reads version 1.1`)
    if (handle !== '') tagPrefixes.set(handle, suffix)
  }
  const next = peek(scanner)
  if (found > 0 && next.type !== 'document-start')
    throw new Unreadable(next.start, 'found no "---" after the directives')
  for (const [handle, prefix] of standard) if (!tagPrefixes.has(handle)) tagPrefixes.set(handle, prefix)
}

const standard = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
] as const
