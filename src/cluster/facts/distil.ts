import { sourceFieldOf } from '../../knowledge/storage/plugins.ts'
import { compact } from '../../manifest/compact.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type {
  LockedClaim,
  LockedClass,
  LockedDriver,
  LockedNamespace,
  LockedNodes,
  LockedVolume,
} from '../../workload/settings/cluster-facts.ts'

// Facts alone leave a cluster: neither labels and annotations as such, nor parameters, which may name secrets.

/** What a Namespace demands. */
export function namespaceFacts(namespace: Value): LockedNamespace {
  const metadata = mapAt(namespace, 'metadata')
  const [labels, annotations] = [mapAt(metadata, 'labels'), mapAt(metadata, 'annotations')]
  return compact({
    enforce: textAt(labels, 'pod-security.kubernetes.io/enforce'),
    enforceVersion: textAt(labels, 'pod-security.kubernetes.io/enforce-version'),
    // openshift/api securitycontextconstraints `UIDRangeAnnotation`, `SupplementalGroupsAnnotation`
    uidRange: textAt(annotations, 'openshift.io/sa.scc.uid-range'),
    supplementalGroups: textAt(annotations, 'openshift.io/sa.scc.supplemental-groups'),
  })
}

/** What a StorageClass makes. The keys of its parameters are those that `volumes/model/volume/provision.ts` reads. */
export function classFacts(storageClass: Value): LockedClass {
  const parameters = mapAt(storageClass, 'parameters')
  const annotations = mapAt(mapAt(storageClass, 'metadata'), 'annotations')
  const options = ownerOptions(storageClass)
  return compact({
    provisioner: textAt(storageClass, 'provisioner') ?? '',
    volumeType: textAt(annotations, 'defaultVolumeType'),
    fsType: textAt(parameters, 'csi.storage.k8s.io/fstype') ?? textAt(parameters, 'fstype'),
    protocol: textAt(parameters, 'protocol'),
    mountOptions: options.length === 0 ? undefined : options,
    default: isDefault(annotations) ? true : undefined,
  })
}

/** `volume.beta.kubernetes.io/…` is read as well (component-helpers storage/volume `IsDefaultAnnotation`). */
function isDefault(annotations: ValueMap | undefined): boolean {
  const names = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']
  return names.some(name => textAt(annotations, name) === 'true')
}

/** A mount option may hold a password; an owner or a mode does not. */
function ownerOptions(storageClass: Value): readonly string[] {
  return listAt(storageClass, 'mountOptions')
    .flatMap(option => (typeof option === 'string' ? option.split(',') : []))
    .filter(option => /^(?:uid|gid|dir_mode|file_mode)=\w+$/.test(option))
}

/** What a CSIDriver says. */
export function driverFacts(driver: Value): LockedDriver {
  return compact({ fsGroupPolicy: textAt(mapAt(driver, 'spec'), 'fsGroupPolicy') })
}

/** What a PersistentVolume is. */
export function volumeFacts(volume: Value): LockedVolume {
  const spec = mapAt(volume, 'spec') ?? {}
  const source = sourceFieldOf(spec) ?? 'unknown'
  const claim = mapAt(spec, 'claimRef')
  const name = textAt(claim, 'name')
  return compact({
    class: textAt(spec, 'storageClassName') || undefined,
    source,
    ...sourceFacts(mapAt(spec, source)),
    volumeMode: textAt(spec, 'volumeMode') === 'Block' ? 'Block' : undefined,
    gid: textAt(mapAt(mapAt(volume, 'metadata'), 'annotations'), 'pv.beta.kubernetes.io/gid'),
    accessModes: texts(spec, 'accessModes'),
    claim: name === undefined ? undefined : `${textAt(claim, 'namespace') ?? ''}/${name}`,
  })
}

/** Of a handle only that, which says whether a server maps every client to one owner. */
function sourceFacts(source: ValueMap | undefined): Pick<LockedVolume, 'driver' | 'fsType' | 'accessPoint'> {
  const isAccessPoint = textAt(source, 'volumeHandle')?.includes('::fsap-') === true
  return {
    driver: textAt(source, 'driver'),
    fsType: textAt(source, 'fsType'),
    accessPoint: isAccessPoint ? true : undefined,
  }
}

/** Whether a controller made the volume for a claim; of the others each is a fact of its own. */
export function isProvisioned(volume: Value): boolean {
  const annotations = mapAt(mapAt(volume, 'metadata'), 'annotations')
  return textAt(annotations, 'pv.kubernetes.io/provisioned-by') !== undefined
}

/** What a claim is, with the PersistentVolume that it is bound to, where that may be read. */
export function claimFacts(claim: Value, volume: Value | undefined): LockedClaim {
  const spec = mapAt(claim, 'spec')
  const behind = volume === undefined ? undefined : volumeFacts(volume)
  return compact({
    class: textAt(spec, 'storageClassName') || undefined,
    source: behind?.source,
    driver: behind?.driver,
    fsType: behind?.fsType,
    accessPoint: behind?.accessPoint,
    volumeMode: textAt(spec, 'volumeMode') === 'Block' ? 'Block' : undefined,
    gid: behind?.gid,
    accessModes: behind?.accessModes ?? texts(spec, 'accessModes'),
    phase: textAt(mapAt(claim, 'status'), 'phase') ?? 'Pending',
  })
}

/** What the nodes are together; undefined where there is none. */
export function nodeFacts(nodes: readonly Value[]): LockedNodes | undefined {
  if (nodes.length === 0) return undefined
  const infos = nodes.map(node => mapAt(mapAt(node, 'status'), 'nodeInfo'))
  const distinct = (key: string) => [...new Set(infos.flatMap(info => textAt(info, key) ?? []))].toSorted()
  const able = nodes.filter(hasGroupsPolicy).length
  return {
    operatingSystems: distinct('operatingSystem'),
    architectures: distinct('architecture'),
    runtimes: distinct('containerRuntimeVersion'),
    supplementalGroupsPolicy: able === 0 ? 'none' : able === nodes.length ? 'all' : 'some',
  }
}

function hasGroupsPolicy(node: Value): boolean {
  return mapAt(mapAt(node, 'status'), 'features')?.supplementalGroupsPolicy === true
}

/** `namespace/name`, or the name of what is in none. */
export function nameOf(object: Value): string {
  const metadata = mapAt(object, 'metadata')
  const [namespace, name = ''] = [textAt(metadata, 'namespace'), textAt(metadata, 'name')]
  return namespace === undefined ? name : `${namespace}/${name}`
}

function texts(value: Value | undefined, key: string): readonly string[] {
  return listAt(value, key).filter(item => typeof item === 'string')
}

/** The objects of a list. */
export function objectsOfList(body: Value): readonly ValueMap[] {
  return listAt(body, 'items').filter(isMap)
}
