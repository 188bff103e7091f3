import { textAt } from '../manifest/value.ts'
import type { ClusterFacts, LockedCluster, LockedNodes } from '../workload/settings/cluster-facts.ts'
import {
  clusterEntries,
  clusterEntryLines,
  clusterHead,
  keptNodes,
  type LockSection,
  type SectionFacts,
  sectionNames,
} from './cluster-text.ts'
import type { Damage } from './damage.ts'
import { lockLines, readLockLines } from './lock-text.ts'
import { type Span, spansOf } from './spans.ts'

/** What a lock knows of a cluster: looked up by name, or all of it. */
export interface ClusterIndex {
  readonly facts: ClusterFacts
  readonly whole: () => LockedCluster
}

/** A lock's text, where the block of a cluster begins in it, and the error for a part that was edited. */
interface Block {
  readonly text: string
  readonly start: number
  readonly damaged: Damage
}

/** Read the block of a cluster. An entry of a section is read when it is asked for. */
export function readCluster(block: Block): ClusterIndex {
  const parts = partsOf(block)
  const version = versionIn(block, parts.get('version'))
  const nodes = nodesIn(block, parts.get('nodes'))
  const section = <Name extends LockSection>(name: Name) => sectionIn(block, name, parts.get(name))
  const [namespaces, storageClasses, csiDrivers, volumes, claims] = [
    section('namespaces'),
    section('storageClasses'),
    section('csiDrivers'),
    section('volumes'),
    section('claims'),
  ]
  const facts: ClusterFacts = {
    version,
    nodes,
    namespace: name => namespaces?.entry(name),
    storageClass: name => storageClasses?.entry(name),
    defaultClass: () => {
      const marked = storageClasses?.names.filter(name => storageClasses.entry(name)?.default === true)
      return marked?.length === 1 ? marked[0] : undefined
    },
    csiDriver: name => csiDrivers?.entry(name),
    volume: name => volumes?.entry(name),
    claim: name => claims?.entry(name),
  }
  return {
    facts,
    whole: () => ({
      version,
      ...(nodes !== undefined && { nodes }),
      ...(namespaces && { namespaces: namespaces.all() }),
      ...(storageClasses && { storageClasses: storageClasses.all() }),
      ...(csiDrivers && { csiDrivers: csiDrivers.all() }),
      ...(volumes && { volumes: volumes.all() }),
      ...(claims && { claims: claims.all() }),
    }),
  }
}

const partNames: readonly string[] = ['version', 'nodes', ...sectionNames]

/** The parts of the block, in the order in which they are always written; all that stands there is a part. */
function partsOf({ text, start, damaged }: Block): ReadonlyMap<string, Span> {
  const first = start + clusterHead.length + 1
  const spans = spansOf(text, 2, first, text.length)
  const known = partNames.filter(name => name === 'version' || spans.some(({ key }) => key === name))
  for (const [index, name] of known.entries()) {
    const span = spans[index]
    if (span?.key !== name || (index === 0 && span.start !== first))
      throw damaged(span?.start ?? first, text.slice(span?.start ?? first, span?.end), `  ${name}:`)
  }
  const further = spans[known.length]
  if (further !== undefined) throw damaged(further.start, text.slice(further.start, further.end), '')
  return new Map(spans.map(span => [span.key, span]))
}

function versionIn(block: Block, span: Span | undefined): string {
  if (span === undefined) return 'unknown'
  const written = block.text.slice(span.start, span.end)
  const version = textAt(readLockLines(written), 'version') ?? ''
  return checked(block, span, lockLines('version', version, 2), version)
}

function nodesIn(block: Block, span: Span | undefined): LockedNodes | undefined {
  if (span === undefined) return undefined
  const nodes = keptNodes(readLockLines(block.text.slice(span.start, span.end)).nodes ?? {})
  return checked(block, span, lockLines('nodes', { ...nodes }, 2), nodes)
}

interface SectionIndex<Facts> {
  readonly names: readonly string[]
  readonly entry: (name: string) => Facts | undefined
  readonly all: () => ReadonlyMap<string, Facts>
}

function sectionIn<Name extends LockSection>(
  block: Block,
  name: Name,
  span: Span | undefined,
): SectionIndex<SectionFacts[Name]> | undefined {
  if (span === undefined) return undefined
  const spans = entrySpans(block, name, span)
  const known = new Map(spans.map(entry => [entry.key, entry]))
  const read = (entry: Span): SectionFacts[Name] => {
    const value = readLockLines(block.text.slice(entry.start, entry.end))[entry.key] ?? {}
    const facts = clusterEntries[name](value)
    return checked(block, entry, clusterEntryLines(name, entry.key, facts), facts)
  }
  return {
    names: spans.map(({ key }) => key),
    entry: key => {
      const found = known.get(key)
      return found && read(found)
    },
    all: () => new Map(spans.map(entry => [entry.key, read(entry)])),
  }
}

function entrySpans({ text, damaged }: Block, name: LockSection, { start, end }: Span): readonly Span[] {
  const written = text.slice(start, end)
  if (written === `  ${name}: {}\n`) return []
  const first = start + `  ${name}:\n`.length
  const spans = spansOf(text, 4, first, end)
  const begins = spans[0]?.start
  if (begins === undefined) throw damaged(start, written, `  ${name}: {}\n`)
  if (begins !== first) throw damaged(first, text.slice(first, begins), '')
  return spans
}

/** What was read from a part of the text, once it is sure that the part is what would be written for it. */
function checked<Facts>({ text, damaged }: Block, { start, end }: Span, lines: readonly string[], facts: Facts): Facts {
  const [written, expected] = [text.slice(start, end), lines.map(line => `${line}\n`).join('')]
  if (written !== expected) throw damaged(start, written, expected)
  return facts
}
