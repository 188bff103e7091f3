import { formatPath } from '../../manifest/path.ts'
import { textAt } from '../../manifest/value.ts'
import type {
  ExplainedContainer,
  ExplainedMount,
  ExplainedWorkload,
  WorkloadNote,
  WorkloadSummary,
} from '../../report/explain/explanation.ts'
import { policyRow } from '../../volumes/findings/policy-row.ts'
import type { PlanInput } from '../../volumes/fixes/decide.ts'
import { observedWithoutFixes, planFixes } from '../../volumes/fixes/plan.ts'
import type { MountVerdict } from '../../volumes/model/mount.ts'
import { identityOf } from '../../volumes/model/process/identity.ts'
import type { StartProblem } from '../../volumes/model/start/obstacle.ts'
import { judgeMounts, startProblems } from '../../volumes/model/verdict.ts'
import type { StreamStorage } from '../../volumes/model/volume/facts.ts'
import type { Finding, Observation } from '../../workload/finding/finding.ts'
import type { Hardening, PodObservation } from '../../workload/finding/observation.ts'
import type { RefusedChanges } from '../../workload/finding/refused-changes.ts'
import { imageFacts } from '../../workload/image/images.ts'
import { saidBy } from '../../workload/image/merged-facts.ts'
import { annotatedExemptions } from '../../workload/object/annotations.ts'
import { rememberedPods } from '../../workload/object/kinds.ts'
import { pathInObject } from '../../workload/object/object.ts'
import { runsOnWindows } from '../../workload/pod/operating-system.ts'
import { type ContainerView, containersOf, type PodView } from '../../workload/pod/pod.ts'
import { namespaceOf } from '../../workload/settings/demand.ts'
import type { Level } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { exemptionOf } from '../exemption.ts'
import { observationFinding } from '../findings/findings.ts'
import type { Workload } from '../workload.ts'
import { type Admission, type AdmissionRefusal, admissionOf } from './admission.ts'
import { summarise, withAdmission, withInvalid } from './summary.ts'

/** A workload with its mounts judged and their fixes planned. */
export interface PlannedWorkload {
  readonly workload: Workload
  readonly verdicts: readonly MountVerdict[]
  readonly observations: readonly PodObservation[]
  readonly hardenings: readonly Hardening[]
  /** Why containers do not start, or may not. */
  readonly problems: readonly StartProblem[]
  readonly admission: Admission
}

/** Judge the mounts and plan their fixes. For a workload that is to be left alone nothing is planned. */
export function planWorkload(workload: Workload, storage: StreamStorage, refused?: RefusedChanges): PlannedWorkload {
  const { pod, demand, settings } = workload
  const verdicts = judgeMounts(pod, storage, settings)
  const problems = startProblems(pod, storage, settings)
  const admitted: Admission = { admitted: 'as-it-stands', hardenings: [] }
  if (annotatedExemptions(pod).skip !== undefined)
    return { workload, verdicts, problems, admission: admitted, observations: [], hardenings: [] }
  const { exempts } = exemptionOf(workload, settings)
  const keepsUser = (container: string) => exempts('runAsNonRoot', container)
  const input = { pod, verdicts, level: demand.level, settings, storage, keepsUser, refused }
  const plan = pod.readOnly === undefined ? planFixes(input) : withoutPlan(input)
  const admission = admissionOf(workload, plan.hardenings, { storage, settings, refused })
  return { workload, ...plan, problems, admission }
}

/** Of a pod that nobody edits. */
function withoutPlan(input: PlanInput): Pick<PlannedWorkload, 'verdicts' | 'observations' | 'hardenings'> {
  return { verdicts: input.verdicts, observations: observedWithoutFixes(input), hardenings: [] }
}

/** Everything that is said of a workload. `findings` are those of its object. */
export function explainWorkload(
  { workload, verdicts, observations, hardenings, problems, admission }: PlannedWorkload,
  settings: Settings,
  findings: readonly Finding[],
): ExplainedWorkload {
  const { source, pod, demand } = workload
  const { object } = pod
  const refusal = admission.admitted === 'no' ? admission.refusal : undefined
  const said = withLeft(observations, refusal)
  const mounts = verdicts.map(verdict => explainedMount(verdict, observations, settings))
  const starts = problems.map(problem => ({ problem, cured: isCured(problem, observations) }))
  const summary = runsOnWindows(pod) ? noUnix : summarise(mounts, starts)
  const namespace = namespaceOf(object, settings)
  const podPath = pathInObject(object, pod.path)
  return {
    ref: object.ref,
    file: source.file,
    ...(object.source === undefined ? {} : { source: object.source }),
    index: object.document.index,
    line: object.document.positionOf(object.path).line,
    podPath,
    ...(pod.readOnly !== undefined || rememberedPods(object, settings.workloads).length > 1
      ? { part: formatPath(podPath) }
      : {}),
    ...(namespace === undefined ? {} : { namespace }),
    demand,
    containers: containersOf(pod).map(container => explainedContainer(pod, container, mounts, settings)),
    summary: withInvalid(withAdmission(summary, admission, said), findings),
    notes: [...notesOf(pod), ...admissionNotes(admission, demand.level, pod)],
    changes: hardenings.flatMap(({ change }) =>
      change.op === 'remove' ? [] : [{ ...change, path: change.path.slice(object.path.length) }],
    ),
    findings: [
      ...findings,
      ...said
        .filter(({ observation }) => !isAboutOneMount(observation))
        .map(observation => observationFinding(source, observation)),
    ],
  }
}

