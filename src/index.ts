/**
 * Seaworthy as a library: what the command line does, on text and objects. Nothing here reads files or the clock, save
 * `goldenFile`, which a snapshot test needs.
 */
export type { Cluster, ClusterAnswer, ClusterRequest, ClusterStream, Method, ServerVersion } from './cluster/cluster.ts'
export { type ConnectOptions, connect as connectCluster } from './cluster/connect.ts'
export type { LeftOut, LogBounds } from './cluster/worker/log/log-bounds.ts'
export type { FailureCode, FailureFacts, TaskFailure } from './cluster/worker/state/failure-codes.ts'
export type { PhaseName } from './cluster/worker/state/phase.ts'
export type { ContainerPart } from './cluster/worker/state/pod-state.ts'
export type { WarningEvent } from './cluster/worker/state/warning-event.ts'
export type { TaskEnd, TaskEvent } from './cluster/worker/task-event.ts'
export type { Time } from './cluster/worker/time.ts'
export { ClusterError, type ClusterErrorCode, InputError, type InputErrorCode } from './error.ts'
export { type FileUrl, type GoldenFileOptions, goldenFile } from './golden/file.ts'
export type { Mask } from './golden/mask.ts'
export { GoldenMismatch, type MatchOptions, matchGolden } from './golden/matcher.ts'
export type { ImageFacts, LockState } from './knowledge/images/image-facts.ts'
export type { LockedImage } from './lock/lock.ts'
export { type LockAnswers, lockedFacts } from './lock/locked-facts.ts'
export { type LockIndex, readLock } from './lock/read-lock.ts'
export type { ManifestDocument } from './manifest/document.ts'
export { applyEdits, type Edit } from './manifest/edit/edit.ts'
export { type FieldPath, formatPath } from './manifest/path.ts'
export type { Value, ValueMap } from './manifest/value.ts'
export { readPolicy } from './policy/policy.ts'
export type { Policy } from './policy/policy-of.ts'
export type { PlatformFacts } from './registry/facts/image-facts.ts'
export { toApi, toClient } from './render/convert.ts'
export type { Rendered } from './render/objects.ts'
export type { RenderedFile } from './render/render.ts'
export type { TaskInput } from './render/values/task.ts'
export type { ValuesInput } from './render/values/values.ts'
export type { ObjectReport, Report } from './report/report.ts'
export type { Failure } from './report/words/task-failure-words.ts'
export { type CheckLibraryOptions, check, explain, type HardenedText, harden, parseStream } from './run/library.ts'
export {
  type JobObject,
  type RenderedAgent,
  type RenderedJob,
  type RenderLibraryOptions,
  renderAgent,
  renderWorkerJob,
  type ValidValues,
  validValues,
} from './run/render/render-library.ts'
export type { RunEnd, RunEvent } from './run/run-event.ts'
export { type RunWorkerJobOptions, runWorkerJob } from './run/run-worker-job.ts'
export { chownCommand } from './security/chown.ts'
export { type ChownInitOptions, rootChownInitContainer } from './security/chown-init.ts'
export type { ContainerSecurityContext, InitContainer, PodSecurityContext } from './security/container.ts'
export {
  type ContainerIdentity,
  type PodIdentity,
  restrictedContainerSecurityContext,
  restrictedPodSecurityContext,
} from './security/contexts.ts'
export type { WorkloadMount } from './security/mounts.ts'
export type { MountVerdict } from './volumes/model/mount.ts'
export type { Finding } from './workload/finding/finding.ts'
export { canonicalReference } from './workload/image/reference.ts'
export type { Level } from './workload/settings/level.ts'
export { defaultSettings, type Settings } from './workload/settings/settings.ts'
