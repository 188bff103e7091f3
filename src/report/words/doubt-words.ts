import type { Doubt, IdOrigin } from '../../workload/reason/doubt.ts'

/** Where the ids of a process come from, or why they are unknown: `runAsUser 1000 of the pod, root's group`. */
export function originWords(origins: readonly (IdOrigin | Doubt)[]): string {
  return origins.map(one => (isOrigin(one) ? wordsOfOrigin(one) : doubtWords(one))).join(', ')
}

const originCodes: Readonly<Record<IdOrigin['code'], true>> = {
  field: true,
  'image-user': true,
  'image-group': true,
  'root-group': true,
}

function isOrigin(one: IdOrigin | Doubt): one is IdOrigin {
  return Object.hasOwn(originCodes, one.code)
}

function wordsOfOrigin(origin: IdOrigin): string {
  switch (origin.code) {
    case 'field':
      return `${origin.field} ${origin.id} of the ${origin.level}`
    case 'image-user':
      return `USER ${origin.user} (${origin.from})`
    case 'image-group':
      return `group ${origin.gid} (${origin.from})`
    case 'root-group':
      return "root's group"
  }
}

/** What is not known of a process or a volume, and why. */
export function doubtWords(doubt: Doubt): string {
  switch (doubt.code) {
    case 'bad-id':
      return `${doubt.field} of the ${doubt.level} is not a ${doubt.field === 'runAsUser' ? 'user' : 'group'} id`
    case 'uid-of-name':
      return `the uid of USER ${doubt.user} is unknown (${doubt.from})`
    case 'image-user-unknown':
      return `the user of image ${doubt.image} is unknown and runAsUser is not set`
    case 'image-group-unknown': {
      const who = doubt.uid === undefined ? 'that user' : `uid ${doubt.uid}`
      return `the primary group of ${who} in image ${doubt.image} is unknown`
    }
    case 'image-groups-unknown':
      return 'the image may add groups to its user (supplementalGroupsPolicy Merge)'
    case 'plugin-removed':
      return `the plugin ${doubt.plugin} was removed from Kubernetes`
    case 'no-such-medium':
      return `emptyDir has no medium ${doubt.medium}`
    case 'no-such-host-path-type':
      return `hostPath has no type ${doubt.type}`
    case 'host-path':
      return `the path is ${doubt.is}`
    case 'image-contents':
      return 'the owners and modes of the image are not known'
    case 'image-root':
      return "containerd makes the image's root 0:0 0755, and CRI-O what its layers say"
    case 'image-path-absent':
      return `the image has no directory ${doubt.path}, as locked`
    case 'artifact':
      return 'it is an artifact and no image, as locked: containerd does not mount it, and CRI-O its files'
    case 'nfs-export':
      return 'the server decides who owns its export'
    case 'disk-contents':
      return 'the contents of the disk are unknown'
    case 'driver-contents':
      return `what the driver ${doubt.driver} mounts is not known`
    case 'static-contents':
      return `volume ${doubt.volume} is statically provisioned and its contents are unknown`
    case 'claim-contents':
      return `claim ${doubt.claim} exists already, as locked from the cluster, and its contents are unknown`
    case 'class-not-described':
      return `storage class ${doubt.class} is not described in the policy or the manifests`
    case 'class-owner':
      return 'the owner of new volumes of this class is unknown'
    case 'provisioner-not-described':
      return `no profile describes the provisioner ${doubt.provisioner}`
    case 'profile':
      return doubt.doubt
    case 'two-setup-scripts':
      return 'the stream holds two setup scripts'
    case 'no-claim-named':
      return 'the volume names no claim'
    case 'claim-not-given':
      return `claim ${doubt.claim} is not in the manifests`
    case 'volume-not-given':
      return `volume ${doubt.volume} is not in the manifests`
    case 'no-class':
      return 'the claim names no storage class and no default class is known'
    case 'static-claim':
      return 'the claim requests a statically provisioned volume (storageClassName: "")'
    case 'cloned-claim':
      return 'the claim is made from a snapshot or another claim'
    case 'reserved-volume':
      return `its volume is reserved for claim ${doubt.claim}`
  }
}

/** Several doubts in one clause. */
export function doubtsWords(doubts: readonly Doubt[]): string {
  return doubts.map(doubtWords).join('; ')
}
