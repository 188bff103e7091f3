import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type OwnedVolume, ownerAlignedInitContainer } from '../../src/security/owner-aligned-init.ts'
import { table } from '../table.ts'
import { canWrite, inFolder, ownerOf, plant, runInit, shellsFor } from './kernel.ts'

const gid = 10000
const workload = { uid: 10000, gid }
const owner = { uid: 1000, gid: 1000 }

const shareInit = (mountPath: string, volume: Partial<OwnedVolume> = {}) =>
  ownerAlignedInitContainer({
    name: 'share',
    image: 'busybox',
    owner,
    gid,
    volumes: [{ name: 'data', mountPath, ...volume }],
  })

for (const shell of shellsFor('share volumes for real')) {
  table<{ directories: readonly string[] }>(
    `the owner of a volume shares it with a group, with ${shell.name}`,
    {
      'its root': { directories: [] },
      'a directory that is missing': { directories: ['work'] },
      'a directory two levels down, with a blank': { directories: ['a b/work'] },
    },
    ({ directories }) =>
      inFolder(folder => {
        const volume = join(folder, 'volume')
        plant(volume, { '.': { owner: owner.uid } })
        const shared = join(volume, ...directories)
        const init = shareInit(volume, { directories })
        assert.not.ok(canWrite(workload, volume), 'nothing is to be done here')
        assert.equal(runInit(init, shell, { groups: [gid] }), { status: 0, stderr: '' })
        assert.is(ownerOf(shared), `${owner.uid}:${gid}`)
        assert.is((lstatSync(shared).mode & 0o7777).toString(8), '2775')
        assert.ok(canWrite(workload, shared))
        assert.is(ownerOf(join(shared, 'new/file')), `${workload.uid}:${gid}`)
        assert.equal(runInit(init, shell, { groups: [gid] }), { status: 0, stderr: '' }, 'the next start')
      }),
  )

  table<{ entries: Parameters<typeof plant>[1]; groups: readonly number[]; directories?: readonly string[] }>(
    `sharing fails, and says so, with ${shell.name}`,
    {
      'outside the group': { entries: { '.': { owner: owner.uid } }, groups: [] },
      'where root owns the volume': { entries: { '.': {} }, groups: [gid] },
      'where the kubelet made the directory of a subPath': {
        entries: { '.': { owner: owner.uid }, work: { mode: 0o750 } },
        groups: [gid],
        directories: ['work'],
      },
    },
    ({ entries, groups, directories = [] }) =>
      inFolder(folder => {
        const volume = join(folder, 'volume')
        plant(volume, entries)
        const { status, stderr } = runInit(shareInit(volume, { directories }), shell, { groups })
        assert.is(status, 1)
        assert.match(stderr, /Operation not permitted/)
      }),
  )
}
