import type { Problem } from '../../config/schema-problems.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { lacking, problem, type Section } from './rule.ts'

/** What is wrong with how a section lets others change its pod. */
export function extensionRules(values: Partly<Values>, section: Section): Problem[] {
  const { podTemplate, podOverrides } = values[section] ?? {}
  return [
    ...(podTemplate !== undefined && podOverrides !== undefined
      ? [problem([section, 'podOverrides'], 'podOverrides beside podTemplate', 'only one of them')]
      : []),
    ...reservedRules(values, section),
    ...templateRules(values, section),
    ...imageRules(values, section),
  ]
}

/** Overrides come from others, and must not stand in for the platform's own containers and volumes. */
function reservedRules(values: Partly<Values>, section: Section): Problem[] {
  const { reserved, podOverrides } = values[section] ?? {}
  const lists = {
    volumes: podOverrides?.volumes,
    extraContainers: podOverrides?.extraContainers,
    extraInitContainers: podOverrides?.extraInitContainers,
  }
  return Object.entries(lists).flatMap(([list, items = []]) =>
    items.flatMap((item, index) => {
      const name = item?.name
      const prefix = reserved?.prefixes?.find(start => start !== undefined && name?.startsWith(start))
      if (name === undefined || prefix === undefined) return []
      const path = [section, 'podOverrides', list, index, 'name']
      const expected = `a name that does not begin with the reserved ${JSON.stringify(prefix)}`
      return [problem(path, JSON.stringify(name), expected)]
    }),
  )
}

/** Fields that the API server refuses in the pod template of a workload (pkg/apis/core and apps, validation.go). */
function templateRules(values: Partly<Values>, section: Section): Problem[] {
  const template = values[section]?.podTemplate ?? {}
  const refused = {
    ephemeralContainers: 'containers that the pod begins with: others are added to a pod that runs',
    ...(section === 'agent' ? { activeDeadlineSeconds: 'no deadline: a Deployment runs until it is deleted' } : {}),
  }
  return Object.entries(refused).flatMap(([field, expected]) =>
    Object.hasOwn(template, field) ? [problem([section, 'podTemplate', field], field, expected)] : [],
  )
}

/** The main container has its image from the values, and no other container of a template has one from elsewhere. */
function imageRules(values: Partly<Values>, section: Section): Problem[] {
  const { initContainers = [], containers = [] } = values[section]?.podTemplate ?? {}
  const main = containers.findIndex(container => container?.name === mainName(values, section))
  const lists = {
    initContainers,
    containers: containers.map((container, index) => (index === main ? undefined : container)),
  }
  return Object.entries(lists).flatMap(([list, items]) =>
    items.flatMap((container, index) =>
      container === undefined || container.image !== undefined
        ? []
        : [
            lacking(
              [section, 'podTemplate', list, index, 'image'],
              'an image, which only the main container has from elsewhere',
            ),
          ],
    ),
  )
}

/** The name of a section's main container. */
export function mainName({ agent, worker, name }: Partly<Values>, section: Section): string | undefined {
  return section === 'worker' ? worker?.containerName : (agent?.containerName ?? agent?.name ?? name)
}
