import type { V1ConfigMap, V1Job, V1Secret } from '@kubernetes/client-node'
import { InputError } from '../error.ts'
import { builtinRenderer, builtins } from './builtins.ts'
import { type Rendered, renderedOf } from './objects.ts'
import type { TaskInput } from './values/task.ts'
import { validateTask, validateValues } from './values/validate.ts'
import type { Values, ValuesInput } from './values/values.ts'
import { jobName } from './worker/name.ts'
import { workerView } from './worker/view.ts'

/** Values that were validated once, for a process that renders many Jobs. */
export interface ValidValues {
  readonly values: Values
}

/** Validate values for many renderings. Throws `InputError('BAD_VALUES')` that lists everything that is wrong. */
export function validValues(values: ValuesInput): ValidValues {
  return { values: validateValues(values) }
}

/**
 * Render the master: its ServiceAccount, Role and RoleBinding, Secrets, ConfigMaps, claims, Deployment, Service and what
 * else the values ask for. Throws `InputError('BAD_VALUES')` that lists everything that is wrong with them.
 */
export function renderAgent(values: ValuesInput | ValidValues): Rendered {
  return renderedOf(Array.from(builtins.agent.views(valuesOf(values)), builtinRenderer('agent')).flat())
}

/** What `renderWorkerJob` gives: the Job last, before it the Secret and the ConfigMaps that it refers to. */
export interface RenderedJob extends Rendered<V1Secret | V1ConfigMap | V1Job> {
  readonly name: string
}

/**
 * Render the worker Job of one task. Create its objects in their order. Throws `InputError('BAD_VALUES')` for values or a
 * task that are wrong; give `validValues(…)` where many tasks share their values.
 */
export function renderWorkerJob(values: ValuesInput | ValidValues, task: TaskInput): RenderedJob {
  const valid = valuesOf(values)
  if (valid.worker === undefined)
    throw new InputError('BAD_VALUES', 'worker: found nothing, expected the worker to render')
  const checked = validateTask(task, valid.worker)
  const name = jobName(valid.worker.job, checked)
  const view = { folder: `worker-job/${name}`, values: workerView(valid, valid.worker, checked) }
  return Object.assign(renderedOf<V1Secret | V1ConfigMap | V1Job>(builtinRenderer('worker-job')(view)), { name })
}

function valuesOf(values: ValuesInput | ValidValues): Values {
  return 'values' in values ? values.values : validateValues(values)
}
