import type { FieldPath } from '../../manifest/path.ts'
import { isMap, listAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { AgentValues } from '../values/agent.ts'
import type { Attachable } from '../values/pod.ts'
import type { Step } from '../values/step.ts'
import type { Values } from '../values/values.ts'
import type { WorkerValues } from '../values/worker.ts'
import type { Named } from './rule.ts'

/** A mount and the fields that say its volume and its place. */
export interface Mount extends Named {
  readonly mountPath: string
}

/** A container as the values describe it. */
export interface Container extends Named {
  readonly mounts: readonly Mount[]
}

/** What a pod will hold, and where the values say so: rules look at this, and so report fields, not objects. */
export interface Inventory {
  readonly containers: readonly Container[]
  readonly volumes: readonly Named[]
}

interface ContainerLike {
  readonly name: string
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[] | undefined
}

/** What an agent names, and where: its containers, volumes and mounts. */
export function agentInventory(values: Values, agent: AgentValues): Inventory {
  const main = {
    name: agent.containerName ?? agent.name ?? values.name,
    path: ['agent'],
    mounts: mountsOf(agent, ['agent']),
  }
  return {
    containers: [
      { ...main, mounts: [...main.mounts, ...attachableMounts(agent.attachable, ['agent', 'attachable'])] },
      ...helpersOf(agent, ['agent']),
      ...containersOf(agent.initContainers, ['agent', 'initContainers']),
      ...containersOf(agent.extraContainers, ['agent', 'extraContainers']),
    ],
    volumes: [...sharedVolumes(values), ...attachableVolumes(agent.attachable, ['agent', 'attachable'])],
  }
}

/** What a worker names, and where: its containers, volumes and mounts, those of its overrides included. */
export function workerInventory(values: Values, worker: WorkerValues): Inventory {
  const { podOverrides: overrides, podTemplate: template } = worker
  return {
    containers: [
      { name: worker.containerName, path: ['worker', 'containerName'], mounts: mainMounts(worker) },
      ...helpersOf(worker, ['worker']),
      ...worker.steps.map((step, index) => stepContainer(step, ['worker', 'steps', index])),
      ...containersOf(worker.initContainers, ['worker', 'initContainers']),
      ...containersOf(worker.extraContainers, ['worker', 'extraContainers']),
      ...containersOf(overrides?.extraInitContainers, ['worker', 'podOverrides', 'extraInitContainers']),
      ...containersOf(overrides?.extraContainers, ['worker', 'podOverrides', 'extraContainers']),
      ...templateContainers(template, worker.containerName),
    ],
    volumes: [
      ...sharedVolumes(values),
      ...workerVolumes(worker),
      ...namesIn(overrides?.volumes ?? [], ['worker', 'podOverrides', 'volumes']),
      ...namesIn(listAt(template, 'volumes'), ['worker', 'podTemplate', 'volumes']),
    ],
  }
}

/** Containers that the renderer adds by itself. */
function helpersOf(section: AgentValues | WorkerValues, path: FieldPath): Container[] {
  const chown = { name: section.chownInit.name, path: [...path, 'chownInit', 'name'], mounts: [] }
  const setup = { name: 'attachable-setup', path: [...path, 'attachable'], mounts: [] }
  const copies = 'tools' in section && section.tools.mode === 'copy' ? section.tools.images : []
  return [
    chown,
    ...(section.attachable?.enabled === true ? [setup] : []),
    ...copies.map((_, index) => ({
      name: `copy-sidecar-${index}`,
      path: [...path, 'tools', 'images', index],
      mounts: [],
    })),
  ]
}

function mainMounts(worker: WorkerValues): Mount[] {
  const { workspace, tools, steps, podOverrides } = worker
  const place = workspace.enabled
    ? [{ name: workspace.volume ?? workspace.name, mountPath: workspace.mountPath, path: ['worker', 'workspace'] }]
    : []
  const toolMounts = tools.images.map(({ mountPath }, index) => ({
    name: toolVolume(worker, index),
    mountPath,
    path: ['worker', 'tools', 'images', index],
  }))
  return [
    ...place,
    ...toolMounts,
    ...distinct(steps.flatMap((step, index) => stepMounts(step, ['worker', 'steps', index]))),
    ...mountsOf(worker, ['worker']),
    ...mountsOf(podOverrides ?? {}, ['worker', 'podOverrides']),
    ...templateMounts(worker),
    ...attachableMounts(worker.attachable, ['worker', 'attachable']),
  ]
}

/** Mounts that a step shares with the worker. */
function stepMounts(step: Step, path: FieldPath): Mount[] {
  if ('token' in step && step.token !== undefined)
    return [{ name: step.token.volume, mountPath: step.token.mountPath, path: [...path, 'token'] }]
  if (step.type !== 'files' || step.volume === undefined || step.mountPath === undefined) return []
  return [{ name: step.volume, mountPath: step.mountPath, path: [...path, 'volume'] }]
}

function workerVolumes(worker: WorkerValues): Named[] {
  const { workspace, tools, steps } = worker
  const own =
    workspace.enabled && workspace.volume === undefined
      ? [{ name: workspace.name, path: ['worker', 'workspace', 'name'] }]
      : []
  return [
    ...own,
    ...tools.images.map((_, index) => ({
      name: toolVolume(worker, index),
      path: ['worker', 'tools', 'images', index],
    })),
    ...distinct(steps.flatMap((step, index) => stepMounts(step, ['worker', 'steps', index]))),
    ...steps.flatMap((step, index) =>
      step.type === 'files'
        ? [{ name: step.staging.volume, path: ['worker', 'steps', index, 'staging', 'volume'] }]
        : [],
    ),
    ...attachableVolumes(worker.attachable, ['worker', 'attachable']),
  ]
}

function toolVolume({ tools }: WorkerValues, index: number): string {
  return `sidecar-${index}-${tools.mode === 'copy' ? 'data' : 'image'}`
}

function stepContainer(step: Step, path: FieldPath): Container {
  const mounts = step.type === 'run' ? mountsOf(step, path) : []
  return { name: step.name, path: [...path, 'name'], mounts }
}

function templateContainers(template: ValueMap | undefined, main: string): Container[] {
  return (['initContainers', 'containers'] as const).flatMap(list =>
    listAt(template, list).flatMap((container, index) => {
      const [name, path] = [textAt(container, 'name'), ['worker', 'podTemplate', list, index]]
      const isMain = list === 'containers' && name === main
      return name === undefined || isMain ? [] : [{ name, path: [...path, 'name'], mounts: rawMounts(container, path) }]
    }),
  )
}

function templateMounts({ podTemplate, containerName }: WorkerValues): Mount[] {
  const containers = listAt(podTemplate, 'containers')
  const index = containers.findIndex(container => textAt(container, 'name') === containerName)
  return rawMounts(containers[index], ['worker', 'podTemplate', 'containers', index])
}

function rawMounts(container: Value | undefined, path: FieldPath): Mount[] {
  return listAt(container, 'volumeMounts').flatMap((mount, index) => {
    const [name, mountPath] = [textAt(mount, 'name'), textAt(mount, 'mountPath')]
    return name === undefined || mountPath === undefined
      ? []
      : [{ name, mountPath, path: [...path, 'volumeMounts', index] }]
  })
}

function attachableMounts(attachable: Attachable | undefined, path: FieldPath): Mount[] {
  if (attachable?.enabled !== true) return []
  return [
    { name: 'attachable', mountPath: attachable.binary, path: [...path, 'binary'] },
    { name: 'attachable', mountPath: attachable.ttyDirectory, path: [...path, 'ttyDirectory'] },
    { name: 'attachable-metadata', mountPath: attachable.metadata, path: [...path, 'metadata'] },
  ]
}

function attachableVolumes(attachable: Attachable | undefined, path: FieldPath): Named[] {
  return attachable?.enabled === true ? ['attachable', 'attachable-metadata'].map(name => ({ name, path })) : []
}

function sharedVolumes({ volumes }: Values): Named[] {
  return volumes.map(({ name }, index) => ({ name, path: ['volumes', index, 'name'] }))
}

function containersOf(containers: readonly ContainerLike[] = [], path: FieldPath): Container[] {
  return containers.map((container, index) => ({
    name: container.name,
    path: [...path, index, 'name'],
    mounts: mountsOf(container, [...path, index]),
  }))
}

function mountsOf({ volumeMounts = [] }: Pick<ContainerLike, 'volumeMounts'>, path: FieldPath): Mount[] {
  return volumeMounts.map(({ name, mountPath }, index) => ({ name, mountPath, path: [...path, 'volumeMounts', index] }))
}

function namesIn(items: readonly unknown[], path: FieldPath): Named[] {
  return items.flatMap((item, index) => {
    const name = isMap(item as Value) ? textAt(item as Value, 'name') : undefined
    return name === undefined ? [] : [{ name, path: [...path, index, 'name'] }]
  })
}

/** Steps may share a volume, at one place. */
function distinct(mounts: readonly Mount[]): Mount[] {
  const same = (a: Mount, b: Mount) => a.name === b.name && a.mountPath === b.mountPath
  return mounts.filter((mount, index) => index === mounts.findIndex(other => same(mount, other)))
}
