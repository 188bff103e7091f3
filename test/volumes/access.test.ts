import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { known, nothingKnown, type PartialOwnership } from '../../src/volumes/model/partial.ts'
import { directoryAccess, fileAccess, type Process, readBit, writeBit } from '../../src/volumes/model/process/access.ts'
import { situation, table } from '../table.ts'

const user: Process = { uid: 1000, gid: 1000, groups: [], groupsComplete: true, capabilities: [], nonRoot: true }
const member: Process = { ...user, groups: [2000] }
const bareRoot: Process = { ...user, uid: 0, gid: 0, nonRoot: false }
const root: Process = { ...bareRoot, capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] }
const anybody: Process = { groups: [], groupsComplete: false, capabilities: [], bounding: ['DAC_OVERRIDE'] }

const way = { readOnly: false, remote: false }

function dir(mode: number, owner = '0:2000'): PartialOwnership {
  const [uid = 0, gid = 0] = owner.split(':').map(Number)
  return known({ uid, gid, mode })
}

/** `read create own`, each y, n or ?. */
function letters(process: Process, inode: PartialOwnership, over: Partial<typeof way> = {}): string {
  const { read, create, own } = directoryAccess(process, inode, { ...way, ...over })
  return [read, create, own].map(answer => ({ yes: 'y', no: 'n', unknown: '?' })[answer]).join('')
}

table(
  'directoryAccess: read, create, own',
  {
    'a member of a setgid group': { got: letters(member, dir(0o2775)), want: 'yyn' },
    'the owner class shadows the others': { got: letters(user, dir(0o077, '1000:2000')), want: 'nny' },
    'the group class shadows the others': { got: letters(member, dir(0o707)), want: 'nnn' },
    'no x, no entry': { got: letters(user, dir(0o666)), want: 'nnn' },
    'w and x without r': { got: letters(user, dir(0o333)), want: 'nyn' },
    'sticky and open': { got: letters(user, dir(0o1777)), want: 'yyn' },
    'others read only': { got: letters(user, dir(0o755)), want: 'ynn' },
    'root without capabilities owns what is root’s': { got: letters(bareRoot, dir(0o755, '0:0')), want: 'yyy' },
    'root without capabilities in another’s directory': {
      got: letters(bareRoot, dir(0o755, '1000:1000')),
      want: 'ynn',
    },
    'root with capabilities': { got: letters(root, dir(0o000, '1000:1000')), want: 'yyy' },
    'CAP_DAC_READ_SEARCH reads and does not write': {
      got: letters({ ...bareRoot, capabilities: ['DAC_READ_SEARCH'] }, dir(0o700, '1000:1000')),
      want: 'ynn',
    },
    'EROFS comes before capabilities': { got: letters(root, dir(0o777), { readOnly: true }), want: 'ynn' },
    'a server need not honour capabilities': {
      got: letters(root, dir(0o700, '1000:1000'), { remote: true }),
      want: '???',
    },
    'a server honours a mode': { got: letters(root, dir(0o777, '1000:1000'), { remote: true }), want: 'yy?' },
    'an unknown user in an open directory': { got: letters(anybody, dir(0o777)), want: 'yy?' },
    'an unknown user may be root': { got: letters(anybody, dir(0o700)), want: '???' },
    'an unknown user that is not root': {
      got: letters({ ...anybody, nonRoot: true }, dir(0o755, '0:0')),
      want: 'ynn',
    },
    'an unknown user without capabilities may own it': {
      got: letters({ ...anybody, bounding: [] }, dir(0o755, '0:0')),
      want: 'y??',
    },
    'unknown groups decide': { got: letters({ ...user, groupsComplete: false }, dir(0o775)), want: 'y?n' },
    'unknown groups do not decide where the group may do no more': {
      got: letters({ ...user, groupsComplete: false }, dir(0o755)),
      want: 'ynn',
    },
    'an unknown primary group decides': { got: letters({ ...user, gid: undefined }, dir(0o770)), want: '??n' },
    'nothing is known of the directory': { got: letters(user, nothingKnown), want: '???' },
    'a directory that fsGroup opened, whoever owns it': {
      got: letters(member, { gid: 2000, set: 0o2770, maybe: 0o5007 }),
      want: 'yy?',
    },
    'a user namespace knows no ids above 65535': {
      got: letters({ ...root, userNamespace: true }, dir(0o700, '100000:100000')),
      want: 'nnn',
    },
    'a user namespace knows the id 65535': {
      got: letters({ ...root, userNamespace: true }, dir(0o700, '65535:65535')),
      want: 'yyy',
    },
    'a user namespace does not know the id 65536': {
      got: letters({ ...root, userNamespace: true }, dir(0o700, '65536:65536')),
      want: 'nnn',
    },
    'a user namespace and an id that it knows': {
      got: letters({ ...root, userNamespace: true }, dir(0o700, '1000:1000')),
      want: 'yyy',
    },
  },
  ({ got, want }) => assert.is(got, want),
)

