import * as z from 'zod'
import { checkNames } from '../knowledge/checks/check-names.ts'
import { podForms } from '../knowledge/kinds/workload-kind.ts'
import { storageProfiles } from '../knowledge/storage/profile-names.ts'
import { largestId } from '../workload/ids.ts'
import { levels } from '../workload/settings/level.ts'
import type { RuleViolation } from './cross-field-rules.ts'
import { policyRules, type RuleName, versionText } from './rules.ts'

/** Which schemas are held to which rule. */
export const ruleNames = z.registry<{ readonly rule: RuleName }>()

const text = z.string().min(1, 'expected text')
const id = z.int().min(0).max(largestId)
const level = z.enum(levels)
const version = obeying(z.string(versionText).regex(/^(?:latest|v1\.(?:0|[1-9]\d{0,5}))$/, versionText), 'version')
const ids = obeying(z.string().regex(/^\d{1,10}:\d{1,10}$/, 'expected uid:gid, as in "1000:1000"'), 'ids')
const reference = obeying(z.string(), 'reference')
const nameGlob = obeying(text, 'glob')
const namespaceGlob = obeying(z.string(), 'glob')
const absolutePath = z.string().regex(/^\//, 'expected an absolute path')

const namespaceRule = z.strictObject({
  match: namespaceGlob.describe('Glob over the namespace. "" matches objects without one; "*" does not.'),
  level: level.describe('What these namespaces enforce.'),
  levelVersion: version.optional().describe('The Kubernetes version whose rules apply; absent: latest.'),
})

const root = z.strictObject({
  owner: ids.describe('Owner as uid:gid.'),
  mode: z
    .union([z.string().regex(/^0?[0-7]{3,4}$/), z.int().min(0).max(0o7777)], 'expected an octal mode, as in "0755"')
    .describe('Octal: "0755" as text, or 0755 unquoted, which YAML reads as the number 493.'),
})

const storageClassFields = z
  .strictObject({
    profile: z
      .enum(storageProfiles)
      .optional()
      .describe('Facts of a well-known provisioner; the other keys override them.'),
    source: z.enum(['hostPath', 'local', 'csi', 'nfs']).optional().describe('What its volumes are to the kubelet.'),
    fsGroup: z
      .enum(['honoured', 'never', 'delegated'])
      .optional()
      .describe('Whether the kubelet applies fsGroup, nobody does, or the driver does.'),
    root: root.optional().describe('Owner and mode of the root of a fresh volume.'),
    chownable: z.boolean().optional().describe('Whether uid 0 with CAP_CHOWN can chown it.'),
    remote: z
      .boolean()
      .optional()
      .describe('Whether a file server checks permissions and may squash root; false: root is root there.'),
  })
  .meta({ anyOf: [{ required: ['profile'] }, { required: ['source'] }] })

const capability = z.string().regex(/^(?!CAP_)[A-Z][A-Z_]*$/, 'expected a capability without CAP_, as in CHOWN')

const claimFields = z.strictObject({
  ...storageClassFields.shape,
  root: root.optional().describe('Owner and mode of its root as pods find it.'),
  accessModes: z
    .array(z.enum(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']))
    .optional()
    .describe('Who can use it at a time, where the claim is in no manifest.'),
})

const imageFields = z.strictObject({
  user: z
    .union([id, z.string().regex(/^[A-Za-z_][\w.-]*$/)], 'expected a uid, root, or the name that USER gives')
    .optional()
    .describe('The image\'s USER: a uid, "root", or a name.'),
  name: z
    .string()
    .regex(/^[A-Za-z_][\w.-]*$/, 'expected a user name')
    .optional()
    .describe('With a uid as user: what USER says where it is a name, which the kubelet cannot verify.'),
  group: id.optional().describe('The gid that goes with the user.'),
  groups: z.array(id).optional().describe("Supplemental groups that the image's /etc/group gives its user."),
  switchesTo: ids.optional().describe('The uid:gid that the entrypoint switches to; it starts as root.'),
  parentStaysRoot: z.boolean().optional().describe('Only child processes switch to switchesTo; the parent stays root.'),
  capabilities: z.array(capability).optional().describe('Capabilities that the entrypoint needs before it switches.'),
  dataPaths: z.array(absolutePath).optional().describe('Directories that the entrypoint chowns before it switches.'),
  shell: z.boolean().optional().describe('Whether it contains sh and the usual commands.'),
  requiresOwnership: z
    .boolean()
    .optional()
    .describe('Whether the program must own its data directory, because it chmods it or checks the owner.'),
  writablePaths: z
    .array(absolutePath)
    .optional()
    .describe('What needs an emptyDir under a read-only root file system.'),
  setuid: z.boolean().optional().describe('Whether it runs setuid programs, such as sudo.'),
  fileCapabilities: z
    .array(capability)
    .optional()
    .describe('The file capabilities of its program, as in [NET_BIND_SERVICE]; [] where it has none.'),
  hardeningRisk: text.optional().describe('Why hardening could break it; such changes are reported instead of made.'),
})

const fieldPath = z.string().regex(pathPattern(), 'expected a path, as in spec.template')

/** Steps with dots between them; a key with a dot in it stands in brackets and quotes. */
function pathPattern(): RegExp {
  const step = String.raw`(?:[A-Za-z_][\w-]*|\*|\["[^"\n]+"\])(?:\[\*\])?`
  return new RegExp(String.raw`^${step}(?:(?:\.|(?=\[))${step})*$`)
}

const workload = z.strictObject({
  apiVersion: z
    .string()
    .regex(/^[a-z0-9.-]+(?:\/v\w+)?$/, 'expected group/version, as in argoproj.io/v1alpha1')
    .describe('Group and version of the kind.'),
  kind: z
    .string()
    .regex(/^[A-Z]\w*$/, 'expected a kind, as in Rollout')
    .describe('Kind of the custom resource.'),
  name: nameGlob.optional().describe('Name of the object, as a glob; any name where it is absent.'),
  path: fieldPath.describe('From the object to what it holds; [*] stands for every item, or every value of a map.'),
  holds: z
    .enum(podForms)
    .optional()
    .describe(
      'What lies there: a map with metadata and spec; a map with containers; a container or a list of those that run together; YAML of a pod in a text. Absent: podTemplate.',
    ),
  pod: fieldPath
    .optional()
    .describe("Where the pod's own fields stand, such as securityContext, if path leads to its containers alone."),
  containersOnly: text.optional().describe("Why the pod's own security context must stay as it is."),
})

const quantities = z.record(text, z.union([z.string(), z.number()]))

const harden = z.strictObject({
  fields: z.boolean().optional().describe('Absent: at baseline and restricted, not at privileged.'),
  volumes: z
    .literal(['off', 'report', 'fix', false])
    .optional()
    .describe('off unquoted is what YAML 1.1 reads as false.'),
  runAs: z
    .strictObject({
      user: z.int().min(1, 'expected a uid other than 0').max(largestId).describe('User id, never 0.'),
      group: id.describe('Group id.'),
    })
    .optional()
    .describe(
      'Assigned to containers whose user is unknown, and at restricted to those that their image makes root for no need.',
    ),
  readOnlyRootFilesystem: z.boolean().optional().describe('Whether root file systems become read-only; absent: false.'),
  ownershipPolicy: z
    .enum(['Always', 'OnRootMismatch'])
    .optional()
    .describe('Whether init containers walk volumes whose root has the right owner; absent: Always.'),
  chownImage: text
    .optional()
    .describe("Image of init containers where the workload's has no shell; absent: docker.io/library/busybox:1.37."),
  chartInits: z
    .enum(['keep', 'replace'])
    .optional()
    .describe(
      'Whether init containers that only chown volumes are removed where something better does the same; absent: keep.',
    ),
  initResources: z
    .strictObject({
      requests: quantities.optional().describe('What the scheduler sets aside for them.'),
      limits: quantities.optional().describe('What they may take at most.'),
    })
    .optional()
    .describe("Empty or absent: those of the workload's container."),
})

const exemption = z.strictObject({
  kind: nameGlob.optional().describe('Kind of the object, as a glob; any kind where it is absent.'),
  namespace: namespaceGlob.optional().describe('Absent or "*": in any namespace, and in none.'),
  name: nameGlob.optional().describe('Name of the object, as a glob; any name where it is absent.'),
  container: nameGlob.optional().describe('Absent or "*": every container, and the pod\'s own fields.'),
  checks: z
    .array(z.enum([...checkNames, '*']))
    .min(1, 'expected at least one check, or "*"')
    .describe('Checks whose findings are let pass; "*" for all.'),
  reason: z.string().regex(/\S/, 'expected a reason').describe('Why, for whoever reads the report.'),
  expires: z.iso
    .date('expected a date, as in 2027-06-30')
    .optional()
    .describe('Last day before it is reported as expired, though it still holds.'),
})

const mask = z.strictObject({
  object: z
    .string()
    .regex(/^[^/]+(?:\/[^/]+){1,2}$/, 'expected Kind/name or Kind/namespace/name')
    .describe('Kind/name or Kind/namespace/name.'),
  path: text.describe('Field whose value may differ.'),
})

const goldenFields = z
  .strictObject({
    name: text.describe('Names the case in reports.'),
    file: text.describe('The golden file, beside the policy.'),
    template: text.optional().describe('Template of `seaworthy render` to print.'),
    chart: text.optional().describe('Folder of a chart to render with Helm.'),
    stream: text.optional().describe('File of manifests to harden.'),
    values: z.array(text).optional().describe('Values files for the template or the chart, in order.'),
    helm: z
      .union(
        [z.literal(3), z.literal(4), z.string().regex(/^[34]\.(?:0|[1-9]\d*)$/)],
        'expected 3 or 4, or a minor in quotes, as in "4.3"',
      )
      .optional()
      .describe('The Helm that the file was recorded with: its major, or its minor as text.'),
    layout: z
      .enum(['ignore'])
      .optional()
      .describe(
        "ignore: compare the objects of another Helm minor's output, and not order, comments, quoting or blank lines; absent: every byte.",
      ),
    mask: z.array(mask).optional().describe('Fields that may differ from the golden file.'),
  })
  .meta({ oneOf: [{ required: ['template'] }, { required: ['chart'] }, { required: ['stream'] }] })

/** Hold every value of the schema to a rule, whose violations are reported beside all other issues. */
function obeying<Schema extends z.ZodType>(schema: Schema, name: RuleName): Schema {
  const rule: (value: never) => readonly RuleViolation[] = policyRules[name]
  const obedient = schema.superRefine((value, context) => {
    for (const { path, message } of rule(value as never)) context.addIssue({ code: 'custom', path: [...path], message })
  })
  ruleNames.add(obedient, { rule: name })
  return obedient
}

/** `seaworthy.yaml`. Rules that a JSON Schema cannot say are in `rules.ts`. */
export const policySchema = z.strictObject({
  apiVersion: z.literal('seaworthy.dev/v1alpha1').describe('Version of this format.'),
  kind: z.literal('Policy').describe('Always Policy.'),
  level: level.optional().describe('What namespaces enforce where nothing else says. Absent: restricted.'),
  levelVersion: version.optional().describe('The Kubernetes version whose rules apply. Absent: latest.'),
  namespaces: z.array(namespaceRule).optional().describe('The first rule that matches decides.'),
  storageClasses: z
    .record(text, obeying(storageClassFields, 'storageClass'))
    .optional()
    .describe('What storage classes make, by name.'),
  claims: z
    .record(text, obeying(claimFields, 'storageClass'))
    .optional()
    .describe('What single claims are, by namespace/name or by name, whatever their class.'),
  defaultStorageClass: text.optional().describe('The class of claims that name none.'),
  images: z
    .record(reference, obeying(imageFields, 'image'))
    .optional()
    .describe('By repository, or by full reference.'),
  workloads: z.array(obeying(workload, 'workload')).optional().describe('Kinds that hold pods, and where.'),
  harden: harden.optional().describe('What post-render and fix change, and how.'),
  schema: z
    .literal(['on', 'off', 'full', true, false])
    .optional()
    .describe(
      "Whether objects are held against Kubernetes' own schema; absent: on. full also holds CustomResourceDefinitions themselves. on and off may stand unquoted.",
    ),
  exemptions: z.array(exemption).optional().describe('Findings that are let pass, each with a reason.'),
  golden: obeying(z.array(obeying(goldenFields, 'goldenCase')), 'golden')
    .optional()
    .describe('Cases of `seaworthy verify`.'),
  report: obeying(text, 'reportName')
    .optional()
    .describe(
      'File that every run of post-render writes its report to. {part} in it becomes hooks, manifests or all, by what the run was given.',
    ),
  exclude: z
    .array(obeying(text, 'pathGlob'))
    .optional()
    .describe(
      'What to leave out of folders that are read: globs of paths from the folder of the policy, or of names at any depth.',
    ),
})

/** A policy file that the schema admits, as it is written. */
export type PolicyFile = z.output<typeof policySchema>
export type ImageEntry = z.output<typeof imageFields>
export type StorageClassEntry = z.output<typeof storageClassFields>
export type ClaimEntry = z.output<typeof claimFields>
export type WorkloadEntry = z.output<typeof workload>
export type HardenEntry = z.output<typeof harden>
export type ExemptionEntry = z.output<typeof exemption>
export type GoldenEntry = z.output<typeof goldenFields>

/** The JSON Schema of `seaworthy.yaml`, for editors. */
export function policyJsonSchema(): z.core.JSONSchema.JSONSchema {
  const $id = 'https://seaworthy.dev/v1alpha1/policy.schema.json'
  return { $id, title: 'Seaworthy policy (seaworthy.yaml)', ...z.toJSONSchema(policySchema, { io: 'input' }) }
}
