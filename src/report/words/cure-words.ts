import type { AdmissionCure, Cure } from '../../failure/diagnosis-reason.ts'
import { changeWords } from './change-words.ts'
import { startCure } from './start-words.ts'
import { besideLostAndFound } from './volume-words.ts'

/** What a person can do about a failure, in one clause; undefined where nothing is known to help. */
export function cureWords(cure: Cure): string | undefined {
  switch (cure.code) {
    case 'mount-empty-dir':
      return `mount an emptyDir at ${cure.path} or above it (image ${cure.image ?? 'unknown'})`
    case 'look-at-storage':
      return `look at the node and the storage: a file system with errors is turned read-only (dmesg, the state of ${cure.source}), and an NFS server may export it so`
    case 'copy-files':
      return 'copy the files into an emptyDir in an init container, and mount that'
    case 'mount-writable':
      return 'mount a volume that is not read-only'
    case 'remove-read-only':
      return 'remove readOnly from the mount, or let the program write elsewhere'
    case 'avoid-lost-and-found':
      return besideLostAndFound
    case 'leave-chown':
      return leaveWords(cure)
    case 'own-directory':
      return ownWords(cure)
    case 'start':
      return startCure(cure.reason)
    case 'set-image-user':
      return cure.user === undefined
        ? 'set securityContext.runAsUser to a user other than 0 that the image can run as'
        : `set securityContext.runAsUser to the number of the user ${cure.user} (grep ${cure.user} /etc/passwd in the image)`
    case 'switch-earlier':
      return 'run it as that user from the start, or add SETUID and SETGID to root, which restricted does not admit'
    case 'free-port':
      return 'let the program listen on a port from 1024 on, or set the sysctl net.ipv4.ip_unprivileged_port_start to 0 in the pod, which every level admits'
    case 'make-executable':
      return 'set x for others on it in the image; a file of a ConfigMap or Secret needs defaultMode: 0555'
    case 'keep-file-capabilities':
      return 'add what getcap shows for it; restricted admits NET_BIND_SERVICE, the usual one. Set fileCapabilities for the image in the policy, so that hardening knows'
    case 'make-host-path':
      return 'create it on the node, or set type: DirectoryOrCreate, which the kubelet creates as 0:0 0755'
    case 'leave-fs-group':
      return 'take fsGroup out of the pod and give the program the group that the server knows (supplementalGroups), or set fsGroupPolicy: None in the CSIDriver; fsGroupChangePolicy: OnRootMismatch helps only where the root has that group already'
    case 'admit-node':
      return 'let the storage admit the node: the export of the NFS server (its hosts, root_squash), the credentials of the share, or the folder of the node'
    case 'kubelet-folder':
      return "let the driver mount in the kubelet's own folder (kubeletDir of its chart; /var/snap/microk8s/common/var/lib/kubelet on MicroK8s), and look at its log on the node"
    case 'complete-script':
      return completeWords(cure)
    case 'differs':
    case 'fix-all':
    case 'fix-some':
    case 'fix-at-level':
    case 'leave-ids':
      return admissionCureWords(cure)
  }
}

type CureOf<Code extends Cure['code']> = Extract<Cure, { readonly code: Code }>

function leaveWords({ mountPath, or }: CureOf<'leave-chown'>): string {
  const leave = `leave the chown out: whoever can write ${mountPath} need not own it`
  switch (or) {
    case undefined:
      return leave
    case 'init-container':
      return `${leave}, or let an init container that runs as root do it, which restricted does not admit`
    case 'capability':
      return `add CHOWN to its capabilities, which restricted does not admit, or ${leave}`
  }
}

/** What a directory below has that the mounted one has not: the program that makes it owns it. */
function ownWords({ mountPath, owner, writable }: CureOf<'own-directory'>): string {
  const below = `let the program keep its data in a directory below ${mountPath.replace(/(?<=.)\/+$/, '')} that it makes itself, and so owns (postgres: PGDATA)`
  const once = writable ? '' : `, once it can write ${mountPath}`
  return `${below}${once}${owner === undefined ? '' : `, or run it as ${owner.uid}:${owner.gid}, the owner`}`
}

function completeWords({ container, op, capability, isRoot }: CureOf<'complete-script'>): string {
  const give = isRoot
    ? `add ${capability} to the capabilities of ${container}`
    : `run ${container} as root with ${capability}`
  return `${give}, which restricted does not admit, or remove the ${op} from its command`
}

function admissionCureWords(cure: AdmissionCure): string {
  switch (cure.code) {
    case 'differs':
      return 'the object in the cluster differs from these manifests: apply them, or look for a webhook that changes pods'
    case 'fix-all':
      return 'seaworthy fix sets what is missing, and post-render does so in every release'
    case 'fix-some':
      return `seaworthy fix sets what is known to be safe; ${cure.left} is left${cure.reason === undefined ? '' : `: ${changeWords(cure.reason)}`}`
    case 'fix-at-level':
      return `seaworthy fix --level ${cure.level} sets what is missing; this run judges by ${cure.judged}`
    case 'leave-ids':
      return 'leave these fields out, so that admission sets them from the namespace (openshift.io/sa.scc.uid-range), or let the service account use nonroot-v2'
  }
}
