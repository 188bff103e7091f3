import { readDocument } from '../../src/manifest/document.ts'
import { formatPath } from '../../src/manifest/path.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import type { PodWithVerdicts } from '../../src/volumes/findings/judged.ts'
import { type FixPlan, planFixes } from '../../src/volumes/fixes/plan.ts'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { type StreamStorage, storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import type { Hardening } from '../../src/workload/finding/observation.ts'
import { podsOf } from '../../src/workload/object/kinds.ts'
import { objectsOf } from '../../src/workload/object/object.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'

/** A stream as far as the planner looks: its pods and its storage. */
export interface Stream {
  readonly pods: readonly PodView[]
  readonly storage: StreamStorage
}

export function readStream(text: string): Stream {
  const stream = splitStream(text)
  const objects = stream.documents.flatMap(span => objectsOf(stream, readDocument(stream, span)))
  return { pods: objects.flatMap(object => podsOf(object, [])), storage: storageFactsOf(objects) }
}

export function settingsOf(differences: Partial<Settings>): Settings {
  return { ...defaultSettings, ...differences }
}

export function judged(text: string, level: Level, settings: Settings): readonly PodWithVerdicts[] {
  const { pods, storage } = readStream(text)
  return pods.map(pod => ({ pod, level, verdicts: judgeMounts(pod, storage, settings) }))
}

/** The plan for the first pod of a stream. */
export function planned(text: string, level: Level, settings: Settings): FixPlan {
  const { pods, storage } = readStream(text)
  const [pod] = pods
  if (pod === undefined) throw new Error('the stream has no pod')
  return planFixes({ pod, verdicts: judgeMounts(pod, storage, settings), level, settings, storage })
}

/** The plan for the pod that another plan has changed: what is left to do, and how its mounts are then. */
export function planAgain(text: string, plan: FixPlan, level: Level, settings: Settings): FixPlan {
  const { pods, storage } = readStream(text)
  const [pod] = pods
  if (pod === undefined) throw new Error('the stream has no pod')
  const changed = podAfter(pod, changesOf(plan.hardenings))
  return planFixes({ pod: changed, verdicts: judgeMounts(changed, storage, settings), level, settings, storage })
}

/** `path = value` and `path + item`: one change in one line. */
export function changeLine({ change }: Hardening): string {
  const value = change.op === 'remove' ? 'nothing' : JSON.stringify(change.value)
  return `${formatPath(change.path)} ${change.op === 'insert' ? '+' : '='} ${value}`
}

/** `web /data write no → chown-init`: one mount in one line. */
export function lineOf(verdict: MountVerdict): string {
  const chosen = verdict.fixes.find(fix => fix.chosen)?.id ?? '-'
  return `${verdict.container.name} ${verdict.mountPath} ${verdict.wants} ${verdict[verdict.wants]} → ${chosen}`
}
