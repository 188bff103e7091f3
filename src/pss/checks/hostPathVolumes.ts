import { textAt } from '../../manifest/value.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { isSet, mapsWithPaths } from '../find.ts'
import { volumeNames, volumesText } from '../message.ts'

/** Pods must not mount paths of their node. At restricted, restrictedVolumes says so instead. */
export const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  level: 'baseline',
  control: 'HostPath Volumes',
  reason: 'hostPath volumes',
  fields: ['spec.volumes[*].hostPath'],
  revisions: [{ since: 0, allowed: 'undefined/null', find: v1_0 }],
  detail: violations => volumesText(volumeNames(violations)),
}

function v1_0({ self }: CheckInput): Violation[] {
  return mapsWithPaths(self, 'volumes').flatMap(({ path, map }) =>
    isSet(map.hostPath)
      ? [{ subject: self, path: [...path, 'hostPath'], actual: 'hostPath', volume: textAt(map, 'name') ?? '' }]
      : [],
  )
}