/** Nothing is judged there, which is not the same as all being well. */
const noUnix: WorkloadSummary = {
  writes: [],
  mechanisms: [],
  risk: 'unknown',
  fixes: [{ kind: 'missing', lack: { code: 'windows' } }],
}

/** Whether a fix that is chosen makes it start. */
function isCured({ container }: StartProblem, observations: readonly PodObservation[]): boolean {
  return observations.some(
    ({ path, observation }) =>
      observation.code === 'will-not-start' && observation.fix !== undefined && path === container?.path,
  )
}

function admissionNotes(admission: Admission, level: Level, { readOnly }: PodView): readonly WorkloadNote[] {
  switch (admission.admitted) {
    case 'as-it-stands':
      return []
    case 'hardened':
      return [{ code: 'admitted-hardened', level }]
    case 'no':
      return [
        { code: readOnly === undefined ? 'refused' : 'refused-unedited', level, detail: admission.refusal.detail },
      ]
  }
}

/** What hardening left out is what would make the pod admitted. The planner may have said some of it already. */
function withLeft(
  observations: readonly PodObservation[],
  refusal: AdmissionRefusal | undefined,
): readonly PodObservation[] {
  const key = ({ path, observation }: PodObservation) => JSON.stringify([path, observation])
  const said = new Set(observations.map(key))
  return [...observations, ...(refusal?.left ?? []).filter(one => !said.has(key(one)))]
}

function notesOf(pod: PodView): readonly WorkloadNote[] {
  const { skip } = annotatedExemptions(pod)
  return [
    ...(skip === undefined ? [] : [{ code: 'skipped', reason: skip.reason } as const]),
    ...(runsOnWindows(pod) ? [{ code: 'windows' } as const] : []),
  ]
}

function explainedContainer(
  pod: PodView,
  container: ContainerView,
  mounts: readonly ExplainedMount[],
  settings: Settings,
): ExplainedContainer {
  const own = mounts.filter(
    ({ verdict }) => verdict.container.list === container.list && verdict.container.index === container.index,
  )
  if (runsOnWindows(pod)) return { container, mounts: own }
  const image = imageFacts(textAt(container.spec, 'image'), settings)
  const process = own[0]?.verdict.process ?? identityOf(pod, container, { image, volumeGroups: [] })
  return { container, process, mounts: own }
}

/** Said by the mount's own row. */
const aboutOneMount: ReadonlySet<Observation['code']> = new Set([
  'volume-not-writable',
  'volume-not-readable',
  'volume-unknown',
])

function isAboutOneMount({ code }: Observation): boolean {
  return aboutOneMount.has(code)
}

function isOfMount({ path }: PodObservation, { container, index }: MountVerdict): boolean {
  return JSON.stringify(path) === JSON.stringify([...container.path, 'volumeMounts', index])
}

/** What a mount lacks: what the fixes do, or the row of the policy that would answer it. */
function lackOf(observation: Observation): Pick<ExplainedMount, 'missing' | 'row'> {
  if (observation.code === 'volume-unknown') return { row: observation.row ?? 'none' }
  return 'missing' in observation ? { missing: observation.missing } : {}
}

/** What check passes over, such as a mount whose script puts up with failing, is unknown all the same. */
function rowOf(verdict: MountVerdict): Pick<ExplainedMount, 'row'> {
  const isTold = verdict.fromStart === true || verdict.facts === undefined
  return isTold || verdict[verdict.wants] !== 'unknown' ? {} : { row: policyRow(verdict) ?? 'none' }
}

function explainedMount(
  verdict: MountVerdict,
  observations: readonly PodObservation[],
  settings: Settings,
): ExplainedMount {
  const about = observations.find(one => isAboutOneMount(one.observation) && isOfMount(one, verdict))
  const lack = about === undefined ? rowOf(verdict) : lackOf(about.observation)
  return { verdict, ...hiddenBy(verdict, settings), ...lack }
}

function hiddenBy({ container, mountPath }: MountVerdict, settings: Settings): Pick<ExplainedMount, 'hides'> {
  const image = imageFacts(textAt(container.spec, 'image'), settings)
  const own = image?.mountPoints?.[mountPath]
  return own === undefined || own === 'absent' ? {} : { hides: { ...own, from: saidBy(image, 'mountPoints') } }
}
