import type { KubernetesObject, V1ConfigMap, V1Deployment, V1Job, V1Secret } from '@kubernetes/client-node'
import type { Policy } from '../../policy/policy-of.ts'
import { builtinRenderer, builtins, missing } from '../../render/builtins.ts'
import { type Rendered, RenderedFiles } from '../../render/objects.ts'
import type { RenderedFile } from '../../render/render.ts'
import type { ReadValues } from '../../render/values/read.ts'
import type { TaskInput } from '../../render/values/task.ts'
import { validateTask, validateValues } from '../../render/values/validate.ts'
import type { Values, ValuesInput } from '../../render/values/values.ts'
import { jobName } from '../../render/worker/name.ts'
import { workerView } from '../../render/worker/view.ts'
import { defaultSettings } from '../../workload/settings/settings.ts'
import { type PlatformPods, platformOf } from './platform.ts'

/** Values that were validated once, for a process that renders many Jobs. `validValues` makes them. */
export interface ValidValues {
  readonly values: Values
}

/** What decides about a rendering beside its values. */
export interface RenderLibraryOptions {
  /** It says the level, unless the values name a stricter one, and what is known of images and storage. */
  readonly policy?: Pick<Policy, 'settings'>
}

/** Validate values for many renderings. Throws `InputError('BAD_VALUES')` that lists everything that is wrong. */
export function validValues(values: ValuesInput, options: RenderLibraryOptions = {}): ValidValues {
  return remembered(validateValues(values), options)
}

/** The same for values that were read from files, which errors name. */
export function validReadValues({ value, placeOf }: ReadValues, options: RenderLibraryOptions = {}): ValidValues {
  return remembered(validateValues(value, placeOf), options)
}

function remembered(values: Values, { policy }: RenderLibraryOptions): ValidValues {
  const platform = platformOf(values, policy?.settings ?? defaultSettings)
  const valid = { values: platform.values }
  platforms.set(valid, platform)
  return valid
}

const platforms = new WeakMap<ValidValues, PlatformPods>()

/** What `renderAgent` gives: every object of the master, in the order in which to create them. */
export interface RenderedAgent extends Rendered {
  readonly deployment: V1Deployment
}

/**
 * Render the master: its ServiceAccount, Role and RoleBinding, Secrets, ConfigMaps, claims, Deployment, Service and what
 * else the values ask for. Throws `InputError('BAD_VALUES')` that lists everything that is wrong with them.
 */
export function renderAgent(values: ValuesInput | ValidValues, options?: RenderLibraryOptions): RenderedAgent {
  const platform = platformFor(values, options)
  const views = builtins.agent.views(platform.values, platform.planners.agent)
  const files = Array.from(views, builtinRenderer('agent')).flat()
  return new AgentFiles(files, isAny)
}

class AgentFiles extends RenderedFiles<KubernetesObject> implements RenderedAgent {
  get deployment(): V1Deployment {
    return oneOf<V1Deployment>(this.objects, 'Deployment')
  }
}

/** The objects of a Job, told apart by `kind`. */
export type JobObject = Of<V1Secret, 'Secret'> | Of<V1ConfigMap, 'ConfigMap'> | Of<V1Job, 'Job'>

/** client-node types `kind` as text. */
type Of<Kind extends KubernetesObject, Name extends string> = Kind & { readonly kind: Name }

/** What `renderWorkerJob` gives: the Job last, before it the Secret and the ConfigMaps that it refers to. */
export interface RenderedJob extends Rendered<JobObject> {
  readonly name: string
  /** Name of the container that does the task. */
  readonly container: string
  /** The last of `objects`. */
  readonly job: V1Job
}

/**
 * Render the worker Job of one task. Create its objects in their order. Throws `InputError('BAD_VALUES')` for values or a
 * task that are wrong; give `validValues(…)` where many tasks share their values.
 */
export function renderWorkerJob(
  values: ValuesInput | ValidValues,
  task: TaskInput,
  options?: RenderLibraryOptions,
): RenderedJob {
  const { values: valid, planners } = platformFor(values, options)
  if (valid.worker === undefined) throw missing('worker')
  const checked = validateTask(task, valid.worker)
  const name = jobName(valid.worker.job, checked)
  const view = { folder: `worker-job/${name}`, values: workerView(valid, valid.worker, checked, planners.worker) }
  return new JobFiles(name, valid.worker.containerName, builtinRenderer('worker-job')(view))
}

class JobFiles extends RenderedFiles<JobObject> implements RenderedJob {
  readonly name: string
  readonly container: string

  constructor(name: string, container: string, files: readonly RenderedFile[]) {
    super(files, isOfJob)
    this.name = name
    this.container = container
  }

  get job(): V1Job {
    return oneOf<V1Job>(this.objects, 'Job')
  }
}

function isAny(object: KubernetesObject): object is KubernetesObject {
  return object.kind !== undefined
}

const jobKinds: readonly (string | undefined)[] = ['Secret', 'ConfigMap', 'Job']

function isOfJob(object: KubernetesObject): object is JobObject {
  return jobKinds.includes(object.kind)
}

/** The object of a kind that the template always prints. */
function oneOf<Kind extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): Kind {
  const found = objects.find((object): object is Kind => object.kind === kind)
  if (found === undefined) throw new Error(`the template printed no ${kind}`)
  return found
}

/** No values have a key `values`. */
function isValid(values: ValuesInput | ValidValues): values is ValidValues {
  return typeof values === 'object' && values !== null && 'values' in values && typeof values.values === 'object'
}

function platformFor(values: ValuesInput | ValidValues, options?: RenderLibraryOptions): PlatformPods {
  const valid = isValid(values) ? values : validValues(values, options)
  const known = platforms.get(valid)
  if (known === undefined) throw new TypeError('the values were not made by validValues')
  return known
}
