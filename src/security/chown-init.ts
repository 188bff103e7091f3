import { chownCommand, chownOnMismatchScript, idProblem, refuse } from './chown.ts'
import type { EnvEntry, InitContainer, Resources } from './container.ts'
import { chownSecurityContext } from './contexts.ts'
import { copyableEnv, envEntriesFor } from './env.ts'
import { expressionsOf, mountsProblem, type WorkloadMount, writableMounts } from './mounts.ts'
import { imageProblem, labelProblem } from './names.ts'
import { resourcesField } from './resources.ts'
import { refusalSentence, rules } from './rules.ts'

/** What may differ between init containers that do the same work. */
export interface InitOptions {
  /** `IfNotPresent` unless said otherwise: the image is the workload's own, or small and pinned. */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never'
  readonly resources?: Resources
}

/** What an init container that re-owns volumes may have beyond its owner and mounts. */
export interface ChownInitOptions extends InitOptions {
  /** `Always` by default. `OnRootMismatch` skips a volume whose root already has the owner. */
  readonly policy?: 'Always' | 'OnRootMismatch'
  /** The workload's variables; those that a `subPathExpr` needs are copied. */
  readonly env?: readonly EnvEntry[]
}

/**
 * The init container that makes volumes writable for a non-root workload: root re-owns each mount to `uid:gid`.
 *
 * It must come before every init container that writes the volumes, and its namespace must admit it: `baseline` does,
 * `restricted` never. The image needs `sh` and `chown`, which distroless images lack. Throws `InputError` where
 * `chownInitProblem` finds something.
 */
export function rootChownInitContainer(
  name: string,
  image: string,
  uid: number,
  gid: number,
  mounts: readonly WorkloadMount[],
  options: ChownInitOptions = {},
): InitContainer {
  refuse(chownInitProblem(name, image, uid, gid, mounts, options))
  const script = options.policy === 'OnRootMismatch' ? chownOnMismatchScript : chownCommand
  const env = envEntriesFor(expressionsOf(mounts), copyableEnv(options.env))
  const volumeMounts = writableMounts(mounts)
  const paths = volumeMounts.map(({ mountPath }) => mountPath)
  return {
    name,
    image,
    imagePullPolicy: options.imagePullPolicy ?? 'IfNotPresent',
    securityContext: chownSecurityContext(),
    command: ['sh', '-ec', script(uid, gid, paths)],
    ...(env.length === 0 ? {} : { env }),
    ...resourcesField(options.resources),
    volumeMounts,
  }
}

/** Why there is no init container for these, or undefined: asked before a chart's own mounts are used. */
export function chownInitProblem(
  name: unknown,
  image: unknown,
  uid: unknown,
  gid: unknown,
  mounts: readonly WorkloadMount[],
  options: ChownInitOptions = {},
): string | undefined {
  return (
    labelProblem('name', name) ??
    imageProblem(image) ??
    idProblem('uid', uid) ??
    idProblem('gid', gid) ??
    mountsProblem(mounts, copyableEnv(options.env)) ??
    policyProblem(options.policy)
  )
}

const policies: readonly unknown[] = ['Always', 'OnRootMismatch', undefined]

function policyProblem(policy: unknown): string | undefined {
  return policies.includes(policy) ? undefined : refusalSentence('policy', policy, rules.policy)
}
