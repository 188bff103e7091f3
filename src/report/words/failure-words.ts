import type { Diagnosis } from '../../failure/diagnosis.ts'
import type { FailedCall } from '../../failure/failed-call.ts'
import type { Errno, FailedAction } from '../../knowledge/messages/wording.ts'
import type { ExplainedFailure } from '../explain/explanation.ts'
import { cureWords } from './cure-words.ts'
import { diagnosisReasonWords } from './diagnosis-reason-words.ts'
import { originWords } from './doubt-words.ts'
import { fixWords } from './fix-words.ts'
import { identityWords, ownershipWords, volumeWords, workloadTitle } from './verdict-words.ts'

const actions: Readonly<Record<FailedAction, string>> = {
  create: 'creating an entry',
  open: 'opening a file',
  read: 'reading',
  write: 'writing a file',
  remove: 'removing an entry',
  chown: 'changing the owner',
  chmod: 'changing the mode',
  own: 'being the owner',
  initialise: 'initialising its data',
  'switch-user': 'switching to another user',
  bind: 'opening a port below 1024',
  execute: 'starting a program',
  start: 'starting the container',
  'set-up': 'setting up a volume on the node',
  admit: 'being admitted by the API server',
}

const errnos: Readonly<Record<Errno, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ENOTEMPTY: 'directory not empty',
}

/** What a message was understood to say. */
export function callWords({ call }: Diagnosis): string {
  const place = call.path === undefined ? pathless(call.action) : ` at ${call.path}`
  const error = call.errno === undefined ? '' : `: ${call.errno} (${errnos[call.errno]})`
  return `${actions[call.action]}${place}${error}`
}

const ofFiles: ReadonlySet<FailedAction> = new Set([
  'create',
  'open',
  'read',
  'write',
  'remove',
  'chown',
  'chmod',
  'own',
])

function pathless(action: FailedAction): string {
  return ofFiles.has(action) ? '; no path is named' : ''
}

/** What an action takes, in the words of path_resolution(7), chmod(2), chown(2), execve(2), bind(2) and capabilities(7). */
const needs: Readonly<Record<FailedAction, string>> = {
  create: 'w and x of the directory',
  remove: 'w and x of the directory',
  open: 'w and x of the directory for a new file, or the bits of the file',
  write: 'w of the file, and of its directory',
  read: 'r and x of the directory',
  chown: 'CAP_CHOWN, which only root can hold',
  chmod: 'to be the owner, or CAP_FOWNER',
  own: 'to be the owner, with a mode that the program accepts',
  initialise: 'an empty directory',
  'switch-user': 'CAP_SETUID and CAP_SETGID',
  bind: 'CAP_NET_BIND_SERVICE, or a port from 1024 on',
  execute: 'x of the file, and the capabilities that the file carries within those of the container',
  start: 'what the kubelet asks of a container before it starts it',
  'set-up': 'a volume that the node can set up for the pod',
  admit: 'a pod that admission lets in',
}

/** What the call lacked. */
export function needsWords({ action, errno, said }: FailedCall): string {
  if (said.refusal === 'fs-group-walk')
    return 'that the kubelet, which is root on the node, may change the group of everything in the volume'
  return errno === 'EROFS' ? 'a mount that is not read-only' : needs[action]
}

/** What was understood of a text that tells of no permission. */
export const understoodNothing = 'nothing: the message is not about a refused permission'

/** How often it is told, where that is more than once. */
export function timesWords({ times }: ExplainedFailure): string {
  return times === 1 ? '' : ` (and ${times - 1} more that come to the same)`
}

/** What has to be known of a message before the rest. */
export function failureNote({ unknownPod }: ExplainedFailure): string | undefined {
  return unknownPod === undefined
    ? undefined
    : `it is about pod ${unknownPod}, and no workload here makes pods of that name; all workloads were considered`
}

/** `Deployment/web, containers web, sync`. */
export function containerTitle({ pod, containers }: Diagnosis): string {
  if (pod === undefined) return ''
  const title = workloadTitle(pod.object)
  if (containers.length === 0) return title
  return `${title}, ${containers.length === 1 ? 'container' : 'containers'} ${containers.join(', ')}`
}

/** The likely places of a failure, and those where the model expects the call to work. */
export interface Places {
  readonly likely: readonly Diagnosis[]
  readonly working: readonly Diagnosis[]
}

/** Where nothing is likelier, the working places are all there is to show. */
export function placesOf(diagnoses: readonly Diagnosis[]): Places {
  const likely = diagnoses.filter(({ predicted }) => predicted !== 'yes')
  if (likely.length === 0) return { likely: diagnoses, working: [] }
  return { likely, working: diagnoses.filter(({ predicted }) => predicted === 'yes') }
}

