import type { FieldPath } from '../../manifest/path.ts'
import type { Problem } from '../../workload/schema-problems.ts'
import { mechanismOf, storageOf } from '../pod/storage.ts'
import type { Claim } from '../values/pod.ts'
import type { Values } from '../values/values.ts'
import { problem } from './rule.ts'

/** What the namespace's level does not admit, or what nothing known makes writable. */
export function storageRules(values: Values): Problem[] {
  return values.volumes.flatMap((volume, index) => {
    const path = ['volumes', index]
    const onNode = volume.hostPath !== undefined || volume.nfs !== undefined
    const refused = volume.hostPath !== undefined ? values.level !== 'privileged' : values.level === 'restricted'
    const source = volume.hostPath !== undefined ? 'hostPath' : 'nfs'
    return [
      ...(onNode && refused
        ? [
            problem(
              [...path, source],
              `a ${source} volume`,
              `another source, or a level that admits it (level is ${values.level})`,
            ),
          ]
        : []),
      ...(volume.claim === undefined ? [] : claimRules(values, volume.claim, [...path, 'claim'])),
    ]
  })
}

function claimRules({ level, identity }: Values, claim: Claim, path: FieldPath): Problem[] {
  const field = [...path, 'permissions']
  if (claim.permissions === 'chownInit' && level === 'restricted')
    return [
      problem(
        field,
        'chownInit',
        'auto, none, fsGroup or ownerAlignedInit: restricted admits no container that runs as root',
      ),
    ]
  const owner = storageOf(claim).root?.uid
  if (claim.permissions === 'ownerAlignedInit' && (owner === undefined || owner === 0))
    return [problem(field, 'ownerAlignedInit', 'storage.root.owner with the id of a user who is not root')]
  if (mechanismOf(claim, identity, level) !== undefined) return []
  return [
    problem(
      field,
      `storage that user ${identity.user} cannot write and that nothing admitted at ${level} repairs`,
      'none, other storage, or a lower level',
    ),
  ]
}
