import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { readLock } from '../../src/lock/read-lock.ts'
import { writeLock } from '../../src/lock/write-lock.ts'
import type { LockedCluster } from '../../src/workload/settings/cluster-facts.ts'
import { situation, table } from '../table.ts'
import { isValidLock } from './valid.ts'

const cluster: LockedCluster = {
  version: 'v1.36.3',
  nodes: {
    operatingSystems: ['linux'],
    architectures: ['amd64', 'arm64'],
    runtimes: ['containerd://1.6.20'],
    supplementalGroupsPolicy: 'none',
  },
  namespaces: new Map([
    ['agents', { enforce: 'restricted', enforceVersion: 'v1.35' }],
    ['123', {}],
    ['true', { uidRange: '1000680000/10000', supplementalGroups: '1000680000/10000' }],
  ]),
  storageClasses: new Map([
    ['local-path', { provisioner: 'rancher.io/local-path', volumeType: 'local', default: true as const }],
    ['smb', { provisioner: 'smb.csi.k8s.io', mountOptions: ['uid=1000', 'dir_mode=0770'] }],
    ['files', { provisioner: 'file.csi.azure.com', protocol: 'nfs', fsType: 'ext4' }],
  ]),
  csiDrivers: new Map([
    ['ebs.csi.aws.com', { fsGroupPolicy: 'ReadWriteOnceWithFSType' }],
    ['old.example', {}],
  ]),
  volumes: new Map([
    ['disk', { class: 'by-hand', source: 'hostPath', accessModes: ['ReadWriteOnce'], claim: 'agents/data' }],
    [
      'share',
      {
        source: 'csi',
        driver: 'efs.csi.aws.com',
        fsType: '',
        accessPoint: true as const,
        volumeMode: 'Block',
        gid: '1234',
        accessModes: [],
      },
    ],
  ]),
  claims: new Map([
    ['agents/data', { class: 'by-hand', source: 'hostPath', accessModes: ['ReadWriteOnce'], phase: 'Bound' }],
    ['agents/new', { class: 'local-path', accessModes: ['ReadWriteMany'], phase: 'Pending' }],
  ]),
}
const text = writeLock({ images: new Map(), cluster })

situation('what was written of a cluster is read', () => {
  assert.equal(readLock(text, 'l').cluster?.whole(), cluster)
})

situation('it is what its schema says', () => {
  assert.ok(isValidLock(text), text)
})

situation('the order in which objects came does not show', () => {
  const reversed = <Item>(map: ReadonlyMap<string, Item> = new Map()) => new Map([...map].toReversed())
  const other = { ...cluster, namespaces: reversed(cluster.namespaces), claims: reversed(cluster.claims) }
  assert.is(writeLock({ images: new Map(), cluster: other }), text)
})

const { volumes: _, ...withoutVolumes } = cluster
const parts: Readonly<Record<string, LockedCluster>> = {
  'nothing but the version': { version: 'unknown' },
  'sections that are empty': { version: 'v1.30.0', namespaces: new Map(), claims: new Map() },
  'a section that nobody may read': withoutVolumes,
}

table('a part of a cluster', parts, want => {
  assert.equal(readLock(writeLock({ images: new Map(), cluster: want }), 'l').cluster?.whole(), want)
})

const facts = readLock(text, 'l').cluster?.facts

const lookUps: Readonly<Record<string, { readonly got: unknown; readonly want: unknown }>> = {
  'a namespace': { got: facts?.namespace('agents'), want: { enforce: 'restricted', enforceVersion: 'v1.35' } },
  'a namespace that is a number': { got: facts?.namespace('123'), want: {} },
  'a namespace that is not there': { got: facts?.namespace('other'), want: undefined },
  'what every object has': { got: facts?.namespace('constructor'), want: undefined },
  'the default class': { got: facts?.defaultClass(), want: 'local-path' },
  'a claim of another namespace': { got: facts?.claim('other/data'), want: undefined },
}

table('a cluster is looked up by name', lookUps, ({ got, want }) => {
  assert.equal(got, want)
})

/** Each changes the text of the block; what then reads all of it refuses it, and names the line. */
const damages: Readonly<Record<string, { readonly change: (text: string) => string; readonly want: RegExp }>> = {
  'an unknown section': {
    change: whole => whole.replace('  claims:', '  secrets: {}\n  claims:'),
    want: /^l:\d+: found " {2}secrets: \{\}", expected " {2}claims:"/,
  },
  'an unknown section at the end': {
    change: whole => `${whole}  zzz: {}\n`,
    want: /found " {2}zzz: \{\}", expected the end/,
  },
  'sections in another order': {
    change: whole => whole.replace('  csiDrivers:', '  claims: {}\n  csiDrivers:'),
    want: /found " {2}claims: \{\}", expected " {2}csiDrivers:"/,
  },
  'an unknown key': {
    change: whole => whole.replace('      enforce:', '      owner: me\n      enforce:'),
    want: /: found " {6}owner: me", expected " {6}enforce: restricted"/,
  },
  'a value of another type': {
    change: whole => whole.replace('default: true', 'default: yes'),
    want: /: found " {6}default: yes", expected the end/,
  },
  'a merge conflict': {
    change: whole => whole.replace('    agents/new:', '<<<<<<< ours\n    agents/new:'),
    want: /: found a merge conflict; take the whole file of either side, then run seaworthy lock$/,
  },
  'a merge conflict before the version': {
    change: whole => whole.replace('  version:', '<<<<<<< ours\n  version:'),
    want: /: found /,
  },
  'a comment in a section': {
    change: whole => whole.replace('  namespaces:\n', '  namespaces:\n    # ours\n'),
    want: /: found " {4}# ours", expected the end/,
  },
  'no version': { change: whole => whole.replace('  version: v1.36.3\n', ''), want: /expected " {2}version:"/ },
  'another number of nodes': {
    change: whole => whole.replace('supplementalGroupsPolicy: none', 'supplementalGroupsPolicy: few'),
    want: /found " +supplementalGroupsPolicy: few", expected " +supplementalGroupsPolicy: none"/,
  },
}

table('a damaged block', damages, ({ change, want }) => {
  const changed = change(text)
  assert.is.not(changed, text)
  const wrong = (error: unknown) => error instanceof InputError && error.code === 'BAD_LOCK' && want.test(error.message)
  assert.throws(() => readLock(changed, 'l').cluster?.whole(), wrong)
})
