import { diagnose } from '../../failure/diagnose.ts'
import { type Diagnosis, likelihood } from '../../failure/diagnosis.ts'
import type { FailedCall } from '../../failure/failed-call.ts'
import { failuresIn, type LoggedFailure } from '../../failure/log.ts'
import { suspectOf } from '../../failure/suspect.ts'
import { compact } from '../../manifest/compact.ts'
import type { ExplainedFailure } from '../../report/explain/explanation.ts'
import { grouped } from '../../volumes/model/grouped.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { refusedByAdmission } from './refusal.ts'
import type { PlannedWorkload } from './workload.ts'

/**
 * What the messages of a text come to: each cause once, with how often it is told, and the likeliest first. A text that
 * tells of no failure gives one without diagnoses.
 */
export function explainFailures(
  text: string,
  planned: readonly PlannedWorkload[],
  settings: Settings,
): readonly ExplainedFailure[] {
  const found = grouped(failuresIn(text), callKey).flatMap(same => explained(same, planned, settings))
  const alike = grouped(found, causeKey).flatMap(same => merged(same))
  if (alike.length === 0) return [{ text: firstLine(text), times: 1 }]
  return alike.toSorted((a, b) => rankOf(a) - rankOf(b))
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find(line => line.trim() !== '')
      ?.trim() ?? ''
  )
}

function callKey({ call }: LoggedFailure): string {
  return JSON.stringify(call)
}

function explained(
  same: readonly LoggedFailure[],
  planned: readonly PlannedWorkload[],
  settings: Settings,
): readonly ExplainedFailure[] {
  const [first] = same
  if (first === undefined) return []
  const { text, call } = first
  const { asked, unknownPod } = named(call, planned)
  const diagnoses =
    call.action === 'admit' ? refusedByAdmission(call, asked, settings) : diagnose(call, asked.map(suspect))
  return [{ text, times: same.length, diagnoses, ...compact({ unknownPod }) }]
}

function suspect({ workload, verdicts, problems }: PlannedWorkload) {
  return suspectOf(workload.pod, verdicts, problems)
}

interface Named {
  readonly asked: readonly PlannedWorkload[]
  readonly unknownPod?: string
}

/** The workloads that make pods of the name that the message has; all, where none does, and that is said. */
function named({ said: { pod } }: FailedCall, planned: readonly PlannedWorkload[]): Named {
  if (pod === undefined) return { asked: planned }
  const nameOf = ({ workload }: PlannedWorkload) => workload.pod.object.ref.name
  const makers = planned.filter(plan => `${pod}-`.startsWith(`${nameOf(plan)}-`))
  const longest = Math.max(...makers.map(plan => nameOf(plan).length))
  if (makers.length > 0) return { asked: makers.filter(plan => nameOf(plan).length === longest) }
  return { asked: planned, unknownPod: pod }
}

/** Messages of one kind that come to the same are told of once: a chown says one for each file. */
function causeKey({ diagnoses = [] }: ExplainedFailure): string {
  return JSON.stringify(
    diagnoses.map(one => [one.call.action, one.call.errno, whereDiagnosed(one), one.predicted, one.reason]),
  )
}

function whereDiagnosed({ pod, containers, mount, step, call }: Diagnosis): unknown {
  if (pod === undefined) return call
  return [pod.object.ref, pod.object.document.index, pod.path, containers, mount?.index, step]
}

function merged(same: readonly ExplainedFailure[]): readonly ExplainedFailure[] {
  const [first] = same
  if (first === undefined) return []
  return [{ ...first, times: same.reduce((sum, { times }) => sum + times, 0) }]
}

/** What is certain goes first, then what is open, then what should work, then what fits nothing here. */
function rankOf({ diagnoses = [] }: ExplainedFailure): number {
  const [first] = diagnoses
  if (first?.pod === undefined) return 3 + (first?.call.path === undefined ? 1 : 0)
  return likelihood[first.predicted]
}
