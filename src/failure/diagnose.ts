import { compact } from '../manifest/compact.ts'
import { mapAt, textAt } from '../manifest/value.ts'
import { type Diagnosis, likelihood } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { ofMounts } from './of-mount.ts'
import { ofProcess } from './of-process.ts'
import { ofSetUp } from './of-set-up.ts'
import { ofStart } from './of-start.ts'
import { ofSteps } from './of-step.ts'
import { placedCalls } from './relative-path.ts'
import type { Suspect } from './suspect.ts'

/**
 * Explain a failure by the pods it may come from. What the model calls *no* comes first, then what it cannot decide, then
 * the rest. One diagnosis without a pod says that none of them can have said it.
 */
export function diagnose(call: FailedCall, suspects: readonly Suspect[]): readonly Diagnosis[] {
  const asked = suspects.map(suspect => narrowed(suspect, call))
  const placed = placedCalls(call, asked)
  if (placed.length > 0) return diagnosePlaced(placed)
  const steps = asked.flatMap(suspect => ofSteps(call, suspect))
  const certain = steps.filter(({ predicted }) => predicted === 'no')
  // A script that is bound to say it is the cause; what else holds the path is not worth a reader's time.
  if (certain.length > 0) return certain
  const all = [...steps, ...asked.flatMap(suspect => ofSuspect(call, suspect))]
  const found = unrepeated(all)
  if (found.length > 0) return found.toSorted((a, b) => rankOf(a) - rankOf(b))
  return [{ call, containers: [], predicted: 'unknown' }]
}

/** Each container asked for the path as it would have been its own. */
function diagnosePlaced(placed: ReturnType<typeof placedCalls>): readonly Diagnosis[] {
  const found = placed.flatMap(one => diagnose(one.call, [one.suspect]))
  const held = found.filter(({ pod }) => pod !== undefined)
  return held.length > 0 ? held.toSorted((a, b) => rankOf(a) - rankOf(b)) : found.slice(0, 1)
}

/** A script that is seen to do it is likelier than a program that could not, if it did. */
function rankOf({ predicted, step }: Diagnosis): number {
  return likelihood[predicted] - (step !== undefined && predicted !== 'yes' ? likelihood.yes : 0)
}

/** A container whose step was judged is not judged by its mount as well. */
function unrepeated(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  const judged = diagnoses.filter(({ step }) => step !== undefined)
  const isJudged = ({ pod, containers, step }: Diagnosis) =>
    step === undefined &&
    judged.some(other => other.pod === pod && containers.every(name => other.containers.includes(name)))
  return diagnoses.filter(diagnosis => !isJudged(diagnosis))
}

function ofSuspect(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  switch (call.action) {
    case 'start':
      return ofStart(call, suspect)
    case 'set-up':
      return ofSetUp(call, suspect)
    case 'switch-user':
    case 'bind':
      return ofProcess(call, suspect)
    case 'execute': {
      const mounted = ofMounts(call, suspect)
      return mounted.length > 0 ? mounted : ofProcess(call, suspect)
    }
    case 'admit':
      return []
    case 'create':
    case 'open':
    case 'read':
    case 'write':
    case 'remove':
    case 'chown':
    case 'chmod':
    case 'own':
    case 'initialise': {
      const mounted = ofMounts(call, suspect)
      return mounted.length > 0 ? mounted : ofRootFileSystem(call, suspect)
    }
  }
}

/** Where no volume is mounted, the image's own file system is read-only only if the container says so. */
function ofRootFileSystem(call: FailedCall, { pod, containers }: Suspect): readonly Diagnosis[] {
  const { errno, path } = call
  if (errno !== 'EROFS' || path === undefined) return []
  const isReadOnly = containers.filter(
    ({ container }) => mapAt(container.spec, 'securityContext')?.readOnlyRootFilesystem === true,
  )
  return isReadOnly.map(({ container }) => ({
    call,
    pod,
    containers: [container.name],
    reason: { code: 'root-read-only', container: container.name, path },
    predicted: 'no',
    cure: {
      code: 'mount-empty-dir',
      path: call.action === 'create' ? path : parentOf(path),
      ...compact({ image: textAt(container.spec, 'image') }),
    },
  }))
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/** The suspect as far as the message names its container; all of it where it has none of that name. */
function narrowed(suspect: Suspect, { said: { container: name } }: FailedCall): Suspect {
  const containers = suspect.containers.filter(({ container }) => container.name === name)
  if (name === undefined || containers.length === 0) return suspect
  return { ...suspect, containers, verdicts: suspect.verdicts.filter(({ container }) => container.name === name) }
}
