import type { AdmissionReason, DiagnosisReason, StepEnd } from '../../failure/diagnosis-reason.ts'
import { accessWords } from './access-words.ts'
import { userWords } from './ids-words.ts'
import { lackWords, startWords } from './start-words.ts'
import { besideLostAndFound } from './volume-words.ts'

/** Why a call fails at a place, or should not, in one clause. */
export function diagnosisReasonWords(reason: DiagnosisReason): string {
  switch (reason.code) {
    case 'root-read-only':
      return `readOnlyRootFilesystem is true, and no volume of ${reason.container} is mounted at or above ${reason.path}`
    case 'access': {
      const others = reason.ofOthers === true ? '; the manifests do not say who owns files that are already there' : ''
      return `${accessWords(reason.reason)}${others}`
    }
    case 'mounted-read-write':
      return `this is not a permission problem: the manifests mount ${reason.mountPath} read-write, and no owner or mode makes a file system read-only`
    case 'always-read-only':
      return `${reason.source} is always mounted read-only`
    case 'mounted-read-only':
      return `${reason.mountPath} is mounted read-only`
    case 'contents-unknown':
      return 'the manifests do not show what the directory contains'
    case 'new-file-system':
      return `it is the root of a new file system, which has lost+found in it; ${besideLostAndFound}`
    case 'chown-needs-root':
      return reason.uid === undefined
        ? 'it needs CAP_CHOWN, which only root can hold, and who runs here is unknown'
        : `uid ${reason.uid} cannot chown: it needs CAP_CHOWN, which only root can hold`
    case 'chown-dropped':
      return 'root has no CAP_CHOWN here: it is dropped'
    case 'owner-kept':
      return `nobody can chown ${reason.source}: its server keeps the owners`
    case 'chown-unknown':
      return `it is unknown whether ${reason.source} can be chowned`
    case 'chown-possible':
      return `root with CAP_CHOWN can chown ${reason.source}${reason.owner === undefined ? '' : ` (${ownerWords(reason.owner)})`}`
    case 'owns':
      return `${programWords(reason)} owns ${reason.mountPath} itself, or may act as its owner`
    case 'owned-by-another': {
      const { certain, mountPath, owner } = reason
      const whose = owner === undefined ? 'whose owner is unknown' : `which is ${ownerWords(owner)}`
      return `${programWords(reason)} ${certain ? 'does not own' : 'may not own'} ${mountPath}, ${whose}`
    }
    case 'start':
      return startWords(reason.reason)
    case 'image-not-described':
      return `runAsNonRoot is true, nothing sets runAsUser, and the image is not described${reason.sentence === undefined ? '' : `: ${reason.sentence}`}`
    case 'image-runs-otherwise':
      return `runAsNonRoot is true, and nothing sets runAsUser; the image is known to run as ${reason.uid}, and this version of it does not${reason.sentence === undefined ? '' : `: ${reason.sentence}`}`
    case 'cannot-switch':
      return switchWords(reason)
    case 'low-port':
      return portWords(reason)
    case 'not-executable':
      return `${reason.file ?? 'its program'} lies in ${reason.image ?? 'the image'} or on a mount, and this user may not execute it`
    case 'file-capabilities':
      return `${reason.file ?? 'its program'} carries file capabilities (setcap) that ${reason.dropped.join(', ')} under capabilities.drop takes out of the container's bounding set, and the kernel refuses to start it`
    case 'walk-refused':
      return `fsGroup ${reason.group} makes the kubelet change the group of everything in ${reason.source}, and its server refuses that: it treats root as nobody (root_squash), or keeps the owners itself`
    case 'node-refused':
      return `the node itself was refused at ${reason.source}; nothing of the pod's identity matters before it is mounted`
    case 'mount-absent':
      return `the kubelet finds no ${reason.source} where its driver should have mounted it; no permission was refused`
    case 'script-step':
      return stepWords(reason)
    case 'pod-security':
    case 'passes':
    case 'fails-otherwise':
    case 'constraints':
      return admissionWords(reason)
  }
}

type Reason<Code extends DiagnosisReason['code']> = Extract<DiagnosisReason, { readonly code: Code }>

function ownerWords({ uid, gid, mode }: { readonly uid: number; readonly gid: number; readonly mode: string }): string {
  return `${uid}:${gid} ${mode}`
}

function programWords({ uid }: { readonly uid?: number }): string {
  return uid === undefined ? 'the program, whose user is unknown,' : `uid ${uid}`
}

function switchWords({ program, uid, lacks }: Reason<'cannot-switch'>): string {
  const what =
    program === undefined ? 'an entrypoint that switches to another user needs it' : `its command runs ${program}`
  const names = lacks.map(name => `CAP_${name}`).join(' and ')
  if (uid === undefined) return `${what}: who runs here is unknown, and only root can hold ${names}`
  return `${what}: ${uid === 0 ? `root has no ${names} here` : `uid ${uid} cannot hold ${names}`}`
}

function portWords({ ports, uid }: Reason<'low-port'>): string {
  const where = ports.length === 0 ? 'the manifests name no port below 1024' : `it has port ${ports.join(', ')}`
  const named = uid === 0 ? 'root without NET_BIND_SERVICE' : `uid ${uid}`
  const who = uid === undefined ? 'a user that is unknown' : named
  return `${where}, and ${who} may open one only where the node's net.ipv4.ip_unprivileged_port_start allows it (containerd 2 and CRI-O set 0)`
}

function stepWords({ container, step, uid, outcome }: Reason<'script-step'>): string {
  const who = userWords(uid === undefined ? {} : { uid })
  const later = outcome.code === 'fails' && outcome.onlyLater === true ? 'at every start but the first, ' : ''
  return `${later}the command of ${container} runs \`${step.op} ${step.path}\` as ${who}: ${outcomeWords(outcome, who)}`
}

function outcomeWords(outcome: StepEnd, who: string): string {
  switch (outcome.code) {
    case 'succeeds':
      return 'which succeeds on the volume as described'
    case 'depends':
      return 'whether it succeeds depends on what the volume contains'
    case 'fails': {
      const lack = outcome.lack === undefined ? `${who} may not` : lackWords(outcome.lack)
      const given =
        outcome.given === undefined
          ? ''
          : `, and its own \`chown ${outcome.given}\` has given it to another user by then`
      return `${lack}${given}`
    }
  }
}

function admissionWords(reason: AdmissionReason): string {
  switch (reason.code) {
    case 'pod-security':
      return reason.detail
    case 'passes':
      return `as given here, the pod passes ${reason.level}`
    case 'fails-otherwise':
      return `as given here, the pod fails ${reason.level} for other reasons: ${reason.reason}`
    case 'constraints': {
      const { fsGroup, users, ranges } = reason
      const group = fsGroup === undefined ? [] : [`fsGroup ${fsGroup}`]
      const values = [...group, ...users.map(({ container, uid }) => `runAsUser ${uid} of ${container}`)].join(', ')
      const admits =
        ranges === undefined
          ? 'the ids that the namespace was given'
          : `ids in ${ranges}, which the namespace was given`
      return `${values}: SecurityContextConstraints admit only ${admits}`
    }
  }
}
