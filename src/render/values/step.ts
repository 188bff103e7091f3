import { z } from 'zod'
import { extraContainer } from './container.ts'
import { configKey, dnsLabel, dnsName, mountPath, octalMode, relativePath } from './scalar.ts'

const gitImage = z.string().min(1).default('docker.io/alpine/git:v2.47.2')

/** The Secret that holds a token for git, mounted as a file so that it can be rotated, and never written to the Job. */
const token = z.strictObject({
  secretName: dnsName,
  key: configKey.default('token'),
  volume: dnsLabel.default('git-token'),
  mountPath: mountPath.default('/run/seaworthy/git-token'),
  username: z.string().min(1).default('x-access-token'),
})

/** Clone a repository into the workspace. A `ref` of forty hex digits is fetched as a commit. */
const clone = z.strictObject({
  type: z.literal('clone'),
  name: dnsLabel.default('git-clone'),
  image: gitImage,
  repository: z.string().min(1),
  ref: z.string().min(1).optional(),
  directory: relativePath.default('repo'),
  token: token.optional(),
})

/** Add remotes to the clone, or point existing ones elsewhere. */
const remotes = z.strictObject({
  type: z.literal('remotes'),
  name: dnsLabel.default('remote-setup'),
  image: gitImage,
  directory: relativePath.default('repo'),
  remotes: z.array(z.strictObject({ name: z.string().min(1), url: z.string().min(1) })).min(1),
})

/** Check out the task's branch, or begin it. Skipped for a task without one. */
const branch = z.strictObject({
  type: z.literal('branch'),
  name: dnsLabel.default('branch-setup'),
  image: gitImage,
  directory: relativePath.default('repo'),
  token: token.optional(),
})

const file = z.strictObject({ path: relativePath, content: z.string(), mode: octalMode.default('0644') })

/** Write files into a volume, from a ConfigMap that is rendered beside the Job: plugins, skills, settings. */
const files = z.strictObject({
  type: z.literal('files'),
  name: dnsLabel.default('write-files'),
  /** Absent: the worker's image. It needs `sh`, `cp`, `mkdir` and `chmod`. */
  image: z.string().min(1).optional(),
  /** Absent: the workspace. Another name makes an emptyDir that the worker mounts at `mountPath`. */
  volume: dnsLabel.optional(),
  mountPath: mountPath.optional(),
  /** Inside the volume. */
  directory: relativePath.optional(),
  staging: z
    .strictObject({ volume: dnsLabel.default('files-src'), mountPath: mountPath.default('/run/seaworthy/files') })
    .prefault({}),
  /** Ending of the ConfigMap's name, after the Job's. */
  suffix: dnsLabel.default('files'),
  files: z.array(file).min(1),
})

/** A command in the worker's own image, environment and workspace. */
const setup = z.strictObject({
  type: z.literal('setup'),
  name: dnsLabel.default('setup'),
  script: z.string().min(1),
})

/** Any container. */
const run = z.strictObject({ type: z.literal('run'), ...extraContainer.shape })

/** What happens before the worker starts, in the order given. Each step is an init container. */
export const step = z.discriminatedUnion('type', [clone, remotes, branch, files, setup, run], {
  error: 'expected one of clone, remotes, branch, files, setup, run',
})

export type Step = z.output<typeof step>
export type StepOf<Type extends Step['type']> = Extract<Step, { type: Type }>
export type Token = z.output<typeof token>
