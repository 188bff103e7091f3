import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { applyEdits, type Edit } from '../../src/manifest/edit/edit.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { valueAt } from '../../src/manifest/value.ts'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { type Hardened, type HardenedSource, hardenSources } from '../../src/run/harden/harden.ts'
import { hardenStream } from '../../src/run/harden/harden-stream.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { readSource } from '../../src/run/read-source.ts'
import { surroundingsOf, type Workload, workloadsOf } from '../../src/run/workload.ts'
import { mayRetire } from '../../src/volumes/fixes/retire-init.ts'
import { mountKey } from '../../src/volumes/fixes/simulate.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { type ContainerView, containersOf, type PodView } from '../../src/workload/pod/pod.ts'
import { changesOf } from '../../src/workload/pod/pod-after.ts'
import type { Settings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'
import { policies } from './policies.ts'
import { refusals } from './refusals.ts'
import { lawfulStreams } from './streams.ts'

/** A stream with what a policy makes of it, and the result read again. */
interface Case {
  readonly settings: Settings
  readonly text: string
  readonly hardened: Hardened
  readonly source: HardenedSource
  readonly result: string
  readonly again: Hardened
}

const laws: Readonly<Record<string, (one: Case) => void>> = {
  '1 identity: hardening twice gives no edits the second time': ({ source, text, again, result }) => {
    if (source.edits.length === 0) assert.is(result, text)
    assert.equal(again.sources[0]?.edits, [])
    assert.is(again.sources[0]?.text(), result)
  },
  '2 locality: what is not edited keeps its bytes, its number and its order': locality,
  '3 meaning: the result has exactly the values that the changes set': meaning,
  '4 effect: what still fails says why': effect,
  '5 survival: no mount is lost, and nothing is written that a cluster would refuse': survival,
  '6 order: two runs are equal, and documents do not depend on their order': order,
}

const streams = lawfulStreams()
for (const [policy, settings] of Object.entries(policies)) {
  const cases = new Map(streams.map(({ name, text }) => [name, caseOf(text, settings)]))
  table(`laws under ${policy}`, laws, law => {
    for (const [name, one] of cases) named(name, () => law(one))
  })
  situation(`laws under ${policy}: document by document comes to the same text`, async () => {
    for (const [name, { text, result }] of cases)
      assert.ok((await hardenStream(text, settings, readDocument)) === result, name)
  })
  table(`laws under ${policy}`, { 'they were put to the test': [...cases.values()] }, all => {
    assert.ok(all.some(({ source }) => source.edits.length > 0))
  })
}

function caseOf(text: string, settings: Settings): Case {
  const hardened = hardenSources([readSource({ file: '-', text }, settings)], settings)
  const [source] = hardened.sources
  if (source === undefined) throw new Error('a source went missing')
  const again = hardenSources([readSource({ file: '-', text: source.text() }, settings)], settings)
  return { settings, text, hardened, source, result: source.text(), again }
}

/** A failure names the stream that it was found in. */
function named(name: string, prove: () => void): void {
  try {
    prove()
  } catch (error) {
    if (error instanceof Error) error.message = `${name}: ${error.message}`
    throw error
  }
}

function locality({ text, result, source, hardened }: Case): void {
  assert.ok(applyEdits(result, inverse(text, source.edits)) === text, 'the edits taken back give the source')
  const [before, after] = [splitStream(text), splitStream(result)]
  assert.is(after.documents.length, before.documents.length)
  const edited = new Set(hardened.workloads.filter(isChanged).map(({ workload }) => workload.pod.object.document.index))
  for (const [index, span] of before.documents.entries()) {
    const now = after.documents[index]
    if (now === undefined || edited.has(span.index)) continue
    assert.ok(text.slice(span.start, span.end) === result.slice(now.start, now.end), `document ${index}`)
  }
}

function isChanged({ hardening }: Hardened['workloads'][number]): boolean {
  return hardening.hardenings.length > 0
}

/** Edits of the result that put back what the edits of the source took away. */
function inverse(text: string, edits: readonly Edit[]): readonly Edit[] {
  let shift = 0
  return edits
    .toSorted((a, b) => a.offset - b.offset || a.length - b.length)
    .map(({ offset, length, content }) => {
      const back = { offset: offset + shift, length: content.length, content: text.slice(offset, offset + length) }
      shift += content.length - length
      return back
    })
}

function meaning({ source, hardened, result }: Case): void {
  const stream = splitStream(result)
  const refused = new Set(source.refused.map(({ refusal }) => refusal.change))
  for (const document of source.source.documents) {
    const own = hardened.workloads.filter(({ workload }) => workload.pod.object.document === document)
    const changes = own.flatMap(({ hardening }) => changesOf(hardening.hardenings))
    const span = stream.documents[document.index]
    if (changes.length === 0 || span === undefined) continue
    const made = changes.filter(change => !refused.has(change))
    assert.equal(readDocument(stream, span).value, changeValue(document.value, made), `document ${document.index}`)
  }
}

/** The fields that are added, by the check that asks for them. */
const added: Readonly<Record<string, string>> = {
  allowPrivilegeEscalation: 'allowPrivilegeEscalation',
  capabilities_restricted: 'capabilities',
  runAsNonRoot: 'runAsNonRoot',
  seccompProfile_restricted: 'seccompProfile',
}

/**
 * Every check that fails afterwards is reported; and one that an added field could pass fails for what the author wrote,
 * or with the reason why the field was left out.
 */
function effect({ text, result, settings, hardened }: Case): void {
  const remaining = hardenTexts([{ file: '-', text }], settings).remaining()
  const reread = workloadsIn(result, settings).workloads
  for (const [index, { workload, hardening }] of hardened.workloads.entries()) {
    const now = reread[index]
    if (now === undefined) throw new Error('a workload went missing')
    const { object } = workload.pod
    for (const { id, paths } of evaluatePod(now.pod, now.demand)) {
      const found = remaining.some(
        finding =>
          finding.code === 'pod-security' && finding.check === id && finding.place.object?.name === object.ref.name,
      )
      assert.ok(found, `${object.ref.kind}/${object.ref.name}: nothing says that ${id} fails`)
      const written = paths.some(({ path }) => (valueAt(object.document.value, path) ?? null) !== null)
      const explained = hardening.observations.some(
        ({ observation }) =>
          observation.code === 'not-hardened' && (observation.field === added[id] || observation.field === 'os'),
      )
      const field = added[id]
      const refused = remaining.some(
        ({ code, place }) => code === 'edit-refused' && field !== undefined && place.path?.includes(field) === true,
      )
      if (field !== undefined)
        assert.ok(written || explained || refused, `${object.ref.name}: nothing says why ${id} fails`)
    }
  }
}

function survival({ text, result, settings, hardened }: Case): void {
  const [before, after] = [workloadsIn(text, settings), workloadsIn(result, settings)]
  for (const [index, { pod }] of before.workloads.entries()) {
    const now = after.workloads[index]?.pod
    if (now === undefined) throw new Error('a workload went missing')
    assert.equal(
      refusals(now).filter(refusal => !refusals(pod).includes(refusal)),
      [],
      pod.object.ref.name,
    )
    const mounts = new Map(judgeMounts(now, after.storage, settings).map(mount => [mountKey(mount), mount]))
    for (const mount of judgeMounts(pod, before.storage, settings)) {
      const kept = mount[mount.wants] !== 'yes' || mounts.get(mountKey(mount))?.[mount.wants] === 'yes'
      const isWindows = mounts.size === 0
      const isRetired = mayRetire(settings) && retires(hardened.workloads[index], now, mount.container)
      assert.ok(kept || isWindows || isRetired, `${pod.object.ref.name} ${mount.container.name} ${mount.mountPath}`)
    }
  }
}

/** An init container that a change takes away, and that is gone. The mounts of the others are held as ever. */
function retires(own: Hardened['workloads'][number] | undefined, now: PodView, container: ContainerView): boolean {
  const { list, name, path } = container
  const isGone = !containersOf(now).some(other => other.list === list && other.name === name)
  const isRemoved = changesOf(own?.hardening.hardenings ?? []).some(
    ({ op, path: at }) => op === 'remove' && at.every((key, index) => key === path[index]),
  )
  return list === 'initContainers' && isGone && isRemoved
}

function workloadsIn(
  text: string,
  settings: Settings,
): { workloads: readonly Workload[]; storage: Hardened['storage'] } {
  const source = readSource({ file: '-', text }, settings)
  const surroundings = surroundingsOf(source.objects, settings)
  return { workloads: workloadsOf([source], settings, surroundings), storage: surroundings.storage }
}

function order({ text, result, settings }: Case): void {
  assert.ok(hardenText(text, settings) === result, 'two runs')
  const documents = partsOf(text)
  const forward = partsOf(hardenText(joined(documents), settings))
  const backward = partsOf(hardenText(joined(documents.toReversed()), settings)).toReversed()
  assert.is(backward.length, forward.length)
  for (const [index, part] of forward.entries()) assert.ok(part === backward[index], `document ${index}`)
}

function hardenText(text: string, settings: Settings): string {
  return hardenTexts([{ file: '-', text }], settings).texts[0]?.text ?? ''
}

function partsOf(text: string): readonly string[] {
  const { documents } = splitStream(text)
  return documents.map(({ start, end }) => text.slice(start, end)).filter(part => part.trim() !== '')
}

function joined(parts: readonly string[]): string {
  return parts.map(part => `---\n${part.endsWith('\n') ? part : `${part}\n`}`).join('')
}
