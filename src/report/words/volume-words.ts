import type { CapabilityUse, ChownDrift, VolumeReason } from '../../workload/reason/volume-reason.ts'
import { withoutWords } from './fix-summary-words.ts'
import { idsText, withoutCapability } from './ids-words.ts'

/** What is wrong with volumes beyond a single verdict. */
export function volumeReasonWords(reason: VolumeReason): string {
  switch (reason.code) {
    case 'chown-drifts':
      return reason.drifts.map(driftWords).join('; ')
    case 'writers-differ': {
      const [first, ...others] = reason.writers
      const rest = others.map(({ name, ids }) => `, ${name} as ${idsText(ids)}`).join('')
      return `claim ${reason.claim} is shared: ${first?.name} writes it as ${idsText(first?.ids)}${rest}`
    }
    case 'chowned-from-under': {
      const { claim, by, writer } = reason
      return `claim ${claim} is shared: ${by.name} chowns it to ${idsText(by.to)}, but ${writer.name} writes it as ${idsText(writer.ids)}`
    }
    case 'held-by-old-pod':
      return `a rolling update starts the new pod while the old one holds claim ${reason.claim} (${reason.accessModes.join(', ')}); use strategy Recreate, or maxSurge 0`
    case 'fs-group-ignored':
      return `fsGroup ${reason.group} does nothing for ${reason.sources.join(', ')}: the kubelet never applies it there`
    case 'lacks-capabilities':
      return `${useWords(reason.use)} needs ${reason.lacks.join(' and ')}, ${withoutCapability(reason.uid)}`
    case 'chowned-at-every-start':
      return `the kubelet gives every file of ${reason.source} to group ${reason.group} before each start; fsGroupChangePolicy OnRootMismatch does it once`
    case 'not-empty':
      return `the program makes its data in an empty directory only, and ${reason.mountPath} is the root of a new file system (${reason.source}), which has lost+found in it; ${besideLostAndFound}`
    case 'must-own': {
      const owner = reason.owner === undefined ? 'somebody else' : `uid ${reason.owner.uid} (${reason.owner.mode})`
      return `the program must own ${reason.mountPath}, which belongs to ${owner}; put its data in a sub-directory that it creates itself (postgres: PGDATA)`
    }
    case 'files-change': {
      const { volume, was, becomes } = reason
      const what =
        volume === undefined ? 'the service account token' : `files of the ${volume.kind} volume ${volume.name}`
      return `the fix changes ${what} from ${was.join(', ')} to ${becomes.join(', ')}`
    }
    case 'needless-init': {
      const how = reason.removed
        ? 'is removed'
        : 'can go: --enforce, or harden.chartInits: replace in the policy, removes it'
      return `init container ${reason.container} only chowns volumes, and ${how} (${withoutWords(reason.without)})`
    }
    case 'bad-mode':
      return `${reason.mode} is not a mode between 0 and 0777 (511)`
    case 'same-name':
      return `two volumes have the name ${reason.volume}`
    case 'no-name':
      return 'the volume has no name'
    case 'several-sources':
      return `volume ${reason.volume} names ${reason.count} sources`
    case 'unknown-source':
      return `volume ${reason.volume} has no source that Kubernetes knows (${reason.fields.join(', ')})`
    case 'no-source': {
      const { fields } = reason
      const lacks = fields.length === 0 ? 'has no source' : `has null for a source (${fields.join(', ')})`
      return `volume ${reason.volume} ${lacks}: it is an emptyDir, which is deleted with the pod`
    }
    case 'bad-host-path-type':
      return `hostPath has no type ${reason.type}; it has ${reason.known.join(', ')}`
    case 'no-such-volume':
      return `the pod has no volume ${JSON.stringify(reason.volume)}`
    case 'no-mount-path':
      return 'the mount has no mountPath'
    case 'same-mount-path':
      return `two volumes are mounted at ${reason.mountPath}`
    case 'two-sub-paths':
      return 'a mount has either subPath or subPathExpr'
    case 'sub-path-leaves':
      return `${reason.field} ${reason.path} has to stay inside the volume`
  }
}

/** What helps a program that refuses the root of a new file system. */
export const besideLostAndFound =
  'mount a subPath of the volume, or tell the program of a directory below (postgres: PGDATA)'

function driftWords(drift: ChownDrift): string {
  switch (drift.code) {
    case 'other-user':
      return `gives ${drift.source} to uid ${drift.to}, but ${drift.container} writes it as uid ${drift.uid}`
    case 'other-group':
      return `gives ${drift.source} to group ${drift.to}, but the pod's group is ${drift.group}`
    case 'left-out':
      return `leaves out ${drift.source}, which ${drift.container} mounts at ${drift.mountPath}`
    case 'cannot-enter':
      return 'lacks DAC_OVERRIDE, so on the second start it cannot enter 0700 directories created by the workload'
    case 'not-recursive':
      return 'is not recursive, so existing files keep their owner'
    case 'failures-ignored':
      return 'ignores chown failures'
  }
}

function useWords(use: CapabilityUse): string {
  switch (use.code) {
    case 'chown':
      return `chown to uid ${use.uid}`
    case 'program':
      return use.name
    case 'entrypoint':
      return `switching from root to ${idsText(use.becomes)}`
  }
}
