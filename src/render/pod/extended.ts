import { compactMap } from '../../manifest/compact.ts'
import type { ValueMap } from '../../manifest/value.ts'
import type { Overrides } from '../values/overrides.ts'
import type { PodTemplateValue } from '../values/pod-template.ts'
import { mapsAt } from './fields.ts'
import { overridden } from './overrides.ts'
import { onTemplate } from './template.ts'

/** What a section of the values says of its pod beside the pod itself. Overrides and a template exclude each other. */
export interface Extension {
  readonly podTemplate?: PodTemplateValue | undefined
  readonly podOverrides?: Overrides | undefined
  readonly podSecurityContext?: object | undefined
  readonly reserved: { readonly env: readonly string[] }
}

/** The main container's name and image. */
export interface MainContainer {
  readonly name: string
  readonly image: string
}

/** The pod with the overrides of its section, or laid over the section's template. */
export function extended(pod: ValueMap, section: Extension, { name, image }: MainContainer): ValueMap {
  const { podTemplate, podOverrides, reserved } = section
  if (podOverrides !== undefined) return overridden(pod, podOverrides, { image, reservedEnv: reserved.env })
  return podTemplate === undefined ? pod : onTemplate(compactMap(podTemplate), pod, name)
}

/** Containers that overrides or a template bring, and what they mount into the main one: shared volumes follow mounts. */
export function addedContainers({ podTemplate = {}, podOverrides = {} }: Extension): ValueMap[] {
  const { volumeMounts = [], extraContainers = [], extraInitContainers = [] } = podOverrides
  const template = compactMap(podTemplate)
  return [
    compactMap({ volumeMounts }),
    ...[...extraContainers, ...extraInitContainers].map(compactMap),
    ...mapsAt(template, 'initContainers'),
    ...mapsAt(template, 'containers'),
  ]
}

/** What is said of the pod's security context: by overrides, else by a template, else by the section itself. */
export function saidSecurityContext({ podTemplate, podOverrides, podSecurityContext }: Extension): ValueMap {
  return compactMap(podOverrides?.podSecurityContext ?? podTemplate?.securityContext ?? podSecurityContext ?? {})
}
