import type { Diagnosis } from '../../permissions/diagnose.ts'
import type { Errno, FailedAction } from '../../permissions/error-text.ts'
import { workloadTitle } from './words.ts'

const actions: Readonly<Record<FailedAction, string>> = {
  create: 'creating an entry',
  open: 'opening a file',
  read: 'reading',
  write: 'writing a file',
  remove: 'removing an entry',
  chown: 'changing the owner',
  chmod: 'changing the mode',
  initialise: 'initialising its data',
  'switch-user': 'switching to another user',
  start: 'starting the container',
}

const errnos: Readonly<Record<Errno, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ENOTEMPTY: 'directory not empty',
}

/** What the message was understood to say. */
export function callWords({ call }: Diagnosis): string {
  const place = call.path === undefined ? '; no path is named' : ` at ${call.path}`
  return `${actions[call.action]}${place}: ${call.errno} (${errnos[call.errno]})`
}

/** `Deployment/web, containers web, sync`. */
export function containerTitle({ mount, containers }: Diagnosis): string {
  if (mount === undefined) return ''
  const noun = containers.length === 1 ? 'container' : 'containers'
  return `${workloadTitle(mount.pod.object)}, ${noun} ${containers.join(', ')}`
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

/** What the model makes of it, honestly: it may have no mount to speak of, or expect the call to work. */
export function verdictWords({ call, mount, predicted }: Diagnosis): string {
  if (mount === undefined) {
    if (call.path === undefined) return 'the message contains no path, so the volume cannot be identified'
    return `no mount of these workloads holds ${call.path}: it is inside the image, or in a workload that was not given`
  }
  switch (predicted) {
    case 'no':
      return 'no, this access is refused here, as the message says'
    case 'unknown':
      return 'unknown: a fact that decides about this access is missing'
    case 'yes':
      return 'yes, this access should work here: the message comes from elsewhere, or the volume is not as described'
  }
}
