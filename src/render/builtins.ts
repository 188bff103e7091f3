import { InputError } from '../error.ts'
import { agentView } from './agent/view.ts'
import { builtinTemplates } from './embedded-templates.ts'
import type { Sources } from './engine.ts'
import type { Planner } from './pod/planned.ts'
import { type Renderer, rendererOf, type View } from './render.ts'
import type { Values } from './values/values.ts'
import { jobName } from './worker/name.ts'
import { workerView } from './worker/view.ts'

/** A shipped template: what it prints is computed from validated values, how it is laid out may be replaced. */
export interface Builtin {
  readonly sources: Sources
  /** One after the other: ten thousand views at once would not fit beside their texts. */
  readonly views: (values: Values, planner: Planner) => Iterable<View>
}

/** The shipped templates. */
export type BuiltinName = 'agent' | 'worker-job'

/** The partials that shipped templates share; a user's templates can use them too. */
export const builtinPartials: Sources = builtinTemplates.partials

/** Every shipped template by name. */
export const builtins: Readonly<Record<BuiltinName, Builtin>> = {
  agent: { sources: builtinTemplates.agent, views: agentViews },
  'worker-job': { sources: builtinTemplates['worker-job'], views: workerViews },
}

function agentViews(values: Values, planner: Planner): View[] {
  if (values.agent === undefined) throw missing('agent')
  return [{ folder: 'agent', values: agentView(values, values.agent, planner) }]
}

/** One view for each task, in a folder named like its Job. */
function* workerViews(values: Values, planner: Planner): Generator<View> {
  const { worker, tasks } = values
  if (worker === undefined) throw missing('worker')
  if (tasks.length === 0) throw missing('tasks')
  for (const task of tasks)
    yield { folder: `worker-job/${jobName(worker.job, task)}`, values: workerView(values, worker, task, planner) }
}

const compiled = new Map<string, Renderer>()

/** A shipped template's renderer, compiled when it is first used. */
export function builtinRenderer(name: BuiltinName): Renderer {
  const known = compiled.get(name) ?? rendererOf(name, builtinTemplates[name], builtinPartials)
  compiled.set(name, known)
  return known
}

/** The values lack a section that a template prints. */
export function missing(section: string): InputError {
  return new InputError('BAD_VALUES', `${section}: found nothing, expected the section that the template prints`)
}
