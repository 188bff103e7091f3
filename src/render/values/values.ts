import { z } from 'zod'
import { agent } from './agent.ts'
import { identity, pullSecret, volume } from './pod.ts'
import { dnsLabel, labelMap, textMap } from './scalar.ts'
import { task } from './task.ts'
import { worker } from './worker.ts'

/**
 * Values of one platform: who it is, what it stores, its master and its workers. Both templates read the same file, so
 * that identity, volumes and labels are said once.
 */
export const values = z.strictObject({
  name: dnsLabel,
  namespace: dnsLabel.optional(),
  /** What the namespace enforces. It decides which repairs of volumes are admitted. */
  level: z.enum(['privileged', 'baseline', 'restricted']).default('restricted'),
  identity: identity.prefault({}),
  partOf: z.string().optional(),
  version: z.string().optional(),
  managedBy: z.string().default('seaworthy'),
  labels: labelMap.optional(),
  annotations: textMap.optional(),
  imagePullSecrets: z.array(pullSecret).default([]),
  volumes: z.array(volume).default([]),
  agent: agent.optional(),
  worker: worker.optional(),
  tasks: z.array(task).default([]),
})

/** Validated values: every default is filled in. */
export type Values = z.output<typeof values>

/** Values as people write them. */
export type ValuesInput = z.input<typeof values>
