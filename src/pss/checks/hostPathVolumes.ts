import { textAt } from '../../manifest/value.ts'
import type { Breach, Check } from '../check.ts'
import { isSet, mapsAt } from '../find.ts'
import type { JudgedPod } from '../judged-pod.ts'
import { volumeNames, volumesText } from '../message.ts'

/** Pods must not mount paths of their node. At restricted, restrictedVolumes says so instead. */
export const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  level: 'baseline',
  control: 'HostPath Volumes',
  reason: 'hostPath volumes',
  fields: ['spec.volumes[*].hostPath'],
  revisions: [{ since: 0, allowed: 'undefined/null', find: v1_0 }],
  detail: breaches => volumesText(volumeNames(breaches)),
}

function v1_0({ self }: JudgedPod): Breach[] {
  return mapsAt(self, 'volumes').flatMap(({ path, map }) =>
    isSet(map.hostPath)
      ? [{ setter: self, path: [...path, 'hostPath'], actual: 'hostPath', volume: textAt(map, 'name') ?? '' }]
      : [],
  )
}
