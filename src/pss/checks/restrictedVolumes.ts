import { textAt, type ValueMap } from '../../manifest/value.ts'
import type { Check, Violation } from '../check.ts'
import type { CheckInput } from '../check-input.ts'
import { isSet, mapsWithPaths } from '../find.ts'
import { actualTexts, joinQuote, singularOrPlural, volumeNames, volumesText } from '../message.ts'

const allowedTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

/** In the order upstream asks for them: a volume with two of these is named by the first. */
const restrictedTypes = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
]

/**
 * Pods must use only volumes that give no access to the node and need no node credentials. One allowed source in a
 * volume is enough, whatever else it has.
 */
export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  control: 'Volume Types',
  reason: 'restricted volume types',
  fields: [...restrictedTypes, 'image'].map(type => `spec.volumes[*].${type}`),
  revisions: [
    {
      since: 0,
      allowed: `undefined/null, or anything beside one of ${allowedTypes.join(', ')} (image: Kubernetes 1.33 and newer)`,
      overrides: ['hostPathVolumes'],
      find: v1_0,
    },
  ],
  detail,
}

function v1_0({ self, kubeMinor }: CheckInput): Violation[] {
  return mapsWithPaths(self, 'volumes').flatMap(({ path, map }) => {
    const type = restrictedType(map, kubeMinor)
    if (type === undefined) return []
    const actual = type === 'image' ? 'unknown' : type
    return [{ subject: self, path: [...path, type], actual, volume: textAt(map, 'name') ?? '' }]
  })
}

/** A volume without a source that the API server knows is an emptyDir by the time it is judged (SetDefaults_Volume). */
function restrictedType(volume: ValueMap, kubeMinor: number): string | undefined {
  const isUsed = (type: string) => isSet(volume[type])
  if (allowedTypes.some(type => isUsed(type) && !isUnknownTo(kubeMinor, type))) return undefined
  return restrictedTypes.find(isUsed) ?? (isUsed('image') && kubeMinor >= 31 ? 'image' : undefined)
}

/**
 * The type came with 1.31, the check learnt it in 1.33 (kubernetes/kubernetes commit ca569ec); before 1.31 the field is
 * dropped.
 */
function isUnknownTo(kubeMinor: number, type: string): boolean {
  return type === 'image' && kubeMinor < 33
}

function detail(violations: readonly Violation[]): string {
  const names = volumeNames(violations)
  const types = actualTexts(violations)
  const uses = singularOrPlural(names.length, 'uses', 'use')
  return `${volumesText(names)} ${uses} restricted volume ${singularOrPlural(types.length, 'type', 'types')} ${joinQuote(types)}`
}
