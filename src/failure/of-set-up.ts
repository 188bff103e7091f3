import { grouped } from '../volumes/model/grouped.ts'
import type { MountVerdict } from '../volumes/model/mount.ts'
import { fsGroupOf } from '../volumes/model/process/identity.ts'
import { startWords } from '../workload/reason/start-words.ts'
import { type Diagnosis, needsOf } from './diagnosis.ts'
import type { FailedCall } from './failed-call.ts'
import { isSaid } from './of-start.ts'
import type { Suspect } from './suspect.ts'

/** What the node cannot set up: no container runs yet, and who runs in them does not matter. */
export function ofSetUp(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  if (call.said.refusal === 'fs-group-walk') return ofWalk(call, suspect)
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
      needs: needsOf(call),
      because: startWords(obstacle.reason),
      predicted: 'no' as const,
      cure: 'create it on the node, or set type: DirectoryOrCreate, which the kubelet creates as 0:0 0755',
    }))
}

/** The kubelet is root on the node, and so it is only a server that refuses its chown: NFS with root_squash, CIFS. */
function ofWalk(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  const group = fsGroupOf(suspect.pod)
  if (group === undefined) return []
  return volumesOf(call, suspect)
    .filter(({ facts }) => facts?.fsGroup === 'honoured' || facts?.fsGroup === 'unknown')
    .map(mount => ({
      call,
      pod: suspect.pod,
      containers: [],
      mount,
      needs: 'that the kubelet, which is root on the node, may change the group of everything in the volume',
      because: `fsGroup ${group} makes the kubelet change the group of everything in ${mount.source}, and its server refuses that: it treats root as nobody (root_squash), or keeps the owners itself`,
      predicted: 'unknown' as const,
      cure: 'take fsGroup out of the pod and give the program the group that the server knows (supplementalGroups), or set fsGroupPolicy: None in the CSIDriver; fsGroupChangePolicy: OnRootMismatch helps only where the root has that group already',
    }))
}

function ofServer(call: FailedCall, suspect: Suspect): readonly Diagnosis[] {
  return volumesOf(call, suspect)
    .filter(({ facts }) => facts !== undefined && !facts.apiObject && facts.plugin !== 'emptyDir')
    .map(mount => ({
      call,
      pod: suspect.pod,
      containers: [],
      mount,
      needs: needsOf(call),
      because: `the node itself was refused at ${mount.source}; nothing of the pod's identity matters before it is mounted`,
      predicted: 'unknown' as const,
      cure: 'let the storage admit the node: the export of the NFS server (its hosts, root_squash), the credentials of the share, or the folder of the node',
    }))
}

/** The volumes of the pod, each once; the one that is named, if it is the pod's and not the name of a PersistentVolume. */
function volumesOf({ said }: FailedCall, { verdicts }: Suspect): readonly MountVerdict[] {
  const volumes = grouped(verdicts, ({ volume }) => volume).flatMap(([mount]) => mount ?? [])
  const named = volumes.filter(({ volume }) => volume === said.volume)
  return named.length > 0
    ? named
    : volumes.filter(({ facts }) => facts?.claim !== undefined || facts?.plugin === 'nfs' || facts?.plugin === 'csi')
}
