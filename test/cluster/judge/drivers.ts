import type { Backend, DriverName } from './case.ts'

/** `CSIDriver.spec.fsGroupPolicy` of our drivers. The last mounts with the group itself, and the policy is ignored. */
const policies: Readonly<Record<DriverName, string>> = {
  file: 'File',
  rwo: 'ReadWriteOnceWithFSType',
  none: 'None',
  group: 'File',
}

/** The name of the driver behind a volume, if there is one. */
export function driverOf(backend: Backend): string | undefined {
  const name = driverName(backend)
  return name === undefined ? undefined : fullName(name)
}

/** As the kubelet and the API server know it. */
export function fullName(name: DriverName): string {
  return `${name}.csi.example.test`
}

/** What a driver's CSIDriver object says. */
export function fsGroupPolicyOf(backend: Backend): string {
  const name = driverName(backend)
  return name === undefined ? '' : policies[name]
}

function driverName(backend: Backend): DriverName | undefined {
  switch (backend) {
    case 'csi-file':
      return 'file'
    case 'csi-rwo':
      return 'rwo'
    case 'csi-none':
      return 'none'
    case 'csi-group':
      return 'group'
    default:
      return undefined
  }
}
