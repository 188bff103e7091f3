import * as z from 'zod'

/** Loaded by `seaworthy schema lock` alone: the program reads a lock by writing it again (`read-lock.ts`). */
const digest = z.string().regex(/^sha(?:256:[a-f0-9]{64}|512:[a-f0-9]{128})$/)
const id = z.int().min(0).max(2_147_483_647)
const ids = z.string().regex(/^\d+:\d+$/)
const texts = z.array(z.string())

const user = z.union([
  z.strictObject({
    declared: z.string().describe('USER as the image writes it'),
    uid: id,
    gid: id,
    groups: z.array(id).describe('supplementary groups of /etc/group'),
    from: z.enum(['config', 'etc/passwd']),
  }),
  z.strictObject({ declared: z.string(), unknown: z.string().describe('why the ids are not known') }),
])

const path = z.union([
  z.enum(['absent', 'unknown']),
  z.strictObject({ owner: ids, mode: z.string().regex(/^[0-7]{4}$/) }),
])

const platform = z.strictObject({
  config: digest.describe('of the image config'),
  user,
  entrypoint: texts,
  cmd: texts,
  workingDir: z.string(),
  volumes: texts,
  shell: z.enum(['present', 'absent', 'unknown']),
  fileCapabilities: z.union([z.literal('unknown'), z.record(z.string(), texts)]).describe('of the program that starts'),
  setuid: z.enum(['yes', 'no', 'unknown']).describe('whether the program that starts works by a setuid bit'),
  privilegedFiles: texts.describe('every file with a setuid bit, a setgid bit or capabilities'),
  calls: texts.describe('of chown and the programs that switch the user, those that the entrypoint calls'),
  switchesTo: ids.optional().describe('whom the entrypoint becomes'),
  paths: z.record(z.string(), path).describe("the image's own directory at its volumes and at mount paths"),
})

const image = z.strictObject({
  digest: digest.optional().describe('of the index or manifest that the reference named'),
  platforms: z.record(z.string(), platform).describe('by os/architecture'),
})

const volume = {
  class: z.string().optional(),
  driver: z.string().optional(),
  fsType: z.string().optional(),
  accessPoint: z.literal(true).optional().describe('of EFS'),
  volumeMode: z.string().optional(),
  gid: z.string().optional().describe('pv.beta.kubernetes.io/gid'),
  accessModes: texts,
}

const cluster = z.strictObject({
  version: z.string().describe('of the API server'),
  nodes: z
    .strictObject({
      operatingSystems: texts,
      architectures: texts,
      runtimes: texts,
      supplementalGroupsPolicy: z.enum(['all', 'some', 'none']).describe('how many nodes know it'),
    })
    .optional(),
  namespaces: z
    .record(
      z.string(),
      z.strictObject({
        enforce: z.string().optional(),
        enforceVersion: z.string().optional(),
        uidRange: z.string().optional().describe('of OpenShift'),
        supplementalGroups: z.string().optional().describe('of OpenShift'),
      }),
    )
    .optional(),
  storageClasses: z
    .record(
      z.string(),
      z.strictObject({
        provisioner: z.string(),
        volumeType: z.string().optional().describe('defaultVolumeType of local-path'),
        fsType: z.string().optional(),
        protocol: z.string().optional(),
        mountOptions: texts.optional().describe('those that name an owner or a mode'),
        default: z.literal(true).optional(),
      }),
    )
    .optional(),
  csiDrivers: z.record(z.string(), z.strictObject({ fsGroupPolicy: z.string().optional() })).optional(),
  volumes: z
    .record(z.string(), z.strictObject({ ...volume, source: z.string(), claim: z.string().optional() }))
    .optional()
    .describe('PersistentVolumes that an administrator made'),
  claims: z
    .record(z.string(), z.strictObject({ ...volume, source: z.string().optional(), phase: z.string() }))
    .optional()
    .describe('by namespace/name'),
})

const lock = z.strictObject({
  apiVersion: z.literal('seaworthy.dev/v1alpha1'),
  kind: z.literal('Lock'),
  images: z.record(z.string(), image).describe('by canonical reference'),
  cluster: cluster.optional().describe('what lock --cluster saw; a section that is absent could not be read'),
})

/** The JSON Schema of a lock, for other programs that read it. */
export function lockJsonSchema(): object {
  const $id = 'https://seaworthy.dev/v1alpha1/lock.schema.json'
  return { $id, title: 'Seaworthy lock (seaworthy.lock.yaml)', ...z.toJSONSchema(lock, { io: 'input' }) }
}
