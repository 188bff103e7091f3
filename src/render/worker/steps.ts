import { compactMap } from '../../manifest/compact.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { shellWords } from '../../security/chown.ts'
import { extraContainer } from '../pod/container.ts'
import type { Step, StepOf, StepToken } from '../values/step.ts'
import type { Task } from '../values/task.ts'
import type { WorkerValues } from '../values/worker.ts'
import { branchScript, cloneScript, fetchCommitScript, filesScript, remotesScript } from './git-scripts.ts'
import { literal } from './task-fact.ts'

/** What the steps of one Job see of it. */
export interface StepScope {
  readonly worker: WorkerValues
  readonly task: Task
  readonly job: string
  /** The worker's image. */
  readonly image: string
  readonly env: readonly ValueMap[]
  /** Mount of the workspace, where there is one, and of the tools. */
  readonly workspace: readonly ValueMap[]
  readonly tools: readonly ValueMap[]
}

/** What one step adds to the Job. */
export interface StepParts {
  readonly initContainers?: readonly ValueMap[]
  readonly volumes?: readonly ValueMap[]
  /** Mounts that the worker shares with the step. */
  readonly volumeMounts?: readonly ValueMap[]
  readonly configMaps?: readonly { readonly name: string; readonly data: ValueMap }[]
}

/** The parts of every step, in order. */
export function stepsOf(scope: StepScope): StepParts[] {
  return scope.worker.steps.map(step => partsOf(step, scope))
}

function partsOf(step: Step, scope: StepScope): StepParts {
  switch (step.type) {
    case 'clone':
      return {
        ...tokenParts(step.token),
        initContainers: [gitContainer(step, scope, cloneCommand(step, scope), step.token)],
      }
    case 'remotes':
      return { initContainers: [gitContainer(step, scope, remotesCommand(step, scope))] }
    case 'branch':
      return branchParts(step, scope)
    case 'files':
      return filesParts(step, scope)
    case 'setup':
      return { initContainers: [setupContainer(step, scope)] }
    case 'run': {
      const { type: _, ...container } = step
      return { initContainers: [extraContainer(container, scope.image)] }
    }
  }
}

const commit = /^[0-9a-f]{40}$/i

function cloneCommand({ repository, ref = '', directory, token, name }: StepOf<'clone'>, scope: StepScope): string[] {
  const place = inWorkspace(scope, directory)
  const credentials = token === undefined ? ['', ''] : [credentialHelper(token), token.username]
  if (commit.test(ref))
    return ['sh', '-ec', fetchCommitScript, name, ...[repository, place].map(literal), ...credentials, literal(ref)]
  if (token !== undefined)
    return ['sh', '-ec', cloneScript, name, ...[repository, place].map(literal), ...credentials, literal(ref)]
  return [
    'git',
    'clone',
    ...(ref === '' ? [] : ['--branch', literal(ref)]),
    '--no-single-branch',
    '--depth',
    '1',
    '--',
    literal(repository),
    literal(place),
  ]
}

function remotesCommand({ name, directory, remotes }: StepOf<'remotes'>, scope: StepScope): string[] {
  return [
    'sh',
    '-ec',
    remotesScript,
    name,
    literal(inWorkspace(scope, directory)),
    ...remotes.flatMap(remote => [remote.name, remote.url]).map(literal),
  ]
}

function branchParts(step: StepOf<'branch'>, scope: StepScope): StepParts {
  const { branch } = scope.task
  if (branch === undefined) return {}
  const command = ['sh', '-ec', branchScript, step.name, literal(inWorkspace(scope, step.directory)), literal(branch)]
  return { ...tokenParts(step.token), initContainers: [gitContainer(step, scope, command, step.token)] }
}

function gitContainer(
  { name, image }: { readonly name: string; readonly image: string },
  scope: StepScope,
  command: readonly string[],
  token?: StepToken,
): ValueMap {
  return compactMap({
    name,
    image,
    imagePullPolicy: scope.worker.image.pullPolicy,
    command,
    // Without a passwd entry git has no home, and asks for one before it does anything.
    env: [
      { name: 'HOME', value: '/tmp' },
      { name: 'GIT_TERMINAL_PROMPT', value: '0' },
    ],
    volumeMounts: [...scope.workspace, ...(token === undefined ? [] : [tokenMount(token)])],
  })
}

/** Git asks the helper for a user name and a password; the name comes from `credential.username`. */
function credentialHelper({ mountPath, key }: StepToken): string {
  return `!f() { test "$1" = get && printf 'password=%s\\n' "$(cat ${shellWords([`${mountPath}/${key}`])})"; }; f`
}

function tokenParts(token: StepToken | undefined): StepParts {
  if (token === undefined) return {}
  const { volume, secretName, key } = token
  return {
    volumes: [{ name: volume, secret: { secretName, items: [{ key, path: key }], optional: true } }],
    volumeMounts: [tokenMount(token)],
  }
}

function tokenMount({ volume, mountPath }: StepToken): ValueMap {
  return { name: volume, mountPath, readOnly: true }
}

/** ConfigMap keys cannot hold a path, so files are numbered and named again by the script. */
function filesParts(step: StepOf<'files'>, scope: StepScope): StepParts {
  const { name, staging, files } = step
  const configMap = `${scope.job}-${step.suffix}`
  const mounts = targetMounts(step, scope)
  const root = [step.mountPath ?? scope.worker.workspace.mountPath, step.directory]
    .filter(part => part !== undefined)
    .join('/')
  const parameters = files.flatMap(({ path, mode }, index) => [
    `${staging.mountPath}/f${index}`,
    literal(`${root}/${path}`),
    mode,
  ])
  return {
    configMaps: [
      { name: configMap, data: Object.fromEntries(files.map(({ content }, index) => [`f${index}`, content])) },
    ],
    volumes: [
      ...(step.volume === undefined ? [] : [{ name: step.volume, emptyDir: {} }]),
      { name: staging.volume, configMap: { name: configMap } },
    ],
    volumeMounts: step.volume === undefined ? [] : mounts,
    initContainers: [
      compactMap({
        name,
        image: step.image ?? scope.image,
        imagePullPolicy: scope.worker.image.pullPolicy,
        command: ['sh', '-ec', filesScript, name, ...parameters],
        volumeMounts: [...mounts, { name: staging.volume, mountPath: staging.mountPath, readOnly: true }],
      }),
    ],
  }
}

function targetMounts({ volume, mountPath }: StepOf<'files'>, { worker, workspace }: StepScope): readonly ValueMap[] {
  return volume === undefined ? workspace : [{ name: volume, mountPath: mountPath ?? worker.workspace.mountPath }]
}

function setupContainer(
  { name, script }: StepOf<'setup'>,
  { worker, image, env, workspace, tools }: StepScope,
): ValueMap {
  return compactMap({
    name,
    image,
    imagePullPolicy: worker.image.pullPolicy,
    // The kubelet reads `$$`, and `$(NAME)` of a variable, before any shell does.
    command: ['/bin/sh', '-c', literal(script)],
    workingDir: worker.workspace.enabled ? worker.workspace.mountPath : undefined,
    envFrom: worker.envFrom,
    env,
    volumeMounts: [...workspace, ...tools],
  })
}

function inWorkspace({ worker }: StepScope, directory: string): string {
  return `${worker.workspace.mountPath}/${directory}`
}
