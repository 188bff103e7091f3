import { defaultHarden, defaultSettings, type Settings, type StorageProfile } from '../../src/workload/settings.ts'

const decreed = { ...defaultHarden, runAs: { user: 65532, group: 65532 } }

/** The policies that the laws are proven under. */
export const policies: Readonly<Record<string, Settings>> = {
  'the default policy': defaultSettings,
  'harden.runAs': { ...defaultSettings, harden: decreed },
  'baseline on local volumes': { ...onClass('rancher-local-path'), level: 'baseline' },
  'everything that can be asked for': {
    ...onClass('aws-ebs'),
    enforce: true,
    harden: { ...decreed, readOnlyRootFilesystem: true },
  },
}

/** The default policy on a cluster whose default storage class is of a profile. */
export function onClass(profile: StorageProfile): Settings {
  return { ...defaultSettings, storageClasses: new Map([['standard', { profile }]]), defaultStorageClass: 'standard' }
}
