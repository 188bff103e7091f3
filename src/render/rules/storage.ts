import type { FieldPath } from '../../manifest/path.ts'
import type { Level } from '../../workload/level.ts'
import type { Problem } from '../../workload/schema-problems.ts'
import { mechanismOf, storageOf } from '../pod/storage.ts'
import { type Partly, whole } from '../values/partly.ts'
import { type Claim, claim, type Identity, identity } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { problem } from './rule.ts'

/** What the namespace's level does not admit, or what nothing known makes writable. */
export function storageRules({ volumes = [], level, ...values }: Partly<Values>): Problem[] {
  const user = whole(identity, values.identity)
  return volumes.flatMap((volume = {}, index) => {
    if (level === undefined) return []
    const wanted = whole(claim, volume.claim)
    return [
      ...nodeRules(volume, level, ['volumes', index]),
      ...(wanted === undefined || user === undefined
        ? []
        : claimRules(wanted, user, level, ['volumes', index, 'claim', 'permissions'])),
    ]
  })
}

/** Sources that reach the node or its network. */
function nodeRules(volume: Partly<Values['volumes'][number]>, level: Level, path: FieldPath): Problem[] {
  const source = volume.hostPath !== undefined ? 'hostPath' : volume.nfs !== undefined ? 'nfs' : undefined
  const refused = source === 'hostPath' ? level !== 'privileged' : level === 'restricted'
  if (source === undefined || !refused) return []
  return [
    problem([...path, source], `a ${source} volume`, `another source, or a level that admits it (level is ${level})`),
  ]
}

function claimRules(wanted: Claim, user: Identity, level: Level, path: FieldPath): Problem[] {
  if (wanted.permissions === 'chownInit' && level === 'restricted')
    return [
      problem(
        path,
        'chownInit',
        'auto, none, fsGroup or ownerAlignedInit: restricted admits no container that runs as root',
      ),
    ]
  const owner = storageOf(wanted).root?.uid
  if (wanted.permissions === 'ownerAlignedInit' && (owner === undefined || owner === 0))
    return [problem(path, 'ownerAlignedInit', 'storage.root.owner with the id of a user who is not root')]
  if (mechanismOf(wanted, user, level) !== undefined) return []
  return [
    problem(
      path,
      `storage that user ${user.user} cannot write and that nothing admitted at ${level} repairs`,
      'none, other storage, or a lower level',
    ),
  ]
}
