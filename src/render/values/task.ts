import * as z from 'zod'
import { resources } from './container.ts'
import { envName, imageReferenceSchema, labelMap, textMap } from './scalar.ts'

/** One unit of work: it becomes one Job. */
export const task = z.strictObject({
  id: z.string().min(1).describe('Names the work; any text, of which names and labels are made.'),
  executionId: z.string().optional().describe('Names this attempt at it; absent: id.'),
  prompt: z.string().optional().describe('What the worker is asked to do.'),
  branch: z
    .string()
    .regex(/^[^-]/, 'expected a branch, which never begins with "-"')
    .optional()
    .describe('Branch on which it is done.'),
  fields: textMap.optional().describe('What else is known of the task; fromTask reads it by name.'),
  image: imageReferenceSchema.optional().describe("Image reference; absent: the worker's."),
  args: z.array(z.string()).optional().describe("Arguments; absent: the worker's."),
  env: z.record(envName, z.string()).optional().describe('Environment variables by name.'),
  secrets: z
    .record(envName, z.string())
    .optional()
    .describe('Variables that are rendered as a Secret beside the Job, which refers to it.'),
  labels: labelMap.optional().describe("Labels of the Job; the platform's own win."),
  annotations: textMap.optional().describe('Annotations of the Job.'),
  resources: resources.optional().describe("Amounts that replace the worker's by name."),
})

export type Task = z.output<typeof task>
export type TaskInput = z.input<typeof task>
