import * as z from 'zod'

const text = z.string().min(1, 'expected text')

/** Of a release, as it names a file of the output folder on every file system. */
const name = z
  .string()
  .max(200, 'expected at most 200 characters')
  .regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/, 'expected a name of a-z, 0-9, dashes and dots, as in "web-production"')

/** As Helm takes one (`pkg/chart/common/util`: `ValidateReleaseName`). */
const helmName = z
  .string()
  .max(53, 'expected at most 53 characters, as Helm takes them')
  .regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, 'expected a name of a-z, 0-9 and dashes')

const namespace = z
  .string()
  .regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, 'expected the name of a namespace: a-z, 0-9 and dashes')

const release = z
  .strictObject({
    name: name.describe('Names the release in reports, and its file.'),
    chart: text.optional().describe('Folder or archive (.tgz) of a chart to render with Helm.'),
    stream: text.optional().describe('File of manifests, already rendered.'),
    values: z.array(text).optional().describe('Values files for the chart, in order.'),
    release: helmName.optional().describe('What Helm calls the release; absent: name.'),
    namespace: namespace.optional().describe('Namespace of objects that name none.'),
    policy: text.optional().describe("The policy; absent: the fleet's, else the one that is found from the chart."),
    helm: z
      .union([z.literal(3), z.literal(4)])
      .optional()
      .describe('The Helm major that the chart needs; another one fails the release.'),
  })
  .meta({ oneOf: [{ required: ['chart'] }, { required: ['stream'] }] })

/** A file of releases. Rules that a JSON Schema cannot say are in `rules.ts`. */
export const fleetSchema = z.strictObject({
  apiVersion: z.literal('seaworthy.dev/v1alpha1').describe('Version of this format.'),
  kind: z.literal('Fleet').describe('Always Fleet.'),
  policy: text.optional().describe('The policy of releases that name none.'),
  releases: z
    .array(release)
    .min(1, 'expected at least one release')
    .describe('What is rendered and hardened. Paths start from the folder of this file.'),
})

/** A fleet file that the schema admits, as it is written. */
export type FleetFile = z.output<typeof fleetSchema>
export type ReleaseEntry = FleetFile['releases'][number]

/** The JSON Schema of a fleet, for editors. */
export function fleetJsonSchema(): z.core.JSONSchema.JSONSchema {
  const $id = 'https://seaworthy.dev/v1alpha1/fleet.schema.json'
  return { $id, title: 'Seaworthy fleet (fleet.yaml)', ...z.toJSONSchema(fleetSchema, { io: 'input' }) }
}
