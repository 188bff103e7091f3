import * as assert from 'uvu/assert'
import { type CsiMount, csiFsGroup, statedPolicy } from '../../src/volumes/model/volume/csi.ts'
import { table } from '../table.ts'

const mount: CsiMount = {
  policy: 'ReadWriteOnceWithFSType',
  readOnly: false,
  fsType: 'ext4',
  accessModes: ['ReadWriteOnce'],
}

table(
  'csiFsGroup',
  {
    'ReadWriteOnce with a file system': { ...mount, want: 'honoured' },
    ReadWriteOncePod: { ...mount, accessModes: ['ReadWriteOncePod'], want: 'honoured' },
    'one of several modes is enough': { ...mount, accessModes: ['ReadWriteMany', 'ReadWriteOnce'], want: 'honoured' },
    ReadWriteMany: { ...mount, accessModes: ['ReadWriteMany'], want: 'never' },
    ReadOnlyMany: { ...mount, accessModes: ['ReadOnlyMany'], want: 'never' },
    'no access modes': { ...mount, accessModes: [], want: 'never' },
    'no fsType': { ...mount, fsType: '', want: 'never' },
    'an unknown fsType': { ...mount, fsType: undefined, want: 'unknown' },
    'inline counts as ReadWriteOnce': { ...mount, accessModes: 'inline' as const, want: 'honoured' },
    'File needs neither': { ...mount, policy: 'File' as const, fsType: '', accessModes: [], want: 'honoured' },
    'read-only': { ...mount, policy: 'File' as const, readOnly: true, want: 'never' },
    None: { ...mount, policy: 'None' as const, want: 'never' },
    'a driver that mounts with the group, read-only too': {
      ...mount,
      policy: 'mount-group' as const,
      readOnly: true,
      want: 'delegated',
    },
    'an unknown policy': { ...mount, policy: 'unknown' as const, want: 'unknown' },
    'an unknown policy and no fsType may still be File': {
      ...mount,
      policy: 'unknown' as const,
      fsType: '',
      want: 'unknown',
    },
    'an unknown policy, read-only': { ...mount, policy: 'unknown' as const, readOnly: true, want: 'never' },
  },
  ({ want, ...row }) => assert.is(csiFsGroup(row), want),
)

table(
  'statedPolicy',
  {
    'absent is filled in by the API server': { value: undefined, want: 'ReadWriteOnceWithFSType' },
    File: { value: 'File', want: 'File' },
    'a misspelt one is nothing to rely on': { value: 'file', want: 'unknown' },
  },
  ({ value, want }) => assert.is(statedPolicy(value), want),
)
