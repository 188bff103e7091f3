import { profileOf, profiles } from '../../../knowledge/storage/profiles.ts'
import { nothingKnown } from '../partial.ts'
import { type CsiMount, csiFsGroup } from './csi.ts'
import type { StreamStorage } from './facts.ts'
import { kindOfPlugin, type VolumeKind } from './kind.ts'
import { fromProfile, type Provisioned, withDriver } from './provision.ts'

/** A CSI volume that nobody provisioned for this release: written in the pod, or in a PersistentVolume. */
export interface CsiSource {
  readonly driver: string
  /** Absent where the driver's default counts. */
  readonly fsType?: string
  /** Of a PersistentVolume. */
  readonly handle?: string
  readonly readOnly: boolean
  readonly accessModes: CsiMount['accessModes']
}

/** What is known of it is its driver: who applies fsGroup, and whether it can be re-owned. Never what lies there. */
export function csiVolume(source: CsiSource, storage: StreamStorage): VolumeKind {
  const { driver, readOnly, accessModes } = source
  const model = withDriver(modelOf(source), storage)
  const fsType = source.fsType ?? model.fsType
  return {
    ...kindOfPlugin('csi', { readOnly }),
    ...sharedFacts(model),
    source: `csi ${driver}`,
    fsGroup: csiFsGroup({ policy: model.policy, readOnly, fsType, accessModes }),
    unknown: [{ code: 'driver-contents', driver }],
  }
}

function modelOf({ driver, handle, accessModes }: CsiSource): Provisioned {
  const name = profileOf(driver)
  if (name !== undefined) {
    const model = fromProfile(profiles[name], accessModes)
    return model.squashed && !isAccessPoint(handle) ? withoutAccessPoint(model) : model
  }
  const facts = { plugin: 'csi', policy: 'unknown', fresh: nothingKnown, squashed: false, remote: false } as const
  return { ...facts, driver, unknown: [] }
}

/** aws-efs-csi-driver writes `fs-1::fsap-2` for an access point; without one the export's own owners count. */
function isAccessPoint(handle: string | undefined): boolean {
  return handle?.includes('::fsap-') ?? false
}

function withoutAccessPoint({ chownable: _, ...model }: Provisioned): Provisioned {
  return { ...model, squashed: false }
}

/** The facts that hold for every volume of a driver. */
export function sharedFacts(
  model: Provisioned,
): Pick<VolumeKind, 'driver' | 'remote' | 'modeWithGroup' | 'chownable' | 'squashed'> {
  return {
    ...(model.driver === undefined ? {} : { driver: model.driver }),
    remote: model.remote,
    squashed: model.squashed,
    ...(model.modeWithGroup === undefined ? {} : { modeWithGroup: model.modeWithGroup }),
    ...(model.chownable === undefined ? {} : { chownable: model.chownable }),
  }
}
