import type { NodesWithout, StartReason, StepLack, WaitReason } from '../../workload/reason/start-reason.ts'
import { userWords, withoutCapability } from './ids-words.ts'

/** Why a container does not start, or may not; a refusal is told in the words of who refuses. */
export function startWords(reason: WaitReason): string {
  switch (reason.code) {
    case 'runs-as-root':
      return "container's runAsUser breaks non-root policy"
    case 'image-user-named':
      return `container has runAsNonRoot and image has non-numeric user (${reason.user}), cannot verify user is non-root`
    case 'image-runs-as-root':
      return 'container has runAsNonRoot and image will run as root'
    case 'group-without-user':
      return `the pod sets runAsGroup and no runAsUser: user group "${reason.group}" is specified without user`
    case 'image-name-invalid':
      return `couldn't parse image name ${JSON.stringify(reason.image)}: invalid reference format`
    case 'sub-path-variable':
      return `missing value for ${reason.variable}, which subPathExpr names`
    case 'sub-path-absolute':
      return `error SubPath \`${reason.path}\` must not be an absolute path`
    case 'sub-path-backsteps':
      return `unable to provision SubPath \`${reason.path}\`: must not contain '..'`
    case 'sub-path-missing':
      return `volume ${reason.volume} is read-only: unless ${reason.path} is in it already, the kubelet fails to make it (failed to create subPath directory)`
    case 'image-sub-path-missing':
      return `the image of volume ${reason.volume} has no directory ${reason.path}, as locked: containerd 2.2 and CRI-O refuse the container, and containerd 2.1 mounts the whole image`
    case 'mount-point-missing': {
      const lies = `${reason.mountPath} lies below ${reason.outer}, which ${reason.container} mounts read-only`
      return reason.exists === 'no'
        ? `${lies} and which has no such directory: the runtime cannot make the mount point`
        : `${lies}: unless the directory exists there, the runtime cannot make the mount point`
    }
    case 'program-hidden': {
      const hides = `at ${reason.mountPath}, ${reason.source} hides what the image has there`
      return reason.exists === 'no'
        ? `${hides}, and nothing puts ${reason.program} into it: it is not found at the start`
        : `${hides}: unless somebody puts ${reason.program} into it, the runtime finds no program`
    }
    case 'host-path-type':
      return `hostPath ${reason.path} must exist on the node as ${reason.needs} (type ${reason.type})`
    case 'host-path-folder':
      return `the folder of hostPath ${reason.path} must exist on the node (type ${reason.type})`
    case 'host-path-sub-path':
      return `hostPath ${reason.path} must exist on the node, since subPath is looked for in it`
    case 'strict-groups':
      if (reason.nodes !== undefined) return nodesWords(reason.nodes)
      return 'supplementalGroupsPolicy Strict needs containerd 2.0 or CRI-O 1.31; nodes with an older runtime refuse the pod'
    case 'idmapped-nfs':
      return 'hostUsers is false, and NFS does not support the idmapped mounts that it needs'
    case 'block-device':
      return `claim ${reason.claim} is a block device (volumeMode Block), which needs volumeDevices`
    case 'cannot-switch-user':
      return `its entrypoint starts as root and cannot become ${reason.uid}:${reason.gid} without ${reason.lacks.map(name => `CAP_${name}`).join(' and ')}`
    case 'command-fails':
      return commandWords(reason)
    case 'init-container':
      return `init container ${reason.name} ${waitWords(reason)}: ${startWords(reason.reason)}`
  }
}

/** ``uid 568 cannot run `chown /data`: it needs CHOWN, …`` */
function commandWords(reason: Extract<StartReason, { readonly code: 'command-fails' }>): string {
  const { fails, command, lack } = reason
  if (/^(?:exit [1-9]|false$)/.test(command ?? '')) return `its script ends with \`${command}\``
  const what = command === undefined ? 'its command' : `\`${command}\``
  const verb = fails === 'yes' ? 'cannot run' : 'may be unable to run'
  return `${userWords(reason)} ${verb} ${what}${lack === undefined ? '' : `: ${lackWords(lack)}`}`
}

function waitWords({ starts, reason }: Extract<WaitReason, { readonly code: 'init-container' }>): string {
  const fails = reason.code === 'command-fails'
  if (starts === 'no') return fails ? 'will fail' : 'cannot start'
  return fails ? 'may fail' : 'may not start'
}

/** What stops a step, in one clause. */
export function lackWords(lack: StepLack): string {
  switch (lack.code) {
    case 'read-only':
      return 'its mount is read-only'
    case 'exists':
      return 'the directory exists already'
    case 'absent':
      return 'it does not exist'
    case 'nothing-found':
      return '`find` finds nothing there, and `xargs` without -r runs it all the same'
    case 'owner-kept':
      return `the owner of ${lack.source} cannot be changed`
    case 'capability':
      return `it needs ${lack.capability}, ${withoutCapability(lack.uid)}`
  }
}

/** What a person can do about it, in one clause. */
export function startCure(reason: StartReason): string | undefined {
  switch (reason.code) {
    case 'runs-as-root':
      return 'set runAsUser to a user other than 0'
    case 'image-user-named':
      return `set securityContext.runAsUser to ${reason.uid === undefined ? '' : `${reason.uid}, `}the number of that user`
    case 'image-runs-as-root':
      return `set securityContext.runAsUser to ${reason.becomes === undefined ? 'a user other than 0 that the image can run as' : `${reason.becomes}, the user that it becomes`}`
    case 'group-without-user':
      return 'also set runAsUser, or set runAsGroup in the containers'
    case 'image-name-invalid':
      return 'name the image as [REGISTRY/]PATH[:TAG][@DIGEST], the path in lower case'
    case 'sub-path-variable':
      return `give env a value for ${reason.variable}`
    case 'sub-path-absolute':
    case 'sub-path-backsteps':
      return 'let the variables of subPathExpr lead to a path inside the volume'
    case 'sub-path-missing':
      return 'mount the whole volume, or remove readOnly from the claim'
    case 'image-sub-path-missing':
      return 'correct the subPath, or run `seaworthy lock --update` if the image has it by now'
    case 'mount-point-missing':
      return `mount it elsewhere, or mount ${reason.outer} to be written`
    case 'program-hidden':
      return `mount it elsewhere, or let an init container copy ${reason.program} into it`
    case 'cannot-switch-user':
      return `run it as ${reason.uid}:${reason.gid} from the start, or add these capabilities, which restricted does not admit`
    case 'host-path-type':
    case 'host-path-folder':
    case 'host-path-sub-path':
    case 'strict-groups':
    case 'idmapped-nfs':
    case 'block-device':
    case 'command-fails':
      return undefined
  }
}

function nodesWords({ lacking, runtimes }: NodesWithout): string {
  const nodes = lacking === 'all' ? 'no node of the cluster has' : 'not every node of the cluster has'
  return `supplementalGroupsPolicy Strict needs containerd 2.0 or CRI-O 1.31, which ${nodes} (${runtimes.join(', ')}, as locked)`
}
