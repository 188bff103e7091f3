import * as z from 'zod'
import { extraContainerSchema } from './container.ts'
import { configKey, dnsLabel, dnsName, imageReferenceSchema, mountPath, octalMode, relativePath } from './scalar.ts'

const gitImage = z.string().min(1).default('docker.io/alpine/git:v2.47.2').describe('Image with git and sh.')
const repositoryDirectory = relativePath.default('repo').describe('Directory of the clone, inside the workspace.')

/** The Secret that holds a token for git, mounted as a file so that it can be rotated, and never written to the Job. */
const token = z.strictObject({
  secretName: dnsName.describe('Name of the Secret.'),
  key: configKey.default('token').describe('Key that holds the token.'),
  volume: dnsLabel.default('git-token').describe('Name of the volume that brings it.'),
  mountPath: mountPath.default('/run/seaworthy/git-token').describe('Where the worker and the step see it.'),
  username: z.string().min(1).default('x-access-token').describe('User name that goes with the token.'),
})

/** Clone a repository into the workspace. A `ref` of forty hex digits is fetched as a commit. */
const clone = z.strictObject({
  type: z.literal('clone').describe('Clone a repository into the workspace.'),
  name: dnsLabel.default('git-clone').describe('Name of the init container.'),
  image: gitImage,
  repository: z.string().min(1).describe('URL of the repository.'),
  ref: z.string().min(1).optional().describe("Branch, tag or commit of 40 hex digits; absent: the remote's HEAD."),
  directory: repositoryDirectory,
  token: token.optional().describe('The Secret that holds a token for git.'),
})

/** Add remotes to the clone, or point existing ones elsewhere. */
const remotes = z.strictObject({
  type: z.literal('remotes').describe('Add remotes to the clone, or point them elsewhere.'),
  name: dnsLabel.default('remote-setup').describe('Name of the init container.'),
  image: gitImage,
  directory: repositoryDirectory,
  remotes: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('Name of the remote.'),
        url: z.string().min(1).describe('URL of the remote.'),
      }),
    )
    .min(1)
    .describe('The remotes, in this order.'),
})

/** Check out the task's branch, or begin it. Skipped for a task without one. */
const branch = z.strictObject({
  type: z.literal('branch').describe("Check out the task's branch, or begin it; nothing for a task without one."),
  name: dnsLabel.default('branch-setup').describe('Name of the init container.'),
  image: gitImage,
  directory: repositoryDirectory,
  token: token.optional().describe('The Secret that holds a token for git.'),
})

const file = z.strictObject({
  path: relativePath.describe('Path of the file, inside the directory.'),
  content: z.string().describe('Its text.'),
  mode: octalMode.default('0644').describe('Octal mode as text, such as "0644".'),
})

/** Write files into a volume, from a ConfigMap that is rendered beside the Job: plugins, skills, settings. */
const files = z.strictObject({
  type: z.literal('files').describe('Write files into a volume, from a ConfigMap beside the Job.'),
  name: dnsLabel.default('write-files').describe('Name of the init container.'),
  image: imageReferenceSchema.optional().describe("Image with sh, cp, mkdir and chmod; absent: the worker's."),
  volume: dnsLabel.optional().describe('An emptyDir of this name, mounted at mountPath; absent: the workspace.'),
  mountPath: mountPath.optional().describe('Where the worker sees that volume.'),
  directory: relativePath.optional().describe('Directory inside the volume; absent: its root.'),
  staging: z
    .strictObject({
      volume: dnsLabel.default('files-src').describe('Name of the volume.'),
      mountPath: mountPath.default('/run/seaworthy/files').describe('Where the init container sees it.'),
    })
    .prefault({})
    .describe('The volume of the ConfigMap.'),
  suffix: dnsLabel.default('files').describe("Ending of the ConfigMap's name, after the Job's."),
  files: z.array(file).min(1).describe('The files, in this order.'),
})

/** A command in the worker's own image, environment and workspace. */
const setup = z.strictObject({
  type: z.literal('setup').describe("Run a script in the worker's own image, environment and workspace."),
  name: dnsLabel.default('setup').describe('Name of the init container.'),
  script: z.string().min(1).describe('What /bin/sh runs.'),
})

/** Any container. */
const run = z.strictObject({ type: z.literal('run').describe('Run any container.'), ...extraContainerSchema.shape })

/** What happens before the worker starts, in the order given. Each step is an init container. */
export const step = z.discriminatedUnion('type', [clone, remotes, branch, files, setup, run], {
  error: 'expected one of clone, remotes, branch, files, setup, run',
})

export type Step = z.output<typeof step>
export type StepOf<Type extends Step['type']> = Extract<Step, { type: Type }>
export type StepToken = z.output<typeof token>
