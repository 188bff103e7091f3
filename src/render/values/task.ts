import { z } from 'zod'
import { resources } from './container.ts'
import { envName, labelMap, textMap } from './scalar.ts'

/** One unit of work: it becomes one Job. */
export const task = z.strictObject({
  /** Names the work. Any text: names and labels are made from it, and a hash keeps them apart. */
  id: z.string().min(1),
  /** Names this attempt at it. Absent: `id`. */
  executionId: z.string().optional(),
  prompt: z.string().optional(),
  branch: z.string().regex(/^[^-]/, 'expected a branch, which never begins with "-"').optional(),
  /** What else the platform knows of the task; `fromTask` reads it by name. */
  fields: textMap.optional(),
  /** Absent: the worker's. */
  image: z.string().min(1).optional(),
  args: z.array(z.string()).optional(),
  env: z.record(envName, z.string()).optional(),
  /** Rendered as a Secret beside the Job, which refers to it. */
  secrets: z.record(envName, z.string()).optional(),
  labels: labelMap.optional(),
  annotations: textMap.optional(),
  /** Amounts replace the worker's by name. */
  resources: resources.optional(),
})

export type Task = z.output<typeof task>
export type TaskInput = z.input<typeof task>
