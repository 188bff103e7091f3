import fc from 'fast-check'
import type { ManifestDocument } from '../../src/manifest/document.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import type { Value } from '../../src/manifest/value.ts'
import { annotatedExemptions } from '../../src/workload/object/annotations.ts'
import { podKinds, podsOf } from '../../src/workload/object/kinds.ts'
import { objectsOf } from '../../src/workload/object/object.ts'
import { templateProblems, typeProblems } from '../../src/workload/object/types.ts'
import { capabilitiesOf, effectiveValue } from '../../src/workload/pod/effective.ts'
import { isWindows } from '../../src/workload/pod/operating-system.ts'
import { containersOf } from '../../src/workload/pod/pod.ts'
import { namespaceLabels } from '../../src/workload/settings/demand.ts'
import { situation } from '../table.ts'

const empty = splitStream('{}')
const [span] = empty.documents
if (span === undefined) throw new Error('want a document')
const blank = readDocument(empty, span)

const keys = fc.constantFrom(
  ...['metadata', 'annotations', 'labels', 'name', 'items', 'spec', 'template', 'jobTemplate', 'tasks', 'containers'],
  ...['initContainers', 'securityContext', 'runAsUser', 'capabilities', 'add', 'volumes', 'os', 'restartPolicy', 'env'],
  ...['seaworthy.dev/ignore', 'seaworthy.dev/skip', 'pod-security.kubernetes.io/enforce', '__proto__', 'constructor'],
)
const { value: anyValue } = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Value>(null, true, 0, 1.5, 2n ** 70n, '', 'abc', 'Always', 'windows'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
  ),
}))
const kinds = fc.constantFrom(...podKinds([]), 'Namespace', 'List', 'PodList')
const versions = fc.constantFrom('v1', 'apps/v1', 'batch/v1', 'batch.volcano.sh/v1alpha1', '')

/** Read an object in every way there is. */
function readAll(value: Value): void {
  const document: ManifestDocument = { ...blank, value }
  const objects = objectsOf(empty, document)
  namespaceLabels(objects)
  for (const object of objects) {
    templateProblems(object, [])
    for (const pod of podsOf(object, [])) {
      typeProblems(pod)
      annotatedExemptions(pod)
      isWindows(pod)
      for (const container of containersOf(pod)) {
        capabilitiesOf(container)
        effectiveValue(pod, container, 'runAsUser')
      }
    }
  }
}

situation('no object of wrong types crashes anything', () => {
  const objects = fc.tuple(kinds, versions, fc.dictionary(keys, anyValue, { maxKeys: 6 }))
  fc.assert(
    fc.property(objects, ([kind, apiVersion, fields]) => readAll({ ...fields, kind, apiVersion })),
    { numRuns: 2000, seed: 7 },
  )
})
