import * as z from 'zod'
import { agent } from './agent.ts'
import { identity, pullSecret, repair, volume } from './pod.ts'
import { dnsLabel, labelMap, textMap } from './scalar.ts'
import { task } from './task.ts'
import { worker } from './worker.ts'

/**
 * Values of one platform: who it is, what it stores, its master and its workers. Both templates read the same file, so
 * that identity, volumes and labels are said once.
 */
export const values = z.strictObject({
  name: dnsLabel.describe('Name of the platform, and of what has no name of its own.'),
  namespace: dnsLabel.optional().describe('Namespace of every object.'),
  level: z
    .enum(['privileged', 'baseline', 'restricted'])
    .optional()
    .describe("What the namespace enforces, at least what the policy says; absent: the policy's, or restricted."),
  platform: z
    .enum(['kubernetes', 'openshift'])
    .default('kubernetes')
    .describe('openshift: security context constraints assign users and groups, and none is written.'),
  identity: identity
    .optional()
    .describe('Who master and workers run as; absent: ids of 65532, or platform on openshift.'),
  repair: repair.prefault({}).describe('How volumes are made usable where an init container is needed for it.'),
  instance: z.string().min(1).optional().describe('Label app.kubernetes.io/instance; absent: name.'),
  partOf: z.string().optional().describe('Label app.kubernetes.io/part-of.'),
  version: z.string().optional().describe('Label app.kubernetes.io/version.'),
  managedBy: z.string().default('seaworthy').describe('Label app.kubernetes.io/managed-by.'),
  labels: labelMap.optional().describe("Labels of every object; the platform's own win."),
  annotations: textMap.optional().describe('Annotations of every object.'),
  imagePullSecrets: z.array(pullSecret).default([]).describe('Secrets with credentials of registries, for every pod.'),
  volumes: z.array(volume).default([]).describe('Volumes that master and workers can mount by name.'),
  agent: agent.optional().describe('The master: a Deployment and what it needs.'),
  worker: worker.optional().describe('The worker: one Job for each task.'),
  tasks: z.array(task).default([]).describe('Tasks, each of which becomes one Job.'),
})

/** Validated values: every default is filled in. */
export type Values = z.output<typeof values>

/** Values as people write them. */
export type ValuesInput = z.input<typeof values>
