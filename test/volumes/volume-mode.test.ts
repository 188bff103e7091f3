import * as assert from 'uvu/assert'
import { known, nothingKnown, withBits } from '../../src/volumes/model/partial.ts'
import { type InodeKind, rootAfterWalk, type VolumeAccess, walkMask } from '../../src/volumes/model/volume/mode.ts'
import { formatMode } from '../../src/workload/file-mode.ts'
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

table('walkMask of files that somebody measured', measured2019, ({ before, writable, readOnly }) => {
  const got = (['writable', 'read-only'] as const).map(access => formatMode(before | walkMask('file', access)))
  assert.equal(got, [writable, readOnly])
})

table(
  'rootAfterWalk of a root of which everything is known',
  {
    'its group and bits change, its user does not': { uid: 7, gid: 0, mode: 0o755, want: [7, 2000, 0o2775] },
    'one that OnRootMismatch skips is what it was': { uid: 7, gid: 2000, mode: 0o3770, want: [7, 2000, 0o3770] },
  },
  ({ uid, gid, mode, want }) => {
    const after = rootAfterWalk(known({ uid, gid, mode }), 2000, 'writable')
    assert.equal([after.uid, after.gid, after.set], want)
  },
)

table(
  'rootAfterWalk of a root of which nothing is known',
  { 'the group and its bits are certain': { want: { ...withBits(nothingKnown, 0o2770), gid: 2000 } } },
  ({ want }) => assert.equal(rootAfterWalk(nothingKnown, 2000, 'writable'), want),
)