/** What the model makes of it, honestly: it may have no place to speak of, or expect the call to work. */
export function verdictWords(diagnosis: Diagnosis): string {
  if (diagnosis.pod === undefined) return nowhereWords(diagnosis)
  switch (diagnosis.predicted) {
    case 'no':
      return 'no, this is refused here, as the message says'
    case 'unknown':
      return 'unknown: a fact that decides about this is missing'
    case 'yes':
      return 'yes, this should work here: the message comes from elsewhere, or things are not as described'
  }
}

/** What a container would need for the kubelet or the runtime to refuse it in the words of the message. */
function startNeeds({ refusal, image, variable }: FailedCall['said']): string {
  switch (refusal) {
    case 'image-name-invalid':
      return image === undefined ? 'an image whose name cannot be read' : `the image ${JSON.stringify(image)}`
    case 'sub-path-variable':
      return `a subPathExpr that names ${variable}, and no value for it in env`
    case 'sub-path-absolute':
    case 'sub-path-backsteps':
      return 'a subPathExpr that expands to that path'
    case 'strict-groups':
      return 'supplementalGroupsPolicy: Strict'
    case 'program-hidden':
      return 'a volume mounted over the program; if there is none, the image has no such file'
    case 'group-without-user':
      return 'runAsGroup, and no runAsUser'
    default:
      return 'runAsNonRoot and the user that the message names, or the mounts that it names'
  }
}

/** What would have to be different for one of the workloads to have said it. */
function nowhereWords({ call }: Diagnosis): string {
  const { action, path, errno, said } = call
  switch (action) {
    case 'start':
      return `no container of these workloads is refused in this way: it would need ${startNeeds(call.said)}`
    case 'set-up':
      return 'no volume of these workloads fits: it would need the volume that the message names, or a pod with fsGroup and a claim, NFS or CSI volume'
    case 'admit':
      return 'no pod of these workloads has what is refused: the message is about another object, or about an older version of these manifests'
    case 'switch-user':
      return 'no container of these workloads lacks SETUID and SETGID: it would have to drop them, or run as another user than root'
    case 'bind':
      return 'no container of these workloads lacks NET_BIND_SERVICE: it would have to drop it, or run as another user than root'
    case 'execute':
      return 'no container of these workloads drops capabilities: the program itself is not executable, or its interpreter is missing'
    case 'create':
    case 'open':
    case 'read':
    case 'write':
    case 'remove':
    case 'chown':
    case 'chmod':
    case 'own':
    case 'initialise':
      if (path === undefined && said.relative !== undefined)
        return `${said.relative} is relative to the working directory, which neither the manifest (workingDir) nor what is known of the image gives`
      if (path === undefined) return 'the message contains no path, so the volume cannot be identified'
      if (action === 'read' && errno !== 'EROFS')
        return `no mount of these workloads holds ${path}: it is inside the image, whose own user can read it, or in a workload that was not given`
      return `no mount of these workloads holds ${path}: it is inside the image${errno === 'EROFS' ? ', which is read-only only with readOnlyRootFilesystem: true' : ', where a volume would have to be mounted (an emptyDir, say)'}, or in a workload that was not given`
  }
}

/** Why; empty where there is no place. */
export function whyWords({ reason }: Diagnosis): string {
  return reason === undefined ? '' : diagnosisReasonWords(reason)
}

/** What mends it: a fix of the planner's, or what a person can do. */
export function remedyWords({ fix, mount, cure }: Diagnosis): string | undefined {
  if (fix !== undefined && mount !== undefined) return fixWords(fix, mount)
  return cure && cureWords(cure)
}

/** What is told of a place, by its label. */
type FailureLabel = 'step' | 'mount' | 'identity' | 'needs' | 'verdict' | 'why' | 'fix'

/** What text and HTML tell of a place where a call may have failed, in their order, beside its title. */
export function diagnosisEntries(diagnosis: Diagnosis): readonly (readonly [FailureLabel, string])[] {
  const { call, step, mount } = diagnosis
  const remedy = remedyWords(diagnosis)
  return [
    ...(step === undefined ? [] : [['step', step] as const]),
    ...(mount === undefined ? [] : mountEntries(mount)),
    ['needs', needsWords(call)],
    ['verdict', verdictWords(diagnosis)],
    ['why', whyWords(diagnosis)],
    ...(remedy === undefined ? [] : [['fix', remedy] as const]),
  ]
}

function mountEntries(mount: NonNullable<Diagnosis['mount']>): readonly (readonly [FailureLabel, string])[] {
  const { process } = mount
  return [
    ['mount', `${mount.mountPath}: ${volumeWords(mount)}, ${ownershipWords(mount.met)}`],
    ['identity', `${identityWords(process)}: ${originWords(process.from)}`],
  ]
}
