import { idOf } from '../volumes/model/process/identity.ts'
import { effective } from '../workload/effective.ts'
import { type Diagnosis, needsOf } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { type Suspect, type SuspectContainer, suspectProblems } from './suspect.ts'

/** A refusal of the kubelet or the runtime: the model has the same words for it where it sees the cause. */
export function ofStart(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  return suspect.containers.flatMap(one => {
    const told = toldOf(call, suspect, one)
    return told.length > 0 ? told : mayBeRefused(call, suspect, one)
  })
}

function toldOf(call: FailedCall, suspect: Suspect, { container }: SuspectContainer): readonly Diagnosis[] {
  return suspectProblems(suspect, container)
    .filter(({ obstacle }) => isSaid(call, obstacle.because))
    .map(({ obstacle, starts }) => ({
      call,
      pod: suspect.pod,
      containers: [container.name],
      needs: needsOf(call),
      because: obstacle.because,
      predicted: starts,
      ...(obstacle.cure === undefined ? {} : { cure: obstacle.cure }),
    }))
}

/** Whether the cause that the model found is the one that the message tells of. */
function isSaid({ said: { sentence = '' }, path }: FailedCall, because: string): boolean {
  const [told, asked] = [because.toLowerCase(), sentence.toLowerCase()]
  if (asked === '' || asked.startsWith('error mounting')) return path !== undefined && because.includes(path)
  return told.replaceAll('"', '').includes(asked.replaceAll('"', ''))
}

/** The image decides, and nothing says who it runs as: the message does. */
function mayBeRefused(
  call: FailedCall,
  { pod }: Suspect,
  { container, process }: SuspectContainer,
): readonly Diagnosis[] {
  const { sentence = '', user } = call.said
  if (!/runAsNonRoot/i.test(sentence)) return []
  const refuses = effective(pod, container, 'runAsNonRoot') === true
  if (!refuses || idOf(effective(pod, container, 'runAsUser')) !== undefined || process.uid !== undefined) return []
  const because = `runAsNonRoot is true, nothing sets runAsUser, and the image is not described: ${sentence}`
  const cure =
    user === undefined
      ? 'set securityContext.runAsUser to a user other than 0 that the image can run as'
      : `set securityContext.runAsUser to the number of the user ${user} (grep ${user} /etc/passwd in the image)`
  return [{ call, pod, containers: [container.name], needs: needsOf(call), because, predicted: 'unknown', cure }]
}
