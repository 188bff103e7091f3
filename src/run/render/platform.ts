import type { Problem } from '../../config/schema-problems.ts'
import { compactMap } from '../../manifest/compact.ts'
import { formatPath } from '../../manifest/path.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { agentView } from '../../render/agent/view.ts'
import { type Planner, unplanned } from '../../render/pod/planned.ts'
import { claimNotes } from '../../render/rules/claims.ts'
import type { Section } from '../../render/rules/rule.ts'
import { type PlaceOf, refusal } from '../../render/values/validate.ts'
import type { Values } from '../../render/values/values.ts'
import { workerView } from '../../render/worker/view.ts'
import { changeWords } from '../../report/words/change-words.ts'
import type { Hardening } from '../../workload/finding/observation.ts'
import { madeObject } from '../../workload/object/object.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { type Surroundings, surroundingsOf } from '../workload.ts'
import { levelProblems } from './level-problems.ts'
import { hardeningsFor, plannerOf } from './planner.ts'
import { sectionSettings } from './section-settings.ts'

/** Valid values with all that decides about their workloads: the level, the storage, and who else mounts it. */
export interface PlatformPods {
  readonly values: Values
  readonly planners: Readonly<Record<Section, Planner>>
  /** What a check of the section's objects is made with. */
  readonly settings: Readonly<Record<Section, Settings>>
  /** What is worth knowing, and no reason to refuse. */
  readonly notes: readonly Problem[]
}

/** Throws `InputError('BAD_VALUES')` for what the level does not admit, by the field of the values that brought it. */
export function platformOf(values: Values, given: Settings, placeOf?: PlaceOf): PlatformPods {
  const [agent, worker] = [sectionSettings(values, 'agent', given), sectionSettings(values, 'worker', given)]
  const settings = { agent: agent.settings, worker: worker.settings }
  const workloads = workloadsOf(values)
  const surroundings = surroundingsOfAll(values, workloads, settings.agent)
  const planners = {
    agent: plannerOf(settings.agent, surroundings),
    worker: plannerOf(settings.worker, surroundings),
  }
  const problems = workloads.flatMap(({ section, object }) => {
    const tooLow = { agent, worker }[section].problems
    // What a level refuses that nobody asked for would be told of it.
    if (tooLow.length > 0) return tooLow
    return levelProblems(values, section, object, { planner: planners[section], settings: settings[section] })
  })
  if (problems.length > 0) throw refusal(problems, placeOf)
  const decisions = workloads.flatMap(({ section, object }) =>
    hardeningsFor(object, settings[section], surroundings).map(hardening => decision(section, hardening)),
  )
  return { values, planners, settings, notes: [...claimNotes(values), ...decisions] }
}

/** What was added to the pod of a section, and why. */
function decision(section: Section, { change, reason }: Hardening): Problem {
  const field = formatPath(change.path.slice(templateDepth))
  return {
    path: [section],
    message: `${change.op === 'insert' ? 'inserted' : 'set'} ${field}: ${changeWords(reason)}`,
  }
}

/** A Deployment and a Job have their template in `spec.template`. */
const templateDepth = 2

interface SectionWorkload {
  readonly section: Section
  readonly object: ValueMap
}

/** The master and, for every Job, one; as the values describe them. */
function workloadsOf(values: Values): readonly SectionWorkload[] {
  const { agent, worker, tasks } = values
  const workloads: SectionWorkload[] = []
  const noting =
    (section: Section): Planner =>
    object => {
      workloads.push({ section, object })
      return unplanned(object)
    }
  if (agent !== undefined) agentView(values, agent, noting('agent'))
  if (worker !== undefined) workerView(values, worker, tasks[0] ?? { id: 'task' }, noting('worker'))
  return workloads
}

/** The claims of the values are there for both, whichever template prints them. */
function surroundingsOfAll(values: Values, workloads: readonly SectionWorkload[], settings: Settings): Surroundings {
  const objects = [...claimObjects(values), ...workloads.map(({ object }) => object)]
  return surroundingsOf(objects.map(madeObject), settings)
}

function claimObjects({ volumes, namespace }: Values): readonly ValueMap[] {
  return volumes.flatMap(({ claim }) => {
    if (claim === undefined) return []
    const { name, annotations, accessModes, storageClassName } = claim
    const metadata = compactMap({ name, namespace, annotations })
    const spec = compactMap({ accessModes, storageClassName })
    return [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec }]
  })
}
