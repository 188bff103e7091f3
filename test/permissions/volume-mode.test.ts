import * as assert from 'uvu/assert'
import { formatMode, nothingKnown, withBits } from '../../src/permissions/partial.ts'
import {
  type InodeKind,
  requiresPermissionChange,
  rootAfterWalk,
  setVolumeOwnership,
  type TreeEntry,
  type VolumeAccess,
  walkMask,
  walkMask2019,
} from '../../src/permissions/volume-mode.ts'
import { table } from '../table.ts'

/** Columns: a directory and a file of a writable volume, then of a read-only one. */
const walked: Readonly<Record<string, readonly [string, string, string, string]>> = {
  '0000': ['2770', '0660', '2550', '0440'],
  '0400': ['2770', '0660', '2550', '0440'],
  '0600': ['2770', '0660', '2750', '0640'],
  '0644': ['2774', '0664', '2754', '0644'],
  '0700': ['2770', '0760', '2750', '0740'],
  '0750': ['2770', '0770', '2750', '0750'],
  '0755': ['2775', '0775', '2755', '0755'],
  '0777': ['2777', '0777', '2777', '0777'],
  '1777': ['3777', '1777', '3777', '1777'],
}

table('walkMask', walked, (want, before) => {
  const mode = Number.parseInt(before, 8)
  const after = (kind: InodeKind, access: VolumeAccess) => formatMode(mode | walkMask(kind, access))
  const got = [
    after('directory', 'writable'),
    after('file', 'writable'),
    after('directory', 'read-only'),
    after('file', 'read-only'),
  ]
  assert.equal(got, want)
})

/** An article of 2019 measured these files on a writable flexVolume; the last column is what a read-only one gives. */
const measured2019 = {
  'rw-r--r--': { before: 0o644, writable: '0664', readOnly: '0644' },
  '---------': { before: 0o000, writable: '0660', readOnly: '0440' },
  'r----x---': { before: 0o410, writable: '0670', readOnly: '0450' },
  '--x--x--x': { before: 0o111, writable: '0771', readOnly: '0551' },
  'r--r-----': { before: 0o440, writable: '0660', readOnly: '0440' },
  'rw-rw----': { before: 0o660, writable: '0660', readOnly: '0660' },
}

table('walkMask2019 of files', measured2019, ({ before, writable, readOnly }) => {
  const got = (['writable', 'read-only'] as const).map(access => formatMode(before | walkMask2019('file', access)))
  assert.equal(got, [writable, readOnly])
})

table(
  'walkMask2019 left directories that their group could not enter',
  {
    'in 2019': { mask: walkMask2019('directory', 'writable'), want: '2760' },
    'since 1.14': { mask: walkMask('directory', 'writable'), want: '2770' },
  },
  ({ mask, want }) => assert.is(formatMode(0o700 | mask), want),
)

const root: TreeEntry = { path: '', kind: 'directory', uid: 0, gid: 0, mode: 0o755 }
const matching: TreeEntry = { ...root, gid: 2000, mode: 0o2770 }
const key: TreeEntry = { path: 'id_rsa', kind: 'file', uid: 7, gid: 7, mode: 0o600 }
const link: TreeEntry = { path: 'link', kind: 'symlink', uid: 7, gid: 7, mode: 0o777 }

table(
  'requiresPermissionChange',
  {
    'no root': { root: undefined, want: true },
    'another group': { root: { ...matching, gid: 0 }, want: true },
    'group and bits match': { root: matching, want: false },
    'the owner is ignored': { root: { ...matching, uid: 9 }, want: false },
    'sticky and others are ignored': { root: { ...matching, mode: 0o3777 }, want: false },
    'setgid is missing': { root: { ...matching, mode: 0o770 }, want: true },
    'the group cannot write': { root: { ...matching, mode: 0o2750 }, want: true },
    'the owner cannot write': { root: { ...matching, mode: 0o2570 }, want: true },
    'no directory': { root: { ...matching, kind: 'file' as const }, want: true },
  },
  ({ root: entry, want }) => assert.is(requiresPermissionChange(entry, 2000, 'writable'), want),
)

table(
  'setVolumeOwnership',
  {
    'without fsGroup nothing changes': { fsGroup: undefined, policy: 'Always' as const, root, want: [root, key, link] },
    'Always re-adds the bits to every file': {
      fsGroup: 2000,
      policy: 'Always' as const,
      root: matching,
      want: [matching, { ...key, gid: 2000, mode: 0o660 }, { ...link, gid: 2000 }],
    },
    'OnRootMismatch walks when the root differs': {
      fsGroup: 2000,
      policy: 'OnRootMismatch' as const,
      root,
      want: [
        { ...root, gid: 2000, mode: 0o2775 },
        { ...key, gid: 2000, mode: 0o660 },
        { ...link, gid: 2000 },
      ],
    },
    'OnRootMismatch leaves a private key alone when the root matches': {
      fsGroup: 2000,
      policy: 'OnRootMismatch' as const,
      root: matching,
      want: [matching, key, link],
    },
  },
  ({ fsGroup, policy, root: entry, want }) =>
    assert.equal(setVolumeOwnership([entry, key, link], { fsGroup, policy, access: 'writable' }), want),
)

table(
  'rootAfterWalk of a root of which nothing is known',
  { 'the group and its bits are certain': { want: { ...withBits(nothingKnown, 0o2770), gid: 2000 } } },
  ({ want }) => assert.equal(rootAfterWalk(nothingKnown, 2000, 'writable'), want),
)