table(
  'fileAccess',
  {
    'append to a group-readable file': { process: member, mode: 0o640, want: 'no' },
    'append to a group-writable file': { process: member, mode: 0o660, want: 'yes' },
    'root without capabilities': { process: { ...bareRoot, groups: [] }, mode: 0o444, want: 'no' },
  },
  ({ process, mode, want }) => assert.is(fileAccess(process, dir(mode, '7:2000'), writeBit, way), want),
)

const id = fc.constantFrom(0, 1000, 2000)
const mode = fc.integer({ min: 0, max: 0o7777 })
const capabilities = fc.subarray(['DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER'])

/** A process known in full, and the same one with some of it forgotten. */
const processes = fc
  .record({
    uid: id,
    gid: id,
    groups: fc.subarray([0, 1000, 2000]),
    bounding: capabilities,
    hide: fc.integer({ min: 0, max: 15 }),
  })
  .map(({ uid, gid, groups, bounding, hide }) => {
    const nonRoot = uid !== 0
    const whole: Process = {
      uid,
      gid,
      groups,
      groupsComplete: true,
      capabilities: nonRoot ? [] : bounding,
      bounding,
      nonRoot,
    }
    const hidesUid = (hide & 1) !== 0
    const partial: Process = {
      ...(hidesUid ? {} : { uid }),
      ...((hide & 2) !== 0 ? {} : { gid }),
      groups: (hide & 4) !== 0 ? groups.slice(1) : groups,
      groupsComplete: (hide & 4) === 0,
      capabilities: hidesUid ? [] : whole.capabilities,
      bounding,
      nonRoot: nonRoot && (!hidesUid || (hide & 8) !== 0),
    }
    return { whole, partial }
  })

const inodes = fc
  .record({ uid: id, gid: id, mode, forgotten: mode, hide: fc.integer({ min: 0, max: 3 }) })
  .map(({ uid, gid, mode: bits, forgotten, hide }) => ({
    whole: known({ uid, gid, mode: bits }),
    partial: {
      ...((hide & 1) !== 0 ? {} : { uid }),
      ...((hide & 2) !== 0 ? {} : { gid }),
      set: bits & ~forgotten,
      maybe: forgotten,
    },
  }))

situation('what is certain with less knowledge stays so with more', () => {
  fc.assert(
    fc.property(processes, inodes, (process, inode) => {
      const less = {
        ...directoryAccess(process.partial, inode.partial, way),
        open: fileAccess(process.partial, inode.partial, readBit, way),
      }
      const more = {
        ...directoryAccess(process.whole, inode.whole, way),
        open: fileAccess(process.whole, inode.whole, readBit, way),
      }
      const keys = ['read', 'create', 'enter', 'own', 'open'] as const
      return keys.every(key => more[key] !== 'unknown' && (less[key] === 'unknown' || less[key] === more[key]))
    }),
    { numRuns: 5000 },
  )
})
