import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import type { ContainerView, PodView } from '../../workload/pod/pod.ts'
import type { AccessReason } from '../../workload/reason/access-reason.ts'
import { isMounted } from '../findings/missing-paths.ts'
import { known } from '../model/partial.ts'
import { directoryAccess } from '../model/process/access.ts'
import { identityOf } from '../model/process/identity.ts'
import { inodeReasons } from '../model/process/inode-reason.ts'
import { oneWorld } from '../model/worlds.ts'

/** A directory of the image's own that its program cannot write, and why. */
export interface LostDirectory {
  readonly path: string
  readonly reason: AccessReason
}

/**
 * Volumes that an image declares and no mount covers: the container finds the image's own directory there, as a runtime
 * copies it (containerd internal/cri/opts/container.go `WithVolumes`), and only the entrypoint's chown as root would have
 * given it to the program.
 */
export function lostDirectories(pod: PodView, container: ContainerView, image: ImageFacts): readonly LostDirectory[] {
  if (image.capabilities?.includes('CHOWN') !== true) return []
  const program = identityOf(pod, container, { image, volumeGroups: [] })
  return Object.entries(image.directories ?? {}).flatMap(([path, { owner, mode }]) => {
    const [uid = 0, gid = 0] = owner.split(':').map(Number)
    const inode = known({ uid, gid, mode: Number.parseInt(mode, 8) })
    const { create: answer } = directoryAccess(program, inode, { readOnly: false, remote: false })
    if (answer !== 'no' || isMounted(container, path)) return []
    const asked = { program, worlds: oneWorld(inode), answer, what: path, open: [] }
    const cases = inodeReasons({ ...asked, wants: 'write', type: 'directory' })
    return [{ path, reason: { code: 'inode', changers: [], cases } }]
  })
}
