import {
  defaultHarden,
  defaultSettings,
  type Settings,
  type StorageFacts,
} from '../../src/workload/settings/settings.ts'

/** A directory of the node that ignores fsGroup and belongs to uid 1000, whatever runs in the pod. */
export const somebodyElse: StorageFacts = {
  source: 'hostPath',
  fsGroup: 'never',
  root: { uid: 1000, gid: 1000, mode: '0755' },
}

const decreed = { ...defaultHarden, runAs: { user: 65532, group: 65532 } }

/** The policies that the laws are proven under. */
export const policies: Readonly<Record<string, Settings>> = {
  'the default policy': defaultSettings,
  'harden.runAs': { ...defaultSettings, harden: decreed },
  'baseline on volumes of somebody else': { ...onClass(somebodyElse), level: 'baseline' },
  'everything that can be asked for': {
    ...onClass({ profile: 'aws-ebs' }),
    enforce: true,
    harden: { ...decreed, readOnlyRootFilesystem: true },
  },
}

/** The default policy on a cluster with such a default storage class. */
export function onClass(facts: StorageFacts): Settings {
  return { ...defaultSettings, storageClasses: new Map([['standard', facts]]), defaultStorageClass: 'standard' }
}
