import * as z from 'zod'
import { containerFields, extraContainerSchema, image, valueFrom } from './container.ts'
import { exclusiveExtensions, extensionFields, workerOverrides } from './overrides.ts'
import { attachable, podFields, pullSecret, repair } from './pod.ts'
import { workerTemplate } from './pod-template.ts'
import {
  anyMap,
  dnsLabel,
  dnsName,
  envName,
  imageReferenceSchema,
  labelMap,
  mountPath,
  quantity,
  textMap,
} from './scalar.ts'
import { securityContext } from './spec.ts'
import { step } from './step.ts'

/**
 * `hash`: prefix, task id and eight digits of its hash. `execution`: prefix, task id, `exec` and the end of the execution
 * id. `verbatim`: the task id itself, which must then be a DNS label.
 */
const nameForm = z.enum(['hash', 'execution', 'verbatim'])

/** Part of the values of a worker; `jobName` makes names of it. */
export const job = z.strictObject({
  prefix: dnsLabel.default('task').describe("Begins the Job's name."),
  nameForm: nameForm
    .default('hash')
    .describe('hash: prefix, task id and a hash; execution: prefix, task id and execution id; verbatim: the task id.'),
  backoffLimit: z.int().min(0).max(2147483647).default(0).describe('How often a failed pod is replaced.'),
  activeDeadlineSeconds: z.int().min(1).optional().describe('Seconds after which Kubernetes ends the Job.'),
  ttlSecondsAfterFinished: z
    .int()
    .min(0)
    .max(2147483647)
    .default(86400)
    .describe('Seconds for which a finished Job is kept.'),
  cleanup: z.boolean().default(true).describe('False keeps finished Jobs, whatever ttlSecondsAfterFinished says.'),
  podFailurePolicy: anyMap.optional().describe('Which failures count against backoffLimit, as Kubernetes spells it.'),
})

const workspace = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the worker has one.'),
  name: dnsLabel.default('workspace').describe('Name of the volume.'),
  mountPath: mountPath.default('/workspace').describe('Where the worker and its steps see it.'),
  workingDir: mountPath.optional().describe('Where the worker starts; absent: mountPath.'),
  sizeLimit: quantity.optional().describe('Bytes at which the pod is evicted, as a quantity.'),
  volume: dnsLabel.optional().describe("A volume of the values instead of an emptyDir of the Job's own."),
  subPath: z.string().min(1).optional().describe('Path inside that volume; absent: its root.'),
})

/** A tool that comes as an image, and whose file tree the worker mounts. */
const tool = z.strictObject({
  image: imageReferenceSchema.describe('Image that contains the tool.'),
  mountPath: mountPath.describe('Where the worker sees them.'),
  readWrite: z.boolean().default(false).describe('Whether the worker may write there; needs mode copy.'),
})

/**
 * `imageVolume` mounts the image itself (Kubernetes 1.33 with the feature gate, 1.35 by default). `copy` copies its files
 * into an emptyDir first, for which the image needs `sh` and a `tar` with `--exclude`.
 */
const tools = z.strictObject({
  mode: z
    .enum(['copy', 'imageVolume'])
    .default('imageVolume')
    .describe('imageVolume mounts the image (Kubernetes 1.35); copy copies its files with its own sh and tar.'),
  copyAs: z
    .enum(['workload', 'root'])
    .default('workload')
    .describe('Who copies; root can read everything, and restricted does not admit it.'),
  images: z.array(tool).default([]).describe('The tools, in this order.'),
})

/** A variable that may hold something of the task. It is left out for a task that does not have it. */
const workerEnv = z.strictObject({
  name: envName.describe('Name of the variable.'),
  value: z.string().optional().describe('Its value.'),
  valueFrom: valueFrom.optional().describe('Where Kubernetes takes its value from.'),
  fromTask: z.string().min(1).optional().describe('Field of the task that is its value; left out where there is none.'),
})

/** A label made from the task: cleaned up, hashed, or as it is. */
const taskLabel = z.strictObject({
  key: z.string().min(1).describe('Key of the label.'),
  value: z.string().optional().describe('Its value.'),
  fromTask: z.string().min(1).optional().describe('Field of the task that is its value; left out where there is none.'),
  form: z
    .enum(['label', 'hash', 'verbatim'])
    .default('label')
    .describe('label: made a valid label; hash: 16 hex digits; verbatim: as it is.'),
})

/** The worker: one Job for each task. */
export const worker = z
  .strictObject({
    namespace: dnsLabel.optional().describe('Namespace of the Jobs; absent: that of the values.'),
    containerName: dnsLabel.default('worker').describe('Name of the main container.'),
    image: image.describe('Image of the main container.'),
    job: job.prefault({}).describe('The Job itself.'),
    labels: labelMap.optional().describe("Labels of every Job; the platform's own win."),
    annotations: textMap.optional().describe('Annotations of every Job.'),
    taskLabels: z.array(taskLabel).default([]).describe('Labels made from the task, which win over all others.'),
    ...containerFields,
    env: z.array(workerEnv).default([]).describe('Environment variables, in this order.'),
    ownedEnv: z.array(workerEnv).default([]).describe('Variables that win over every other, at the end of the list.'),
    prompt: z
      .strictObject({
        as: z
          .enum(['args', 'env', 'none'])
          .default('args')
          .describe('As the last argument, a variable, or not at all.'),
        env: envName.default('PROMPT').describe('Name of the variable.'),
      })
      .prefault({})
      .describe('How the prompt reaches the worker.'),
    environmentFile: mountPath
      .optional()
      .describe('File of KEY=VALUE lines, written by a step, that the command starts with.'),
    workspace: workspace.prefault({}).describe('The directory that the worker shares with its steps.'),
    steps: z.array(step).default([]).describe('What happens before the worker starts, in this order.'),
    tools: tools.prefault({}).describe('Tools that come as images.'),
    teardown: z
      .string()
      .min(1)
      .optional()
      .describe('Script that runs when Kubernetes ends the pod, not when the worker ends by itself.'),
    initContainers: z.array(extraContainerSchema).default([]).describe('Containers that run after the steps.'),
    extraContainers: z.array(extraContainerSchema).default([]).describe('Containers that run beside the worker.'),
    ...podFields,
    serviceAccountName: dnsName.optional().describe("ServiceAccount of the pod; absent: the namespace's default."),
    automountServiceAccountToken: z.boolean().default(false).describe('Whether containers get a token for the API.'),
    imagePullSecrets: z.array(pullSecret).optional().describe('Secrets with credentials of registries.'),
    podSecurityContext: securityContext.optional().describe('Laid over the security context of the pod.'),
    repair: repair.optional().describe('Overrides repair of the values, for this pod alone.'),
    attachable: attachable.optional().describe('A supervisor that wraps the command, so that people can attach.'),
    ...extensionFields,
    podTemplate: workerTemplate.optional().describe('A PodSpec to start from; excludes podOverrides.'),
    podOverrides: workerOverrides
      .optional()
      .describe('What a dispatcher may change about the pod; excludes podTemplate.'),
  })
  .meta(exclusiveExtensions)

export type WorkerValues = z.output<typeof worker>
export type WorkerEnv = z.output<typeof workerEnv>
export type TaskLabel = z.output<typeof taskLabel>
