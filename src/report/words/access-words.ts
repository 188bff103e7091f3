import type { AccessReason, Ids, InodeReason, Seen } from '../../workload/reason/access-reason.ts'
import { doubtsWords } from './doubt-words.ts'
import { userWords } from './ids-words.ts'
import { startWords } from './start-words.ts'

/** Why the wanted use of a mount is possible, impossible or unknown, in one clause. */
export function accessWords(reason: AccessReason): string {
  switch (reason.code) {
    case 'no-volume':
      return `the pod has no volume ${JSON.stringify(reason.volume)}`
    case 'read-only-root':
      return `the root filesystem is read-only, and the image writes ${reason.path} (${reason.from})`
    case 'access-point':
      return 'the access point makes every client its owner'
    case 'bad-file-mode':
      return `${reason.mountPath} has a file mode outside 0000–0777`
    case 'parent-stays-root':
      return `the parent process stays root and its children run as ${idsWords(reason.becomes)}`
    case 'entrypoint-chowns':
      return `its entrypoint chowns ${reason.mountPath} as root before it switches to ${idsWords(reason.becomes)}`
    case 'entrypoint-unknown': {
      const start = `its entrypoint starts as root and switches to ${idsWords(reason.becomes)}`
      return reason.doubts.length === 0
        ? `${start}, and it is unknown which directories it chowns first`
        : `${start}; ${doubtsWords(reason.doubts)}`
    }
    case 'depends': {
      const names = reason.changers.join(', ')
      const before = names === '' ? 'what the directory already contains' : `what ${names} has done by then`
      return `it depends on ${before}: ${reason.cases.map(inodeWords).join('; or ')}`
    }
    case 'inode': {
      const names = reason.changers.join(', ')
      const after = names === '' ? '' : `after init container ${names}, `
      const spared =
        reason.sparesLostAndFound === true ? ', and its entrypoint chowns no directory that contains lost+found' : ''
      return `${after}${reason.cases.map(inodeWords).join(', or ')}${spared}`
    }
    case 'runs-as-root':
    case 'image-user-named':
    case 'image-runs-as-root':
    case 'group-without-user':
    case 'image-name-invalid':
    case 'sub-path-variable':
    case 'sub-path-absolute':
    case 'sub-path-backsteps':
    case 'sub-path-missing':
    case 'image-sub-path-missing':
    case 'mount-point-missing':
    case 'program-hidden':
    case 'host-path-type':
    case 'host-path-folder':
    case 'host-path-sub-path':
    case 'strict-groups':
    case 'idmapped-nfs':
    case 'block-device':
    case 'cannot-switch-user':
    case 'command-fails':
    case 'init-container':
      return startWords(reason)
  }
}

/** What the class of permission bits that counts decides, or what is missing to tell. */
function inodeWords(reason: InodeReason): string {
  const what = seenWords(reason.what)
  switch (reason.code) {
    case 'overrides-mode':
      return `${userWords(reason)} has CAP_DAC_OVERRIDE and can ${reason.wants} ${what} whatever its mode`
    case 'is-owner':
      return `${userWords(reason)} owns ${what}${modeWords(reason)}`
    case 'open-to-everyone':
      return `everyone can ${reason.wants} ${what}${modeWords(reason)}`
    case 'is-member':
      return `${userWords(reason)} is in group ${reason.gid}, which can ${reason.wants} ${what}${modeWords(reason)}`
    case 'denied':
      return deniedWords(reason)
    case 'owner-unknown':
      return `the owner and mode of ${what} are unknown: ${doubtsWords(reason.doubts)}`
    case 'undecided': {
      const { doubts, owner, mode } = reason
      if (doubts.length === 0) return `it is unknown what ${userWords(reason)} can do in ${what}`
      const owned = owner === undefined ? '' : `${what} is owned by ${idsWords(owner)} with mode ${mode}, and `
      return `${owned}${doubtsWords(doubts)}`
    }
  }
}

function deniedWords(reason: Extract<InodeReason, { readonly code: 'denied' }>): string {
  const { owner, mode, wants, keeps } = reason
  const owned = `${seenWords(reason.what)} is owned by ${idsWords(owner)}${mode === undefined ? '' : ` with mode ${mode}`}`
  const who = userWords(reason)
  switch (keeps) {
    case 'owner':
      return `${owned}, which does not let its owner, ${who}, ${wants}`
    case 'everyone':
      return `${owned}, which no one can ${wants}`
    case 'others':
      return `${owned}; ${who} is neither its owner nor in its group`
    case 'group':
      return `${owned}, which does not let its group ${wants}; ${who} is in it`
    case 'all-but-owner':
      return `${owned}, which only its owner can ${wants}; the process runs as ${who}`
  }
}

function seenWords(what: Seen): string {
  return typeof what === 'string' ? what : `${what.files === 'all' ? 'files' : 'a file'} of ${what.of}`
}

function modeWords({ mode }: { readonly mode?: string }): string {
  return mode === undefined ? '' : ` (mode ${mode})`
}

/** `1000:1000`, as `chown` takes it, where both are known. */
function idsWords({ uid, gid }: Ids): string {
  if (uid !== undefined && gid !== undefined) return `${uid}:${gid}`
  const user = uid === undefined ? 'an unknown user' : `uid ${uid}`
  return gid === undefined ? user : `${user} and group ${gid}`
}
