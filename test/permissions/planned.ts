import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { type StreamStorage, storageFactsOf } from '../../src/permissions/facts.ts'
import type { JudgedPod } from '../../src/permissions/findings/judged.ts'
import type { MountVerdict } from '../../src/permissions/mount.ts'
import { type FixPlan, planFixes } from '../../src/permissions/plan.ts'
import { withHardenings } from '../../src/permissions/simulate.ts'
import { judgeMounts } from '../../src/permissions/verdict.ts'
import { podsOf } from '../../src/workload/kinds.ts'
import type { Level } from '../../src/workload/level.ts'
import { objectsOf } from '../../src/workload/object.ts'
import type { PodView } from '../../src/workload/pod.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings.ts'

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

export function judged(text: string, level: Level, settings: Settings): readonly JudgedPod[] {
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

/** The mounts of the plan's pod once its changes are made. */
export function afterwards(text: string, plan: FixPlan, settings: Settings): readonly MountVerdict[] {
  const pod = plan.verdicts[0]?.pod
  return pod === undefined ? [] : judgeMounts(withHardenings(pod, plan.hardenings), readStream(text).storage, settings)
}

/** `web /data write no → chown-init`: one mount in one line. */
export function lineOf(verdict: MountVerdict): string {
  const chosen = verdict.fixes.find(fix => fix.chosen)?.id ?? '-'
  return `${verdict.container.name} ${verdict.mountPath} ${verdict.wants} ${verdict[verdict.wants]} → ${chosen}`
}
