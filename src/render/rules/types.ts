import { handlersShape, type Shape, specShape, volumeShape } from '../../knowledge/kinds/pod-shape.ts'
import type { Problem } from '../../workload/schema-problems.ts'
import { type ShapeSchema, shapeSchema } from '../../workload/shape-schema.ts'
import { fieldProblems } from '../../workload/types.ts'
import { asValue } from '../values/from-code.ts'
import type { Partly } from '../values/partly.ts'
import type { Values } from '../values/values.ts'
import { problem } from './rule.ts'

const volumes: Shape = { items: volumeShape }
const containers: Shape = { items: { fields: handlersShape } }

const section: Shape = {
  fields: {
    ...handlersShape,
    initContainers: containers,
    extraContainers: containers,
    podTemplate: specShape,
    podOverrides: { fields: { volumes, extraContainers: containers, extraInitContainers: containers } },
  },
}

/** Where values hold parts of a pod as Kubernetes spells them, which the schema passes on. */
const passedOn: Shape = { fields: { volumes, agent: section, worker: section } }

/** The same for editors and for Helm, to be added to a schema of values. */
export function passedOnSchema(): ShapeSchema {
  return shapeSchema(passedOn)
}

/** What the API server could not decode: it would refuse the manifest, and name a field that nobody wrote. */
export function typeRules(values: Partly<Values>): Problem[] {
  return fieldProblems(asValue(values), passedOn).map(({ path, got, want }) => problem(path, got, want))
}
