import * as assert from 'uvu/assert'
import type { ManifestDocument } from '../../src/manifest/document.ts'
import type { FieldChange } from '../../src/manifest/edit/change.ts'
import { changeDocument } from '../../src/manifest/edit/change-document.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { applyEdits } from '../../src/manifest/edit/edit.ts'
import type { FieldPath } from '../../src/manifest/path.ts'
import { isList, isMap, listAt, type Value } from '../../src/manifest/value.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'
import { documentsOf, insert, remove, set } from './changed.ts'

/** Every map with a list of containers, wherever it is. */
function podsIn(value: Value, path: FieldPath = []): readonly { path: FieldPath; containers: number }[] {
  if (isList(value)) return value.flatMap((item, index) => podsIn(item, [...path, index]))
  if (!isMap(value)) return []
  const below = Object.entries(value).flatMap(([key, field]) => podsIn(field, [...path, key]))
  const containers = listAt(value, 'containers').filter(isMap).length
  return containers === 0 ? below : [{ path, containers }, ...below]
}

/** What hardening and the volume fixes do to a pod, and a removal. */
function changesOf({ value }: ManifestDocument): readonly FieldChange[] {
  return podsIn(value).flatMap(({ path, containers }) => [
    set([...path, 'securityContext', 'seccompProfile', 'type'], 'RuntimeDefault'),
    insert([...path, 'initContainers', 0], { name: 'chown-volumes', command: ['chown', '-R', '1:1', '/a b'], env: [] }),
    remove([...path, 'terminationGracePeriodSeconds']),
    ...Array.from({ length: containers }, (_, index) => [...path, 'containers', index]).flatMap(container => [
      set([...container, 'securityContext', 'allowPrivilegeEscalation'], false),
      set([...container, 'securityContext', 'capabilities', 'drop'], ['ALL']),
      set([...container, 'image'], 'docker.io/library/busybox:1.37'),
      remove([...container, 'securityContext', 'privileged']),
    ]),
  ])
}

const streams = corpus()
if (streams.length === 0) skipped('set-field over the corpus', 'no shared corpus')
else {
  table('every pod of a stream changed', Object.fromEntries(streams.map(({ name, text }) => [name, text])), text => {
    const documents = documentsOf(text)
    const results = documents.map(document => changeDocument(document, changesOf(document)))
    assert.equal(
      results.flatMap(({ refused }) => refused),
      [],
    )
    const after = documentsOf(
      applyEdits(
        text,
        results.flatMap(({ edits }) => edits),
      ),
    )
    assert.equal(
      after.map(({ value }) => value),
      documents.map(document => changeValue(document.value, changesOf(document))),
    )
  })
}
