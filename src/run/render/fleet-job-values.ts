import type { ValuesInput } from '../../render/values/values.ts'

/** A claim, and a folder of it. */
export interface ClaimFolder {
  readonly claim: string
  readonly folder?: string
}

/** A file of the fleet: text, or what is none as base64. */
export type FleetJobFile = { readonly path: string } & ({ readonly text: string } | { readonly base64: string })

/** Where the pods find the fleet and all that it names. */
export type FleetSource =
  | { readonly kind: 'configMap'; readonly files: readonly FleetJobFile[] }
  | { readonly kind: 'claim'; readonly claim: ClaimFolder }
  | { readonly kind: 'git'; readonly repository: string; readonly ref?: string; readonly image: string }

/** An Indexed Job that does a fleet, a shard a pod. */
export interface FleetJob {
  readonly name: string
  /** In parts, as values have it. */
  readonly image: { readonly repository: string; readonly tag?: string; readonly digest?: string }
  readonly shards: number
  readonly parallelism: number
  readonly source: FleetSource
  /** Where the shards write. */
  readonly parts: ClaimFolder
  /** Arguments of `seaworthy fleet` beside those that say which shard it is. */
  readonly args: readonly string[]
}

/** The container that does a shard. */
export const fleetContainer = 'fleet'

/** Where the pods see the fleet, and their output. */
const [fleetFolder, partsFolder] = ['/fleet', '/parts']

/** Values of a worker whose one task is the fleet. */
export function fleetJobValues(job: FleetJob): ValuesInput {
  const { source, parts, name } = job
  const fromGit = source.kind === 'git'
  return {
    name,
    volumes: [{ name: 'tmp', emptyDir: {} }, ...volumesOf(job)],
    worker: {
      containerName: fleetContainer,
      image: job.image,
      command: ['seaworthy', 'fleet', ...job.args],
      // The result is in the parts: a Job whose pods fail because of findings would try them again.
      args: ['--shard', `job/${job.shards}`, '--output-dir', partsFolder, '--exit-zero'],
      prompt: { as: 'none' },
      job: { nameForm: 'verbatim' },
      workspace: fromGit ? { name: 'fleet', mountPath: fleetFolder } : { enabled: false },
      workingDir: fromGit ? `${fleetFolder}/repo` : fleetFolder,
      securityContext: { readOnlyRootFilesystem: true },
      steps: fromGit
        ? [
            {
              type: 'clone',
              image: source.image,
              repository: source.repository,
              directory: 'repo',
              ...(source.ref !== undefined && { ref: source.ref }),
            },
          ]
        : [],
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        ...fleetMounts(source, parts),
        { name: 'parts', mountPath: partsFolder, ...subPathOf(parts) },
      ],
    },
  }
}

function fleetMounts(source: FleetSource, parts: ClaimFolder) {
  switch (source.kind) {
    case 'configMap':
      return [{ name: 'fleet', mountPath: fleetFolder, readOnly: true }]
    case 'claim': {
      const name = source.claim.claim === parts.claim ? 'parts' : 'fleet'
      return [{ name, mountPath: fleetFolder, readOnly: true, ...subPathOf(source.claim) }]
    }
    case 'git':
      return []
  }
}

function subPathOf({ folder }: ClaimFolder): { readonly subPath?: string } {
  return folder === undefined ? {} : { subPath: folder }
}

function volumesOf({ name, source, parts }: FleetJob): NonNullable<ValuesInput['volumes']> {
  const output = { name: 'parts', claim: { name: parts.claim, create: false } }
  switch (source.kind) {
    case 'configMap':
      return [{ name: 'fleet', configMap: { name: configMapName(name), items: itemsOf(source.files) } }, output]
    case 'claim':
      return source.claim.claim === parts.claim
        ? [output]
        : [{ name: 'fleet', claim: { name: source.claim.claim, create: false } }, output]
    case 'git':
      return [output]
  }
}

/** The ConfigMap that a Job brings along. */
export function configMapName(job: string): string {
  return `${job}-files`
}

/** A key of a ConfigMap cannot hold a path, so files are numbered. */
function itemsOf(files: readonly FleetJobFile[]) {
  return files.map(({ path }, index) => ({ key: `f${index}`, path }))
}
