import type { ImageFacts, LockState } from '../knowledge/images/image-facts.ts'
import type { PlatformFacts } from '../registry/facts/image-facts.ts'
import { canonicalReference } from '../workload/image/reference.ts'
import type { ClusterFacts } from '../workload/settings/cluster-facts.ts'
import { minorOf } from '../workload/settings/known-minors.ts'
import { agreedFacts } from './agreed-facts.ts'
import { isOfBaseSystem } from './base-system.ts'
import type { LockedImage } from './lock.ts'
import { type LockIndex, readLock } from './read-lock.ts'

/** What a lock adds to the settings: `{ ...settings, ...lockedFacts(readLock(text, file)) }`. */
export interface LockAnswers {
  readonly lockedImage: (reference: string) => ImageFacts | undefined
  readonly lockState: (reference: string) => LockState | undefined
  readonly cluster?: ClusterFacts
  /** Of the cluster, where it is a version that is known. */
  readonly kubeMinor?: number
}

/** What the text of a lock adds to the settings. */
export function factsOfLock(text: string, file: string): LockAnswers {
  return lockedFacts(readLock(text, file))
}

/**
 * What a lock knows of an image, as the rest of the program asks for it. The reference must be the very one that was
 * locked, or name the digest that its tag had; of facts that differ between platforms none is known.
 */
export function lockedFacts(index: LockIndex): LockAnswers {
  const relatives = relativesIn(index)
  return {
    lockedImage: reference => {
      const canonical = canonicalReference(reference)
      if (canonical === undefined) return undefined
      const locked = index.image(canonical) ?? sameDigest(canonical, relatives)
      return locked && factsOf(locked)
    },
    lockState: reference => {
      const canonical = canonicalReference(reference)
      return canonical === undefined ? undefined : stateOf(canonical, index, relatives)
    },
    ...(index.cluster !== undefined && clusterAnswers(index.cluster.facts)),
  }
}

function clusterAnswers(cluster: ClusterFacts): Pick<LockAnswers, 'cluster' | 'kubeMinor'> {
  const kubeMinor = minorOf(cluster.version)
  return { cluster, ...(kubeMinor !== undefined && { kubeMinor }) }
}

/** The locked images of the same repository. */
type Relatives = (reference: string) => readonly LockedImage[]

function relativesIn({ references, image }: LockIndex): Relatives {
  return reference => {
    const name = withoutTag(reference)
    return references()
      .filter(other => other.startsWith(name) && withoutTag(other) === name)
      .flatMap(one => image(one) ?? [])
  }
}

/** `app@sha256:…` and `app:v1@sha256:…` are what `app:v1` was when it named that digest. */
function sameDigest(reference: string, relatives: Relatives): LockedImage | undefined {
  const digest = reference.split('@')[1]
  return digest === undefined ? undefined : relatives(reference).find(locked => locked.digest === digest)
}

function stateOf(reference: string, { image }: LockIndex, relatives: Relatives): LockState | undefined {
  const locked = image(reference)
  const artifact = locked ?? sameDigest(reference, relatives)
  if (artifact?.digest !== undefined && Object.keys(artifact.platforms).length === 0)
    return { kind: 'artifact', digest: artifact.digest }
  if (!reference.includes('@')) return locked?.digest === undefined ? undefined : { kind: 'tag', digest: locked.digest }
  if (locked !== undefined || sameDigest(reference, relatives) !== undefined) return undefined
  const beside = image(reference.replace(/@.*$/, '')) ?? relatives(reference)[0]
  return beside?.digest === undefined ? undefined : { kind: 'stale', digest: beside.digest }
}

/** `docker.io/library/redis:7.4@sha256:…` → `docker.io/library/redis`. */
function withoutTag(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]+$/, '')
}

function factsOf({ digest, platforms }: LockedImage): ImageFacts | undefined {
  const byPlatform = new Map(Object.entries(platforms).map(([platform, facts]) => [platform, platformFacts(facts)]))
  if (byPlatform.size === 0) return undefined
  const at = digest === undefined ? 'from an archive' : `at ${digest.slice(0, 'sha256:'.length + 12)}`
  return { ...agreedFacts(byPlatform), measured: true, from: `as locked ${at}${fileOf(platforms)}` }
}

/** Where the ids of the user are from, unless from the config alone. */
function fileOf(platforms: LockedImage['platforms']): string {
  const isFromPasswd = Object.values(platforms).some(({ user }) => 'from' in user && user.from === 'etc/passwd')
  return isFromPasswd ? ', etc/passwd' : ''
}

function platformFacts(facts: PlatformFacts): Omit<ImageFacts, 'from'> {
  const { user, switchesTo, shell } = facts
  const startsAsRoot = 'uid' in user && user.uid === 0
  return {
    ...userFacts(facts),
    ...(startsAsRoot && switchesTo !== undefined && { switchesTo: switchesTo, capabilities: rootWork(facts) }),
    ...(shell !== 'unknown' && { shell: shell === 'present' }),
    ...gains(facts),
    entrypoint: facts.entrypoint,
    cmd: facts.cmd,
    workingDir: facts.workingDir === '' ? '/' : facts.workingDir,
    ...(facts.volumes.length > 0 && { directories: ownDirectories(facts) }),
    ...mountPoints(facts),
  }
}

function ownDirectories({ volumes, paths }: PlatformFacts): NonNullable<ImageFacts['directories']> {
  const found = volumes.flatMap(path => {
    const facts = paths[path]
    return facts === undefined || typeof facts === 'string' ? [] : [[path, facts] as const]
  })
  return Object.fromEntries(found)
}

function mountPoints({ paths }: PlatformFacts): Pick<ImageFacts, 'mountPoints'> {
  const told = Object.entries(paths).flatMap(([path, facts]) => (facts === 'unknown' ? [] : [[path, facts] as const]))
  return told.length > 0 ? { mountPoints: Object.fromEntries(told) } : {}
}

/**
 * What its programs gain. Without any privileged file that is nothing, whatever runs. Those of the base system are of no
 * use to who does not call them by name; of any other one only its own image knows when it is called.
 */
function gains({ setuid, fileCapabilities, privilegedFiles }: PlatformFacts): Omit<ImageFacts, 'from'> {
  if (privilegedFiles.length === 0) return { setuid: false, fileCapabilities: [], gainsNothing: true }
  const carried = fileCapabilities === 'unknown' ? undefined : Object.values(fileCapabilities).flat()
  const isUsual = privilegedFiles.every(path => isOfBaseSystem(path) || hasPath(fileCapabilities, path))
  return {
    ...(setuid === 'yes' && { setuid: true }),
    ...(setuid === 'no' && isUsual && { setuid: false }),
    ...(carried !== undefined && { fileCapabilities: carried }),
  }
}

function hasPath(carried: PlatformFacts['fileCapabilities'], path: string): boolean {
  return carried !== 'unknown' && Object.hasOwn(carried, path)
}

/** A name that is not looked up in time is what the kubelet cannot verify, whatever its number. */
function userFacts({ user }: PlatformFacts): Pick<ImageFacts, 'user' | 'groups'> {
  const [written = ''] = user.declared.split(':')
  const name = written === '' || /^\d+$/.test(written) ? {} : { name: written }
  if ('unknown' in user) return { user: name }
  return { user: { uid: user.uid, gid: user.gid, ...name }, groups: user.groups }
}

/** What the calls of an entrypoint take of root: chown(2) and setuid(2), in capabilities(7). */
function rootWork({ calls }: PlatformFacts): readonly string[] {
  const changesOwners = calls.includes('chown') ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] : []
  return [...changesOwners, 'SETGID', 'SETUID']
}
