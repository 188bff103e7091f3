import type { ValueMap } from '../manifest/value.ts'
import { type LabelFacts, labels, selectorLabels } from '../security/labels.ts'
import type { Values } from './values/values.ts'

/** Which part of a platform an object belongs to; it is a label, and tells a master's pods from its workers'. */
export type Component = 'agent' | 'worker'

/** What `partials/metadata.hbs` prints. */
export interface MetadataView extends ValueMap {
  readonly name: string
  readonly namespace: string | null
  readonly labels: ValueMap
  readonly annotations: ValueMap | null
}

/** Labels of every object of a component. Those the platform owns win over those of the values. */
export function componentLabels(values: Values, component: Component, own: ValueMap = {}): ValueMap {
  return { ...values.labels, ...own, ...labels(factsOf(values, component)) }
}

/** The labels by which a component's pods are found. */
export function componentSelector(values: Values, component: Component): ValueMap {
  return selectorLabels(factsOf(values, component))
}

/** A map, or `null` where it would be empty. */
export function orNull(map: ValueMap | undefined): ValueMap | null {
  return map === undefined || Object.keys(map).length === 0 ? null : map
}

function factsOf({ name, instance, version, partOf, managedBy }: Values, component: Component): LabelFacts {
  return {
    name,
    instance: instance ?? name,
    component,
    managedBy,
    ...(version === undefined ? {} : { version }),
    ...(partOf === undefined ? {} : { partOf }),
  }
}
