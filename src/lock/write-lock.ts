import type { PathFacts, PlatformFacts } from '../registry/facts/image-facts.ts'
import type { ImageUser } from '../registry/facts/image-user.ts'
import { clusterText } from './cluster-text.ts'
import type { Lock, LockedImage } from './lock.ts'
import { type LockMap, type LockValue, lockLines } from './lock-text.ts'

/** The first lines of a lock. */
export const lockHead = `# Written by \`seaworthy lock\`. Review it, commit it, do not edit it.
apiVersion: seaworthy.dev/v1alpha1
kind: Lock
images:`

/** The text of a lock. The same facts give the same bytes: references are sorted, and no time is kept. */
export function writeLock({ images, cluster }: Lock): string {
  const entries = [...images].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const texts = entries.map(([reference, image]) => imageText(reference, image))
  const head = images.size === 0 ? `${lockHead} {}\n` : `${lockHead}\n${texts.join('')}`
  return cluster === undefined ? head : head + clusterText(cluster)
}

/** The lines of one image, each with its line end. */
export function imageText(reference: string, { digest, platforms }: LockedImage): string {
  const facts = Object.entries(platforms).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const value: LockMap = {
    ...(digest !== undefined && { digest }),
    platforms: Object.fromEntries(facts.map(([platform, found]) => [platform, platformValue(found)])),
  }
  return lockLines(reference, value, 2)
    .map(line => `${line}\n`)
    .join('')
}

function platformValue(facts: PlatformFacts): LockMap {
  const { user, switchesTo, fileCapabilities, paths, ...plain } = facts
  return {
    config: plain.config,
    user: userValue(user),
    entrypoint: plain.entrypoint,
    cmd: plain.cmd,
    workingDir: plain.workingDir,
    volumes: plain.volumes,
    shell: plain.shell,
    fileCapabilities,
    setuid: plain.setuid,
    privilegedFiles: plain.privilegedFiles,
    calls: plain.calls,
    ...(switchesTo !== undefined && { switchesTo: `${switchesTo.uid}:${switchesTo.gid}` }),
    paths: Object.fromEntries(Object.entries(paths).map(([path, found]) => [path, pathValue(found)])),
  }
}

function pathValue(found: PathFacts): LockValue {
  return typeof found === 'string' ? found : { owner: found.owner, mode: found.mode }
}

function userValue(user: ImageUser): LockValue {
  if ('unknown' in user) return { declared: user.declared, unknown: user.unknown }
  const { declared, uid, gid, groups, from } = user
  return { declared, uid, gid, groups, from }
}
