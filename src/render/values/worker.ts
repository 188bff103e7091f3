import { z } from 'zod'
import { containerFields, extraContainer, image, valueFrom } from './container.ts'
import { overrides } from './overrides.ts'
import { attachable, chownInit, podFields, pullSecret } from './pod.ts'
import { anyMap, dnsLabel, dnsName, envName, labelMap, mountPath, quantity, textMap } from './scalar.ts'
import { step } from './step.ts'

const nameForm = z.enum(['hash', 'execution', 'verbatim'])

const job = z.strictObject({
  /** Begins the Job's name. */
  prefix: dnsLabel.default('task'),
  /**
   * `hash`: prefix, task id and eight digits of its hash. `execution`: prefix, task id, `exec` and the end of the
   * execution id. `verbatim`: the task id itself, which must then be a DNS label.
   */
  nameForm: nameForm.default('hash'),
  backoffLimit: z.int().min(0).max(2147483647).default(0),
  activeDeadlineSeconds: z.int().min(1).optional(),
  ttlSecondsAfterFinished: z.int().min(0).max(2147483647).default(86400),
  /** False: finished Jobs are kept, whatever the line above says. */
  cleanup: z.boolean().default(true),
  podFailurePolicy: anyMap.optional(),
})

const workspace = z.strictObject({
  enabled: z.boolean().default(true),
  name: dnsLabel.default('workspace'),
  mountPath: mountPath.default('/workspace'),
  /** Where the worker starts. Absent: `mountPath`. */
  workingDir: mountPath.optional(),
  sizeLimit: quantity.optional(),
  /** A volume of the values instead of an emptyDir of the Job's own. */
  volume: dnsLabel.optional(),
  subPath: z.string().min(1).optional(),
})

/** A tool that comes as an image, and whose file tree the worker mounts. */
const tool = z.strictObject({ image: z.string().min(1), mountPath, readWrite: z.boolean().default(false) })

const tools = z.strictObject({
  /**
   * `imageVolume` mounts the image itself (Kubernetes 1.33 with the feature gate, 1.35 by default). `copy` copies its files
   * into an emptyDir first, for which the image needs `sh` and a `tar` with `--exclude`.
   */
  mode: z.enum(['copy', 'imageVolume']).default('imageVolume'),
  /** Who copies. Root can read everything, and no namespace that enforces `restricted` admits it. */
  copyAs: z.enum(['workload', 'root']).default('workload'),
  images: z.array(tool).default([]),
})

/** A variable that may hold something of the task. It is left out for a task that does not have it. */
const workerEnv = z.strictObject({
  name: envName,
  value: z.string().optional(),
  valueFrom: valueFrom.optional(),
  fromTask: z.string().min(1).optional(),
})

/** A label made from the task: cleaned up, hashed, or as it is. */
const taskLabel = z.strictObject({
  key: z.string().min(1),
  value: z.string().optional(),
  fromTask: z.string().min(1).optional(),
  form: z.enum(['label', 'hash', 'verbatim']).default('label'),
})

/** The worker: one Job for each task. */
export const worker = z
  .strictObject({
    namespace: dnsLabel.optional(),
    containerName: dnsLabel.default('worker'),
    image,
    job: job.prefault({}),
    labels: labelMap.optional(),
    annotations: textMap.optional(),
    /** Labels that win over all others. */
    taskLabels: z.array(taskLabel).default([]),
    ...containerFields,
    env: z.array(workerEnv).default([]),
    /** Variables that win over every other, at the end of the list. */
    ownedEnv: z.array(workerEnv).default([]),
    /** Literals of variables that are called like a secret are refused, unless this says otherwise. */
    allowInlineSecrets: z.boolean().default(false),
    /** How the prompt reaches the worker: as its last argument, or as a variable. */
    prompt: z
      .strictObject({ as: z.enum(['args', 'env', 'none']).default('args'), env: envName.default('PROMPT') })
      .prefault({}),
    /** A file of `KEY=VALUE` lines, written by a setup step, that the worker's command starts with. */
    environmentFile: mountPath.optional(),
    workspace: workspace.prefault({}),
    steps: z.array(step).default([]),
    tools: tools.prefault({}),
    /** Runs when Kubernetes ends the pod: deadline, eviction, deletion. Not when the worker ends by itself. */
    teardown: z.string().min(1).optional(),
    initContainers: z.array(extraContainer).default([]),
    extraContainers: z.array(extraContainer).default([]),
    ...podFields,
    serviceAccountName: dnsName.optional(),
    automountServiceAccountToken: z.boolean().default(false),
    imagePullSecrets: z.array(pullSecret).optional(),
    podSecurityContext: anyMap.optional(),
    chownInit: chownInit.prefault({}),
    attachable: attachable.optional(),
    /** Prefixes and names that the platform keeps to itself: overrides cannot use them. */
    reserved: z
      .strictObject({ prefixes: z.array(z.string().min(1)).default([]), env: z.array(envName).default([]) })
      .prefault({}),
    /** A PodSpec to start from. */
    podTemplate: anyMap.optional(),
    podOverrides: overrides.optional(),
  })
  .meta({ not: { required: ['podTemplate', 'podOverrides'] } })

export type WorkerValues = z.output<typeof worker>
export type WorkerEnv = z.output<typeof workerEnv>
export type TaskLabel = z.output<typeof taskLabel>
