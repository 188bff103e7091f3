import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { check, type MountVerdict, type ValuesInput } from '../../src/index.ts'
import { textAt, type ValueMap } from '../../src/manifest/value.ts'
import { situation, skipped } from '../table.ts'
import { clusterPods } from '../volumes/golden-pods.ts'
import { noPodStarts, type ProvisionedVolume, podStarts } from '../volumes/pod-starts.ts'
import { errorsOf, platformPolicy, platforms, rendered } from './platforms.ts'

/** What the policy of the samples says of its images; the kubelet takes the group of a user from /etc/passwd. */
const programs = {
  imageUser: (image: string) => (/^r\/(shell|bare):/.test(image) ? { uid: 10000, gid: 10000 } : { uid: 65534, gid: 0 }),
  firstWrites: (container: ValueMap, mountPath: string) =>
    `d=${mountPath}/of-${textAt(container, 'name')}-$(id -u) && mkdir -p -m 0700 $d && umask 077 && echo x >>$d/file`,
}

/** The claim as the values describe it. */
function provisioned({ volumes }: ValuesInput): ProvisionedVolume {
  const storage = volumes?.[0]?.claim?.storage
  const [uid = 0, gid = 0] = (storage?.root?.owner ?? '').split(':').map(Number)
  return {
    volume: 'data',
    owner: [uid, gid],
    mode: Number.parseInt(storage?.root?.mode ?? '', 8),
    ...(storage?.fsGroup === 'honoured' && { walked: true }),
    ...(storage?.chownable === false && { squashed: true }),
  }
}

/** A container that is to write the claim, and of which nothing is in doubt. */
function isPromised({ container, volume, wants, write }: MountVerdict): boolean {
  return container.role === 'main' && volume === 'data' && wants === 'write' && write === 'yes'
}

const reason = noPodStarts()
if (reason !== undefined) skipped('master and worker on one claim under the kernel', reason)
else {
  const sound = fc
    .sample(platforms, { seed: 20261129, numRuns: 50 })
    .flatMap(given => rendered(given as ValuesInput) ?? [])
    .filter(({ reports }) => reports.flatMap(errorsOf).length === 0)

  situation('master and worker that mount one claim end up able to write it together: the kernel says so', () => {
    const counts = { writes: 0, repaired: 0 }
    for (const { given, text } of sound) {
      const { level } = given
      const report = check(text, level === undefined ? { policy: platformPolicy } : { policy: platformPolicy, level })
      const [master, worker] = clusterPods(text)
      if (master === undefined || worker === undefined) throw new Error('want a master and a worker')
      const starts = podStarts([master, worker, master, worker], provisioned(given), programs)
      const promised = [master, worker].map(({ name }) =>
        report.objects
          .filter(({ ref, mounts }) => ref.name === name && mounts.length > 0)
          .flatMap(({ mounts }) => mounts.filter(isPromised)),
      )
      for (const [index, start] of starts.entries())
        for (const { container } of promised[index % 2] ?? []) {
          assert.match(start, `${container.name} writes`, `start ${index} of ${JSON.stringify(given)}`)
          counts.writes += 1
        }
      if (master.initContainers.length > 0) counts.repaired += 1
    }
    assert.ok(counts.writes > 60 && counts.repaired > 10, JSON.stringify(counts))
  })
}
