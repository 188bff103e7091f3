import type * as z from 'zod'
import type { FieldPath } from '../../manifest/path.ts'

/** A value of which any part may be missing: it was not given, or the schema refused it. */
export type Partly<Shape> = Shape extends readonly (infer Item)[]
  ? readonly (Partly<Item> | undefined)[]
  : Shape extends object
    ? { readonly [Key in keyof Shape]?: Partly<Shape[Key]> | undefined }
    : Shape

/** What a schema makes of a value, and which parts of it have a type that the schema refuses. */
export interface PartlyRead<Shape> {
  readonly value: Partly<Shape> | undefined
  /** These are missing from `value`; an item of a list leaves a gap, so that the others keep their places. */
  readonly refused: readonly FieldPath[]
}

/**
 * Read what can be read, with defaults filled in, so that a mistake in one field does not hide those in others. What has
 * the right type and is merely too long, or spelled wrongly, stays.
 */
export function readPartly<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  issues: readonly z.core.$ZodIssue[],
): PartlyRead<z.output<Schema>> {
  // `safeParse` keeps to itself what it made of a value with issues; `run` is what it is built on (zod 4.6.7).
  const payload = schema._zod.run({ value: given, issues: [] }, { async: false })
  if (payload instanceof Promise) throw new Error('the schema is asynchronous')
  const refused = issues.flatMap(refusedBy)
  return { value: refused.reduce(without, payload.value) as Partly<z.output<Schema>> | undefined, refused }
}

/** A value that lacks nothing. */
export function readWhole<Shape>(value: Shape): PartlyRead<Shape> {
  return { value: value as Partly<Shape>, refused: [] }
}

/** The value in the type that a rule needs, if all of it is there. */
export function wholeValue<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | undefined {
  return value === undefined ? undefined : schema.safeParse(value).data
}

/** The place whose type is wrong. An item of a union that says no known `type` was not looked at any further. */
function refusedBy(issue: z.core.$ZodIssue): FieldPath[] {
  const path = issue.path.map(step => (typeof step === 'number' ? step : String(step)))
  switch (issue.code) {
    case 'custom':
    case 'invalid_format':
    case 'too_small':
    case 'too_big':
    case 'unrecognized_keys':
      return []
    case 'invalid_union':
      return [issue.discriminator === undefined ? path : path.slice(0, -1)]
    default:
      return [path]
  }
}

/** A copy without what lies at a path. */
function without(value: unknown, [step, ...rest]: FieldPath): unknown {
  if (step === undefined) return undefined
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? without(item, rest) : item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, entry]) => [key, key === step ? without(entry, rest) : entry]))
}
