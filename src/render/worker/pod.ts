import { compactMap } from '../../manifest/compact.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { type Wrapped, wrapped } from '../pod/attachable.ts'
import { extraContainer, imageReference } from '../pod/container.ts'
import { addedContainers, extended } from '../pod/extended.ts'
import { filled, picked } from '../pod/fields.ts'
import { secured } from '../pod/secured.ts'
import { podVolumes } from '../pod/volumes.ts'
import { podFields } from '../values/pod.ts'
import type { Task } from '../values/task.ts'
import type { Values } from '../values/values.ts'
import type { WorkerValues } from '../values/worker.ts'
import { mainContainer } from './container.ts'
import { workerEnvironment } from './env.ts'
import { type StepParts, type StepScope, stepsOf } from './steps.ts'
import { toolsOf } from './tools.ts'

/** The worker's pod, and the ConfigMaps that its steps read. */
export interface WorkerPod {
  readonly spec: ValueMap
  readonly configMaps: readonly { readonly name: string; readonly data: ValueMap }[]
}

/** The pod of a worker Job, with the ConfigMaps that its steps come from. */
export function workerPod(values: Values, worker: WorkerValues, task: Task, job: string): WorkerPod {
  const scope = scopeOf(worker, task, job)
  const steps = stepsOf(scope)
  const main = wrapped(preparedContainer(scope, steps), worker.attachable, `${job}-attachable`)
  const spec = extended(baseSpec(values, scope, steps, main), worker, {
    name: worker.containerName,
    image: scope.image,
  })
  const configMaps = [
    ...steps.flatMap(step => step.configMaps ?? []),
    ...(main.configMap === undefined ? [] : [main.configMap]),
  ]
  return { spec: secured(values, worker, spec), configMaps }
}

function scopeOf(worker: WorkerValues, task: Task, job: string): StepScope {
  return {
    worker,
    task,
    job,
    image: task.image ?? imageReference(worker.image),
    env: workerEnvironment(worker, task, `${job}-env`),
    workspace: workspaceMounts(worker),
    tools: toolsOf(worker).volumeMounts,
  }
}

function preparedContainer(
  { worker, task, image, env, workspace, tools }: StepScope,
  steps: readonly StepParts[],
): ValueMap {
  const own = (worker.volumeMounts ?? []).map(compactMap)
  const shared = steps.flatMap(step => step.volumeMounts ?? [])
  return mainContainer(worker, task, {
    image,
    env,
    volumeMounts: distinct([...workspace, ...shared, ...tools, ...own]),
  })
}

/** The pod before anything is merged into it. */
function baseSpec(values: Values, { worker, image }: StepScope, steps: readonly StepParts[], main: Wrapped): ValueMap {
  const tools = toolsOf(worker)
  const extra = worker.extraContainers.map(container => extraContainer(container, image))
  const initContainers = [
    ...tools.initContainers,
    ...main.initContainers,
    ...steps.flatMap(step => step.initContainers ?? []),
    ...worker.initContainers.map(container => extraContainer(container, image)),
  ]
  const shared = podVolumes(values.volumes, [main.container, ...initContainers, ...extra, ...addedContainers(worker)])
  const stepVolumes = steps.flatMap(step => step.volumes ?? [])
  return compactMap({
    restartPolicy: 'Never',
    serviceAccountName: worker.serviceAccountName,
    automountServiceAccountToken: worker.automountServiceAccountToken,
    imagePullSecrets: filled([...values.imagePullSecrets, ...(worker.imagePullSecrets ?? [])]),
    initContainers,
    containers: [main.container, ...extra],
    volumes: distinct([...workspaceVolumes(worker), ...stepVolumes, ...tools.volumes, ...main.volumes, ...shared]),
    ...picked(worker, podFields),
  })
}

function workspaceMounts({ workspace }: WorkerValues): ValueMap[] {
  if (!workspace.enabled) return []
  const { name, volume, mountPath, subPath } = workspace
  return [compactMap({ name: volume ?? name, mountPath, subPath })]
}

function workspaceVolumes({ workspace }: WorkerValues): ValueMap[] {
  if (!workspace.enabled || workspace.volume !== undefined) return []
  return [compactMap({ name: workspace.name, emptyDir: compactMap({ sizeLimit: workspace.sizeLimit }) })]
}

/** Two steps may bring the same volume, or mount; it is there once. */
function distinct(items: readonly ValueMap[]): ValueMap[] {
  const texts = items.map(jsonLine)
  return items.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}
