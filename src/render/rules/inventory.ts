import type { FieldPath } from '../../manifest/path.ts'
import type { AgentValues } from '../values/agent.ts'
import type { Partly } from '../values/partly.ts'
import type { Attachable } from '../values/pod.ts'
import type { PodTemplateValue } from '../values/pod-template.ts'
import type { Values } from '../values/values.ts'
import type { WorkerValues } from '../values/worker.ts'
import { mainName } from './extension.ts'
import { type Container, type ContainerLike, type Mount, mountsOf } from './mounts.ts'
import type { Named, Section } from './rule.ts'
import { stepContainers, stepMounts, stepVolumes } from './step-inventory.ts'

/** What a pod will hold, and where the values say so: rules look at this, and so report fields, not objects. */
export interface Inventory {
  readonly containers: readonly Container[]
  readonly volumes: readonly Named[]
}

/** The fields that say the name of a volume, or whether there is one; `*` stands for any item. */
export function volumeFields(section: Section): readonly FieldPath[] {
  return [
    ['volumes', '*', 'name'],
    ...['podOverrides', 'podTemplate'].map(field => [section, field, 'volumes', '*', 'name']),
    ...['name', 'volume', 'enabled'].map(field => [section, 'workspace', field]),
    ...[['mode'], ['images', '*']].map(field => [section, 'tools', ...field]),
    ...[['volume'], ['mountPath'], ['staging', 'volume'], ['token', 'volume'], ['token', 'mountPath']].map(field => [
      section,
      'steps',
      '*',
      ...field,
    ]),
    [section, 'attachable', 'enabled'],
  ]
}

/** What an agent names, and where: its containers, volumes and mounts, those of its overrides included. */
export function agentInventory(values: Partly<Values>, agent: Partly<AgentValues>): Inventory {
  const name = mainName(values, 'agent')
  return {
    containers: [
      { name, path: ['agent'], mounts: mainMounts(agent, name, 'agent') },
      ...helpersOf(agent, 'agent'),
      ...sectionContainers(agent, name, 'agent'),
    ],
    volumes: [
      ...sharedVolumes(values),
      ...attachableVolumes(agent.attachable, ['agent', 'attachable']),
      ...extensionVolumes(agent, 'agent'),
    ],
  }
}

/** What a worker names, and where: its containers, volumes and mounts, those of its overrides included. */
export function workerInventory(values: Partly<Values>, worker: Partly<WorkerValues>): Inventory {
  const { containerName, steps = [] } = worker
  const mounts = [
    ...workspaceMounts(worker),
    ...toolMounts(worker),
    ...stepMounts(steps),
    ...mainMounts(worker, containerName, 'worker'),
  ]
  return {
    containers: [
      { name: containerName, path: ['worker', 'containerName'], mounts },
      ...helpersOf(worker, 'worker'),
      ...copiesOf(worker),
      ...stepContainers(steps),
      ...sectionContainers(worker, containerName, 'worker'),
    ],
    volumes: [
      ...sharedVolumes(values),
      ...workspaceVolumes(worker),
      ...toolMounts(worker).map(({ name, path }) => ({ name, path })),
      ...stepVolumes(steps),
      ...attachableVolumes(worker.attachable, ['worker', 'attachable']),
      ...extensionVolumes(worker, 'worker'),
    ],
  }
}

type SectionLike = Partly<AgentValues> | Partly<WorkerValues>

/** Containers that the renderer adds by itself. */
function helpersOf({ attachable }: SectionLike, section: Section): Container[] {
  const setup = { name: 'attachable-setup', path: [section, 'attachable'], mounts: [] }
  return attachable?.enabled === true ? [setup] : []
}

function copiesOf({ tools }: Partly<WorkerValues>): Container[] {
  return (tools?.mode === 'copy' ? (tools.images ?? []) : []).map((_, index) => ({
    name: `copy-sidecar-${index}`,
    path: ['worker', 'tools', 'images', index],
    mounts: [],
  }))
}

