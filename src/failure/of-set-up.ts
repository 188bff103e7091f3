import { grouped } from '../volumes/model/grouped.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import { fsGroupOf } from '../volumes/model/process/identity.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { isSaid } from './of-start.ts'
import type { Suspect } from './suspect.ts'

/** What the node cannot set up: no container runs yet, and who runs in them does not matter. */
export function ofSetUp(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  if (call.said.refusal === 'fs-group-walk') return ofWalk(call, suspect)
  if (call.said.refusal === 'mount-absent') return ofAbsent(call, suspect)
  if (call.said.refusal === 'host-path-type') return ofHostPath(call, suspect)
  return ofServer(call, suspect)
}

function ofHostPath(call: FailedCall, { pod, problems }: Suspect): readonly Diagnosis[] {
  return problems
    .filter(({ obstacle }) => isSaid(call, obstacle.reason))
    .map(({ obstacle }) => ({
      call,
      pod,
      containers: [],
      reason: { code: 'start', reason: obstacle.reason },
      predicted: 'no',
      cure: { code: 'make-host-path' },
    }))
}

/** The kubelet is root on the node, and so it is only a server that refuses its chown: NFS with root_squash, CIFS. */
function ofWalk(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  const group = fsGroupOf(suspect.pod)
  if (group === undefined) return []
  return volumesOf(call, suspect)
    .filter(({ facts }) => facts?.fsGroup === 'honoured' || facts?.fsGroup === 'unknown')
    .map(mount =>
      ofMount({
        call,
        pod: suspect.pod,
        mount,
        reason: { code: 'walk-refused', group, source: mount.source },
        cure: { code: 'leave-fs-group' },
      }),
    )
}

/** A driver that mounts in another folder than the kubelet's: who may do what does not matter yet. */
function ofAbsent(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  return volumesOf(call, suspect).map(mount =>
    ofMount({
      call,
      pod: suspect.pod,
      mount,
      reason: { code: 'mount-absent', source: mount.source },
      cure: { code: 'kubelet-folder' },
    }),
  )
}

function ofServer(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  return volumesOf(call, suspect)
    .filter(({ facts }) => facts !== undefined && !facts.apiObject && facts.plugin !== 'emptyDir')
    .map(mount =>
      ofMount({
        call,
        pod: suspect.pod,
        mount,
        reason: { code: 'node-refused', source: mount.source },
        cure: { code: 'admit-node' },
      }),
    )
}

/** A volume of which nothing in the manifests tells that it will fail. */
function ofMount(found: Pick<Diagnosis, 'call' | 'pod' | 'mount' | 'reason' | 'cure'>): Diagnosis {
  return { ...found, containers: [], predicted: 'unknown' }
}

/** The volumes of the pod, each once; the one that is named, if it is the pod's and not the name of a PersistentVolume. */
function volumesOf({ said }: FailedCall, { verdicts }: Suspect): readonly MountVerdict[] {
  const volumes = grouped(verdicts, ({ volume }) => volume).flatMap(([mount]) => mount ?? [])
  const named = volumes.filter(({ volume }) => volume === said.volume)
  return named.length > 0
    ? named
    : volumes.filter(({ facts }) => facts?.claim !== undefined || facts?.plugin === 'nfs' || facts?.plugin === 'csi')
}
