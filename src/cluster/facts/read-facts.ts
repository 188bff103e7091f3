import { ClusterError } from '../../error.ts'
import { inTurns } from '../../manifest/turns.ts'
import { mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { globMatches } from '../../workload/glob.ts'
import type { LockedCluster } from '../../workload/settings/cluster-facts.ts'
import type { Cluster, ClusterAnswer, ClusterRequest } from '../cluster.ts'
import { askPatiently, atOnce } from '../patient.ts'
import { isMissingRight, type Right, refused, rightFor, spelledRight, withoutEnd } from '../refusal.ts'
import {
  claimFacts,
  classFacts,
  driverFacts,
  isProvisioned,
  nameOf,
  namespaceFacts,
  nodeFacts,
  objectsOfList,
  volumeFacts,
} from './distil.ts'

/** Facts of a cluster, and the rights for want of which some are missing: `list persistentvolumes`. */
export interface ReadFacts {
  readonly facts: LockedCluster
  readonly missing: readonly string[]
}

/** What is listed, each where the API has it. */
const lists = {
  nodes: '/api/v1/nodes',
  namespaces: '/api/v1/namespaces',
  storageClasses: '/apis/storage.k8s.io/v1/storageclasses',
  csiDrivers: '/apis/storage.k8s.io/v1/csidrivers',
  volumes: '/api/v1/persistentvolumes',
  claims: '/api/v1/persistentvolumeclaims',
} as const

/** The rights that it takes: a namespace that is named in full is read alone. */
export function factRights(): readonly Right[] {
  const listed = Object.values(lists).flatMap(path => rightFor({ method: 'GET', path }) ?? [])
  return [...listed, { group: '', resource: 'namespaces', verb: 'get', namespace: undefined }]
}

/** Read what `lock --cluster` writes, of all namespaces or of those that a glob matches. Nothing is changed there. */
export async function readFacts(cluster: Cluster, globs: readonly string[]): Promise<ReadFacts> {
  const reading = new Reading(cluster)
  const [nodes, namespaces, classes, drivers, volumes, claims] = await Promise.all([
    reading.list(lists.nodes),
    namespacesIn(reading, globs),
    reading.list(lists.storageClasses),
    reading.list(lists.csiDrivers),
    reading.list(lists.volumes),
    claimsIn(reading, globs),
  ])
  const found = [nodes, namespaces, classes, drivers, volumes, claims]
  if (found.every(list => list === undefined)) throw nothingAllowed(reading.missing())
  const byName = new Map(volumes?.map(volume => [nameOf(volume), volume]))
  const chosen = namespaces?.filter(namespace => isChosen(nameOf(namespace), globs))
  const wanted = claims?.filter(claim => isChosen(textAt(mapAt(claim, 'metadata'), 'namespace') ?? '', globs))
  const own = volumes?.filter(volume => !isProvisioned(volume) && isForChosen(volume, globs))
  const facts = {
    nodes: nodes && nodeFacts(nodes),
    namespaces: named(chosen, namespaceFacts),
    storageClasses: named(classes, classFacts),
    csiDrivers: named(drivers, driverFacts),
    volumes: named(own, volumeFacts),
    claims: named(wanted, claim => claimFacts(claim, byName.get(textAt(mapAt(claim, 'spec'), 'volumeName') ?? ''))),
  }
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  return { facts: { version: cluster.version.text, ...known }, missing: reading.missing() }
}

function named<Facts>(
  objects: readonly ValueMap[] | undefined,
  factsOf: (object: ValueMap) => Facts,
): ReadonlyMap<string, Facts> | undefined {
  return objects && new Map(objects.map(object => [nameOf(object), factsOf(object)]))
}

function isChosen(namespace: string, globs: readonly string[]): boolean {
  return globs.length === 0 || globs.some(glob => globMatches(glob, namespace))
}

/** One that is kept for a claim elsewhere concerns nobody here. */
function isForChosen(volume: ValueMap, globs: readonly string[]): boolean {
  const namespace = textAt(mapAt(mapAt(volume, 'spec'), 'claimRef'), 'namespace')
  return namespace === undefined || isChosen(namespace, globs)
}

/** Who names namespaces in full may have rights in them alone. */
function areLiteral(globs: readonly string[]): boolean {
  return globs.length > 0 && globs.every(glob => !/[*?]/.test(glob))
}

async function namespacesIn(reading: Reading, globs: readonly string[]): Promise<readonly ValueMap[] | undefined> {
  if (!areLiteral(globs)) return reading.list(lists.namespaces)
  return joined(await inTurns(globs, atOnce, name => reading.one(`${lists.namespaces}/${encodeURIComponent(name)}`)))
}

async function claimsIn(reading: Reading, globs: readonly string[]): Promise<readonly ValueMap[] | undefined> {
  if (!areLiteral(globs)) return reading.list(lists.claims)
  const paths = globs.map(name => `${lists.namespaces}/${encodeURIComponent(name)}/persistentvolumeclaims`)
  return joined(await inTurns(paths, atOnce, path => reading.list(path)))
}

/** What was read in some places; undefined where nobody may read in any. */
function joined(found: readonly (readonly ValueMap[] | undefined)[]): readonly ValueMap[] | undefined {
  return found.every(list => list === undefined) ? undefined : found.flatMap(list => list ?? [])
}

function nothingAllowed(missing: readonly string[]): ClusterError {
  const rights = missing.join(', ')
  return new ClusterError('refused', `you may not ${rights}; --print-role prints the rights that lock --cluster needs`)
}

/** Objects of a page: the API server holds back the rest until it is asked for. */
const pageSize = '500'

/** Half a million objects: etcd holds no more of one kind. */
const mostPages = 1000

/** Reads lists, and remembers which rights were missing. */
class Reading {
  readonly #cluster: Cluster
  readonly #missing = new Set<string>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  missing(): readonly string[] {
    return [...this.#missing].toSorted()
  }

  /** All objects of a list; undefined where the right is missing. A kind that the server does not have has none. */
  async list(path: string): Promise<readonly ValueMap[] | undefined> {
    const objects: ValueMap[] = []
    let rest: string | undefined = ''
    for (let pages = 0; rest !== undefined; pages += 1) {
      if (pages === mostPages) throw withoutEnd(path)
      const query: Record<string, string> = { limit: pageSize, ...(rest !== '' && { continue: rest }) }
      const answer = await this.#ask({ method: 'GET', path, query })
      if (answer === undefined) return undefined
      objects.push(...objectsOfList(answer.body))
      rest = textAt(mapAt(answer.body, 'metadata'), 'continue') || undefined
    }
    return objects
  }

  /** One object as a list of one; empty where there is none. */
  async one(path: string): Promise<readonly ValueMap[] | undefined> {
    const answer = await this.#ask({ method: 'GET', path })
    if (answer === undefined) return undefined
    return answer.status === 404 ? [] : [answer.body]
  }

  async #ask(request: ClusterRequest): Promise<ClusterAnswer | undefined> {
    const answer = await askPatiently(this.#cluster, request)
    if (answer.status === 200 || answer.status === 404 || goesOn(answer)) return answer
    const right = isMissingRight(answer) ? rightFor(request) : undefined
    if (right === undefined) throw refused(request, answer)
    this.#missing.add(spelledRight(right))
    return undefined
  }
}

/** A list that took longer than the server keeps its state goes on from a newer one, which it names. */
function goesOn({ status, body }: ClusterAnswer): boolean {
  return status === 410 && textAt(mapAt(body, 'metadata'), 'continue') !== undefined
}
