import { hostPathTypes } from '../../knowledge/storage/host-path.ts'
import { isSourceField, sourcesOf } from '../../knowledge/storage/plugins.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/observation.ts'
import { containersOf, type PodView } from '../../workload/pod.ts'
import { declaredOf, volumesOf } from '../model/volume/named-volumes.ts'
import type { FieldProblem } from './field-problem.ts'
import { idProblems } from './id-problems.ts'
import { modeProblem, modesOf } from './mode-problems.ts'

/** What is wrong with a pod's volumes, mounts and ids whoever it runs as: most of it the API server refuses. */
export function volumeProblems(pod: PodView): readonly PodObservation[] {
  const problems = [...volumesThemselves(pod), ...mounts(pod)].map(({ path, container, severity, ...observation }) => ({
    pod,
    ...(container === undefined ? {} : { container }),
    path,
    severity,
    observation,
  }))
  return [...problems, ...idProblems(pod)]
}

function volumesThemselves(pod: PodView): readonly FieldProblem[] {
  const declared = declaredOf(pod)
  return [
    ...nameless(pod),
    ...declared.flatMap(({ name, spec, path }, index) => [
      ...(declared.findIndex(other => other.name === name) < index
        ? [bad([...path, 'name'], `two volumes have the name ${name}`)]
        : []),
      ...ofSources(name, spec, path),
      ...ofHostPath(spec, path),
      ...modesOf(spec, path).flatMap(({ path: place, mode }) => modeProblem(place, mode)),
    ]),
  ]
}

/** No mount can name it, and nothing else here sees it. */
function nameless(pod: PodView): readonly FieldProblem[] {
  return listAt(pod.spec, 'volumes').flatMap((volume, index) =>
    isMap(volume) && (volume.name ?? '') === '' ? [bad([...pod.path, 'volumes', index], 'the volume has no name')] : [],
  )
}

function ofSources(name: string, spec: ValueMap, path: FieldPath): readonly FieldProblem[] {
  const { length } = sourcesOf(spec)
  if (length > 1) return [bad(path, `volume ${name} names ${length} sources`)]
  if (length === 1) return []
  const fields = Object.keys(spec).filter(field => field !== 'name')
  const unknown = fields.filter(field => !isSourceField(field))
  if (unknown.length > 0)
    return [bad(path, `volume ${name} has no source that Kubernetes knows (${unknown.join(', ')})`)]
  // `emptyDir:` says what it comes to.
  if (fields.includes('emptyDir')) return []
  const lacks = fields.length === 0 ? 'has no source' : `has null for a source (${fields.join(', ')})`
  const detail = `volume ${name} ${lacks}: it is an emptyDir, which is deleted with the pod`
  return [{ ...bad(path, detail), severity: 'warning' }]
}

function ofHostPath(spec: ValueMap, path: FieldPath): readonly FieldProblem[] {
  const type = textAt(mapAt(spec, 'hostPath'), 'type')
  if (type === undefined || Object.hasOwn(hostPathTypes, type)) return []
  const known = Object.keys(hostPathTypes).filter(name => name !== '')
  return [bad([...path, 'hostPath', 'type'], `hostPath has no type ${type}; it has ${known.join(', ')}`)]
}

function mounts(pod: PodView): readonly FieldProblem[] {
  const names = new Set(volumesOf(pod).map(({ name }) => name))
  return containersOf(pod).flatMap(container => {
    const written = listAt(container.spec, 'volumeMounts')
    return written.flatMap((mount, index) => {
      const path = [...container.path, 'volumeMounts', index]
      const earlier = written.slice(0, index)
      return ofMount(mount, path, { names, earlier }).map(problem => ({ ...problem, container: container.name }))
    })
  })
}

interface Around {
  readonly names: ReadonlySet<string>
  readonly earlier: readonly Value[]
}

function ofMount(mount: Value, path: FieldPath, { names, earlier }: Around): readonly FieldProblem[] {
  // What is no map is told of by its type.
  if (!isMap(mount)) return []
  const [name, mountPath] = [textAt(mount, 'name') ?? '', textAt(mount, 'mountPath') ?? '']
  const twice = mountPath !== '' && earlier.some(other => textAt(other, 'mountPath') === mountPath)
  return [
    ...(names.has(name) ? [] : [bad([...path, 'name'], `the pod has no volume ${JSON.stringify(name)}`)]),
    ...(mountPath === '' ? [bad(path, 'the mount has no mountPath')] : []),
    ...(twice ? [bad([...path, 'mountPath'], `two volumes are mounted at ${mountPath}`)] : []),
    ...ofSubPath(mount, path),
  ]
}

function ofSubPath(mount: ValueMap, path: FieldPath): readonly FieldProblem[] {
  const [subPath, expression] = [textAt(mount, 'subPath') ?? '', textAt(mount, 'subPathExpr') ?? '']
  const both = subPath !== '' && expression !== ''
  const leaves = (text: string): boolean => text.startsWith('/') || text.split('/').includes('..')
  return [
    ...(both ? [bad(path, 'a mount has either subPath or subPathExpr')] : []),
    ...(leaves(subPath) ? [bad([...path, 'subPath'], `subPath ${subPath} has to stay inside the volume`)] : []),
    ...(leaves(expression)
      ? [bad([...path, 'subPathExpr'], `subPathExpr ${expression} has to stay inside the volume`)]
      : []),
  ]
}

function bad(path: FieldPath, detail: string): FieldProblem {
  return { path, severity: 'error', code: 'bad-volume', detail }
}
