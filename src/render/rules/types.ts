import type { Problem } from '../../config/schema-problems.ts'
import { handlersShape, type Shape, specShape, volumeShape } from '../../knowledge/kinds/pod-shape.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { isList, type Value, valueAt } from '../../manifest/value.ts'
import { partProblems } from '../../schema/part.ts'
import type { SchemaProblem } from '../../schema/problem.ts'
import { kubernetesAt } from '../../schema/types.ts'
import { type ShapeSchema, shapeSchema } from '../../workload/object/shape-schema.ts'
import { asValue } from '../values/from-code.ts'
import type { Partly } from '../values/partly.ts'
import type { Task } from '../values/task.ts'
import type { Values } from '../values/values.ts'
import { type PassedOn, passedOn, passedOnByTask } from './passed-on.ts'
import { lacking, problem } from './rule.ts'

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

/** The types of what values pass on, for editors and for Helm, to be added to a schema of values. */
export function passedOnSchema(): ShapeSchema {
  return shapeSchema({ fields: { volumes, agent: section, worker: section } })
}

/** What the API server would refuse for its type: it would refuse the manifest, and name a field that nobody wrote. */
export function typeRules(values: Partly<Values>): Problem[] {
  return typeProblems(asValue(values), passedOn)
}

/** The same of a task that comes alone. */
export function taskTypeRules(task: Partly<Task>): Problem[] {
  return typeProblems(asValue(task), passedOnByTask)
}

function typeProblems(said: Value, parts: readonly PassedOn[]): Problem[] {
  return parts.flatMap(part => placesOf(said, part.at).flatMap(path => problemsAt(said, path, part)))
}

/** Where values have something at a path whose `*` stands for every item. */
function placesOf(said: Value, at: FieldPath): readonly FieldPath[] {
  const star = at.indexOf('*')
  if (star < 0) return valueAt(said, at) === undefined ? [] : [at]
  const list = valueAt(said, at.slice(0, star))
  const items = isList(list) ? list : []
  return items.flatMap((_, index) => placesOf(said, [...at.slice(0, star), index, ...at.slice(star + 1)]))
}

function problemsAt(said: Value, at: FieldPath, part: PassedOn): readonly Problem[] {
  const found = partProblems(valueAt(said, at) ?? null, part, kubernetesAt())
  return found
    .filter(({ code, path }) => code !== 'missing-field' || part.optional?.includes(String(path.at(-1))) !== true)
    .map(told => worded({ ...told, path: [...at, ...told.path] }))
}

/** In the words of every other problem of values: what was found, what was expected. */
function worded(told: SchemaProblem): Problem {
  const { path } = told
  switch (told.code) {
    case 'bad-type':
      return problem(path, told.got, told.want)
    case 'invalid-value':
      return problem(path, told.got, told.want + meantOf(told))
    case 'unknown-field':
      return { path, message: `found a key that ${told.owner} does not have${belongingOf(told) || meantOf(told)}` }
    case 'missing-field':
      return lacking(path, told.fields.length === 1 ? 'a value' : `one of ${told.fields.join(', ')}`)
    case 'conflicting-fields':
      return problem(path, told.fields.join(' and '), `one of them in ${told.owner}`)
    case 'duplicate-item':
      return {
        path,
        message: [
          'found duplicate',
          ...(told.keys.length === 0 ? [] : [told.keys.join(' and ')]),
          told.values.join(', '),
        ].join(' '),
      }
  }
}

function belongingOf({ belongs }: Extract<SchemaProblem, { readonly code: 'unknown-field' }>): string {
  return belongs === undefined ? '' : `; it belongs to ${belongs.place}`
}

function meantOf({ meant }: { readonly meant?: string }): string {
  return meant === undefined ? '' : `; did you mean ${meant}?`
}
