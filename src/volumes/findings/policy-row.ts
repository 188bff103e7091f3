import { textAt } from '../../manifest/value.ts'
import { imageEntry, type PolicyRow } from '../../workload/settings/policy-row.ts'
import type { ClaimFacts, Identity, MountVerdict, VolumeFacts } from '../model/mount.ts'

/**
 * The row of the policy that answers a verdict which is unknown: of the storage, where that is open, else of the image.
 * Undefined where no row can, as for a directory of the node.
 */
export function policyRow(verdict: MountVerdict): PolicyRow | undefined {
  const { facts } = verdict
  if (facts === undefined) return undefined
  if (facts.plugin === 'image' && verdict.root === undefined) return imageRow(facts)
  return isSettled(facts) ? processRow(verdict) : storageRow(facts)
}

/** What a person has to put in place of these is said beside the row. */
const exampleProfile = '{ profile: aws-ebs }'
const exampleFacts = '{ source: csi, fsGroup: honoured, root: { owner: "0:0", mode: "0755" } }'

/** Where the lock knows the root, runtimes differ about it; and what is missing or no image, no lock finds. */
const unanswerable: ReadonlySet<string> = new Set(['image-root', 'image-path-absent', 'artifact'])

function imageRow({ unknown }: VolumeFacts): PolicyRow | undefined {
  return unknown.some(({ code }) => unanswerable.has(code)) ? undefined : { about: 'image-volume', entries: [] }
}

function storageRow({ claim, plugin }: VolumeFacts): PolicyRow | undefined {
  if (claim === undefined) return undefined
  if (claim.origin === 'stream' && !claim.fresh && claim.storageClass !== undefined) return claimRow(claim)
  if (claim.origin === 'name-only') return claimRow(claim)
  if (claim.storageClass === undefined)
    return {
      about: 'default-class',
      entries: [
        { section: 'defaultStorageClass', value: 'standard' },
        { section: 'storageClasses', name: 'standard', value: exampleProfile },
      ],
    }
  if (claim.storageClass === '' || !claim.fresh) return undefined
  const value = plugin === 'unknown' ? exampleProfile : exampleFacts
  return { about: 'class', entries: [{ section: 'storageClasses', name: claim.storageClass, value }] }
}

/** Owner and mode are known, and what the pod's fsGroup does to them; or they are those of files in the manifests. */
function isSettled({ root, squashed, apiObject }: VolumeFacts): boolean {
  return root !== undefined || squashed === true || apiObject
}

function claimRow({ name, namespace }: ClaimFacts): PolicyRow | undefined {
  if (name === '') return undefined
  const key = namespace === undefined ? name : `${namespace}/${name}`
  return { about: 'claim', entries: [{ section: 'claims', name: key, value: exampleFacts }] }
}

function processRow({ process, container, mountPath }: MountVerdict): PolicyRow | undefined {
  const image = textAt(container.spec, 'image')
  const { about, facts } = openFacts(process, mountPath)
  const entry = facts === undefined ? undefined : imageEntry(image, facts)
  return entry && { about, entries: [entry] }
}

interface OpenFacts {
  readonly about: 'user' | 'group' | 'groups' | 'directories'
  readonly facts?: string
}

function openFacts({ uid, gid, groupsComplete, switchesTo }: Identity, mountPath: string): OpenFacts {
  if (switchesTo !== undefined) {
    const target = `${switchesTo.uid}:${switchesTo.gid}`
    return {
      about: 'directories',
      facts: `user: root, switchesTo: "${target}", groups: [], capabilities: [CHOWN, SETUID, SETGID], dataPaths: [${JSON.stringify(mountPath)}]`,
    }
  }
  if (uid === undefined || gid === undefined)
    return {
      about: uid === undefined ? 'user' : 'group',
      facts: `user: ${uid ?? 1000}, group: ${gid ?? 1000}, groups: []`,
    }
  return groupsComplete ? { about: 'groups' } : { about: 'groups', facts: `user: ${uid}, groups: []` }
}
