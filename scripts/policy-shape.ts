/**
 * Write what the schema of policies admits as data, into `src/policy/policy-shape.ts`: to read a policy that is all right
 * then takes no zod, whose loading costs more than to harden a chart. What this does not know of a schema is refused here,
 * since a policy would be taken that the schema refuses. Run: npx tsx scripts/policy-shape.ts
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { policySchema, ruleNames } from '../src/policy/schema.ts'

type Keywords = Readonly<Record<string, unknown>>

/** The module's text for the schema as it is now. */
export function policyShapeModule(): string {
  return [
    '// Generated from src/policy/schema.ts by scripts/policy-shape.ts; edit that instead.',
    '// biome-ignore-all format: generated',
    "import type { PolicyShape } from './shape.ts'",
    '',
    '/** What the schema of policies admits. */',
    `export const policyShape = (): PolicyShape => (${JSON.stringify(shapeOf(annotated()), null, 1)})`,
    '',
  ].join('\n')
}

/** The JSON Schema, with the rule that each value obeys. */
function annotated(): Keywords {
  return z.toJSONSchema(policySchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const { rule } = ruleNames.get(zodSchema) ?? {}
      refuseUnknown(zodSchema._zod.def.checks ?? [], rule)
      if (rule !== undefined) jsonSchema.rule = rule
    },
  })
}

/** A refinement is a function, which no data can say: it is known by its name alone. A pattern is kept without flags. */
function refuseUnknown(checks: readonly z.core.$ZodCheck[], rule: string | undefined): void {
  const definitions = checks.map(({ _zod }) => _zod.def)
  const refinements = definitions.filter(({ check }) => check === 'custom').length
  if (refinements !== (rule === undefined ? 0 : 1))
    throw new Error('a schema has a refinement that is no rule of its name')
  const flags = definitions.map(definition => ('pattern' in definition ? (definition.pattern as RegExp).flags : ''))
  if (flags.some(text => text !== '')) throw new Error('a pattern has flags')
}

const kept = ['type', 'required', 'minItems', 'minLength', 'pattern', 'minimum', 'maximum', 'enum', 'rule']
/** `format` goes with a pattern that says it. */
const dropped = ['$schema', 'description', 'format']

function shapeOf(schema: Keywords): Keywords {
  return Object.fromEntries(Object.entries(schema).flatMap(([keyword, value]) => keywordOf(keyword, value, schema)))
}

function keywordOf(keyword: string, value: unknown, schema: Keywords): readonly (readonly [string, unknown])[] {
  // Words have their type.
  if (keyword === 'type' && ('enum' in schema || 'const' in schema)) return []
  if (keyword === 'type' && Array.isArray(value)) return [['anyOf', value.map(type => ({ type }))]]
  if (kept.includes(keyword)) return [[keyword, value]]
  if (keyword === 'const') return [['enum', [value]]]
  if (keyword === 'format' && schema.pattern === undefined) throw new Error(`the format ${value} has no pattern`)
  // What editors are told of fields that belong together is a rule here.
  if (dropped.includes(keyword) || (['anyOf', 'oneOf'].includes(keyword) && schema.rule !== undefined)) return []
  if (keyword === 'properties') return [[keyword, mapped(value)]]
  if (keyword === 'anyOf' && schema.type === undefined) return [[keyword, Object.values(mapped(value))]]
  if (keyword === 'additionalProperties' && value === false) return [[keyword, value]]
  if (['items', 'propertyNames', 'additionalProperties'].includes(keyword)) return [[keyword, shapeOf(keywords(value))]]
  throw new Error(`found the keyword ${keyword}, which src/policy/shape.ts does not know`)
}

function mapped(schemas: unknown): Keywords {
  return Object.fromEntries(
    Object.entries(keywords(schemas)).map(([name, schema]) => [name, shapeOf(keywords(schema))]),
  )
}

function keywords(value: unknown): Keywords {
  if (typeof value !== 'object' || value === null) throw new Error(`found ${value}, expected a schema`)
  return { ...value }
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(resolve(import.meta.dirname, '../src/policy/policy-shape.ts'), policyShapeModule())
