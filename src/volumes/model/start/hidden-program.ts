import type { ImageFacts } from '../../../knowledge/images/image-facts.ts'
import { listAt, textAt } from '../../../manifest/value.ts'
import { startingWords } from '../../../workload/pod/entrypoint.ts'
import { type ContainerView, containersOf, type PodView } from '../../../workload/pod/pod.ts'
import { cleanPath, holdsUnlisted, type VolumeStates } from './directories.ts'
import type { StartProblem } from './obstacle.ts'
import { mountOf, pathInVolume, type RunMount } from './run-mount.ts'
import { expanded, variablesOf } from './variables.ts'

/** What a container starts: itself, and the image as far as it is known. */
export interface Starter {
  readonly container: ContainerView
  readonly image: ImageFacts | undefined
}

/**
 * A program of the image behind a mount in which nothing lies: the kubelet and the runtimes copy nothing of the image into
 * a volume of the pod (`exec: "/app/serve": stat /app/serve: no such file or directory`, seen on kubelet 1.36.3). A claim
 * that is new may be filled by others before.
 */
export function hiddenProgram(
  pod: PodView,
  starter: Starter,
  mounts: readonly RunMount[],
  states: VolumeStates,
): StartProblem | undefined {
  if (mounts.length === 0) return undefined
  const found = programsOf(starter).flatMap(program => {
    const place = cleanPath(program)
    const mount = place === undefined ? undefined : mountOf(mounts, place)
    const volume = mount && states.get(mount.volume)?.volume.facts
    if (mount === undefined || volume === undefined || volume.apiObject || volume.blocked !== undefined) return []
    return isEmptyAt(program, mount, states) && isAlone(pod, starter.container, mount)
      ? [{ program, mount, volume }]
      : []
  })
  const [first] = found
  if (first === undefined) return undefined
  const { program, mount, volume } = first
  const exists = volume.plugin === 'emptyDir' ? 'no' : 'unknown'
  const reason = { code: 'program-hidden', program, mountPath: mount.mountPath, source: volume.source, exists } as const
  return { obstacle: { of: 'container', reason }, starts: exists }
}

/** Programs that do nothing without the file that follows them. */
const interpreter = /^(?:ash|bash|dash|sh|node|php|perl|ruby|python[\d.]*)$/

/** The files, by absolute paths, without which the container does not start: its program, and the script of that. */
function programsOf({ container, image }: Starter): readonly string[] {
  const variables = variablesOf(container.spec)
  const [program, script] = (startingWords(container, image) ?? []).slice(0, 2).map(word => expanded(word, variables))
  if (typeof program !== 'string' || program.includes('$(')) return []
  const written = textAt(container.spec, 'workingDir') ?? ''
  const folder = written === '' ? image?.workingDir : written
  const isRun = typeof script === 'string' && /^[^-$]/.test(script) && interpreter.test(program.replace(/^.*\//, ''))
  return [...(program.includes('/') ? pathFrom(folder, program) : []), ...(isRun ? pathFrom(folder, script) : [])]
}

function pathFrom(folder: string | undefined, path: string): readonly string[] {
  if (path.startsWith('/')) return [path]
  return folder === undefined ? [] : [`${folder}/${path}`]
}

function isEmptyAt(path: string, mount: RunMount, states: VolumeStates): boolean {
  const state = states.get(mount.volume)
  const inside = pathInVolume(mount, cleanPath(path) ?? '')
  return state !== undefined && inside !== undefined && !holdsUnlisted(state, inside)
}

/** Who runs at the same time may put it there, and at its next start the container finds it. */
function isAlone(pod: PodView, container: ContainerView, { volume }: RunMount): boolean {
  return !containersOf(pod).some(
    other =>
      runsBeside(other, container) &&
      listAt(other.spec, 'volumeMounts').some(mount => textAt(mount, 'name') === volume),
  )
}

/** An init container meets the sidecars before it alone; another one all that keep running. */
function runsBeside(other: ContainerView, { list, index }: ContainerView): boolean {
  if (other.role === 'init' || (other.list === list && other.index === index)) return false
  return list !== 'initContainers' || (other.list === list && other.index < index)
}
