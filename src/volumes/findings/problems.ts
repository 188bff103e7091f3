import { hostPathTypes } from '../../knowledge/storage/host-path.ts'
import { isSourceField, sourcesOf } from '../../knowledge/storage/plugins.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { PodObservation } from '../../workload/finding/observation.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { BadVolume } from '../../workload/reason/volume-reason.ts'
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
        ? [bad([...path, 'name'], { code: 'same-name', volume: name })]
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
    isMap(volume) && (volume.name ?? '') === '' ? [bad([...pod.path, 'volumes', index], { code: 'no-name' })] : [],
  )
}

function ofSources(name: string, spec: ValueMap, path: FieldPath): readonly FieldProblem[] {
  const { length } = sourcesOf(spec)
  if (length > 1) return [bad(path, { code: 'several-sources', volume: name, count: length })]
  if (length === 1) return []
  const fields = Object.keys(spec).filter(field => field !== 'name')
  const unknown = fields.filter(field => !isSourceField(field))
  if (unknown.length > 0) return [bad(path, { code: 'unknown-source', volume: name, fields: unknown })]
  // `emptyDir:` says what it comes to.
  if (fields.includes('emptyDir')) return []
  return [{ ...bad(path, { code: 'no-source', volume: name, fields }), severity: 'warning' }]
}

function ofHostPath(spec: ValueMap, path: FieldPath): readonly FieldProblem[] {
  const type = textAt(mapAt(spec, 'hostPath'), 'type')
  if (type === undefined || Object.hasOwn(hostPathTypes, type)) return []
  const known = Object.keys(hostPathTypes).filter(name => name !== '')
  return [bad([...path, 'hostPath', 'type'], { code: 'bad-host-path-type', type, known })]
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
    ...(names.has(name) ? [] : [bad([...path, 'name'], { code: 'no-such-volume', volume: name })]),
    ...(mountPath === '' ? [bad(path, { code: 'no-mount-path' })] : []),
    ...(twice ? [bad([...path, 'mountPath'], { code: 'same-mount-path', mountPath })] : []),
    ...ofSubPath(mount, path),
  ]
}

function ofSubPath(mount: ValueMap, path: FieldPath): readonly FieldProblem[] {
  const [subPath, expression] = [textAt(mount, 'subPath') ?? '', textAt(mount, 'subPathExpr') ?? '']
  const both = subPath !== '' && expression !== ''
  const leaves = (text: string): boolean => text.startsWith('/') || text.split('/').includes('..')
  return [
    ...(both ? [bad(path, { code: 'two-sub-paths' })] : []),
    ...(leaves(subPath)
      ? [bad([...path, 'subPath'], { code: 'sub-path-leaves', field: 'subPath', path: subPath })]
      : []),
    ...(leaves(expression)
      ? [bad([...path, 'subPathExpr'], { code: 'sub-path-leaves', field: 'subPathExpr', path: expression })]
      : []),
  ]
}

function bad(path: FieldPath, reason: BadVolume): FieldProblem {
  return { path, severity: 'error', code: 'bad-volume', reason }
}