/** Containers that the values describe beside the main one. */
function sectionContainers(said: SectionLike, main: string | undefined, section: Section): Container[] {
  const { podOverrides: overrides, podTemplate: template } = said
  const isMain = (container: ContainerLike | undefined) => container?.name !== undefined && container.name === main
  return [
    ...containersOf(said.initContainers, [section, 'initContainers']),
    ...containersOf(said.extraContainers, [section, 'extraContainers']),
    ...containersOf(overrides?.extraInitContainers, [section, 'podOverrides', 'extraInitContainers']),
    ...containersOf(overrides?.extraContainers, [section, 'podOverrides', 'extraContainers']),
    ...containersOf(template?.initContainers, [section, 'podTemplate', 'initContainers']),
    ...containersOf(template?.containers, [section, 'podTemplate', 'containers']).filter(
      (_, index) => !isFirst(template?.containers, index, isMain),
    ),
  ]
}

/** The main container is merged into the first of its name; a second one stays what it is. */
function isFirst<Item>(items: readonly Item[] = [], index: number, is: (item: Item) => boolean): boolean {
  return items.findIndex(is) === index
}

/** Mounts of the main container: the section's, then those of its overrides or template, then its supervisor's. */
function mainMounts(said: SectionLike, main: string | undefined, section: Section): Mount[] {
  const { podOverrides, podTemplate, attachable } = said
  return [
    ...mountsOf(said, [section]),
    ...mountsOf(podOverrides, [section, 'podOverrides']),
    ...templateMounts(podTemplate, main, [section, 'podTemplate', 'containers']),
    ...attachableMounts(attachable, [section, 'attachable']),
  ]
}

function templateMounts(
  template: Partly<PodTemplateValue> | undefined,
  main: string | undefined,
  path: FieldPath,
): Mount[] {
  const containers = template?.containers ?? []
  const index = containers.findIndex(container => container?.name !== undefined && container.name === main)
  return mountsOf(containers[index], [...path, index])
}

function workspaceMounts({ workspace }: Partly<WorkerValues>): Mount[] {
  if (workspace?.enabled !== true) return []
  const { volume, name, mountPath } = workspace
  return [{ name: volume ?? name, mountPath, path: ['worker', 'workspace'] }]
}

function workspaceVolumes({ workspace }: Partly<WorkerValues>): Named[] {
  if (workspace?.enabled !== true || workspace.volume !== undefined) return []
  return [{ name: workspace.name, path: ['worker', 'workspace', 'name'] }]
}

function toolMounts({ tools }: Partly<WorkerValues>): Mount[] {
  const { mode, images = [] } = tools ?? {}
  return images.map((tool, index) => ({
    name: mode && `sidecar-${index}-${mode === 'copy' ? 'data' : 'image'}`,
    mountPath: tool?.mountPath,
    path: ['worker', 'tools', 'images', index],
  }))
}

function attachableMounts(attachable: Partly<Attachable> | undefined, path: FieldPath): Mount[] {
  if (attachable?.enabled !== true) return []
  return [
    { name: 'attachable', mountPath: attachable.binary, path: [...path, 'binary'] },
    { name: 'attachable', mountPath: attachable.ttyDirectory, path: [...path, 'ttyDirectory'] },
    { name: 'attachable-metadata', mountPath: attachable.metadata, path: [...path, 'metadata'] },
  ]
}

function attachableVolumes(attachable: Partly<Attachable> | undefined, path: FieldPath): Named[] {
  return attachable?.enabled === true ? ['attachable', 'attachable-metadata'].map(name => ({ name, path })) : []
}

function extensionVolumes({ podOverrides, podTemplate }: SectionLike, section: Section): Named[] {
  return [
    ...namesIn(podOverrides?.volumes, [section, 'podOverrides', 'volumes']),
    ...namesIn(podTemplate?.volumes, [section, 'podTemplate', 'volumes']),
  ]
}

function sharedVolumes({ volumes }: Partly<Values>): Named[] {
  return namesIn(volumes, ['volumes'])
}

function containersOf(containers: readonly (ContainerLike | undefined)[] = [], path: FieldPath): Container[] {
  return containers.map((container, index) => ({
    name: container?.name,
    path: [...path, index, 'name'],
    mounts: mountsOf(container, [...path, index]),
  }))
}

function namesIn(
  items: readonly ({ readonly name?: string | undefined } | undefined)[] = [],
  path: FieldPath,
): Named[] {
  return items.map((item, index) => ({ name: item?.name, path: [...path, index, 'name'] }))
}
