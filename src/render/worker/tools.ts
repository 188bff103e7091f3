import { compactMap } from '../../manifest/compact.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { copySecurityContext } from '../../security/contexts.ts'
import type { WorkerValues } from '../values/worker.ts'

/** Where a copying container writes. */
const target = '/target'

/** Not of the image: what the runtime mounts, and the copy itself. Anchored at the root by the leading `./`. */
const excluded = ['target', 'proc', 'sys', 'dev', '.dockerenv', 'var/run/secrets', 'run/secrets']

/**
 * Copy a root filesystem through tar. Nothing keeps an owner or a mode that the reader could not have: no setuid bit, no
 * foreign owner. A pipe reports its last command alone, so what the reading tar could not read stays silent; a copy
 * without root always meets such files (/etc/shadow) and must not fail on them.
 */
export const copyScript = [
  `tar ${excluded.map(path => `--exclude=./${path}`).join(' ')} -C / -cf - .`,
  `tar -C ${target} --no-same-owner --no-same-permissions -xf -`,
].join(' | ')

/** Tools that come as images, ready to be mounted: volumes, the containers that fill them, and the mounts. */
export interface Tools {
  readonly volumes: readonly ValueMap[]
  readonly initContainers: readonly ValueMap[]
  readonly volumeMounts: readonly ValueMap[]
}

/** The tools of a worker as the chosen mode brings them into the pod: copied by init containers, or mounted as images. */
export function toolsOf({ tools, image }: WorkerValues): Tools {
  const { pullPolicy } = image
  const copied = tools.mode === 'copy'
  const named = tools.images.map((tool, index) => ({
    ...tool,
    index,
    volume: `sidecar-${index}-${copied ? 'data' : 'image'}`,
  }))
  return {
    volumes: named.map(({ volume: name, image: reference }) =>
      compactMap(copied ? { name, emptyDir: {} } : { name, image: { reference, pullPolicy } }),
    ),
    initContainers: copied
      ? named.map(tool =>
          copyContainer(`copy-sidecar-${tool.index}`, tool.image, tool.volume, pullPolicy, tools.copyAs),
        )
      : [],
    volumeMounts: named.map(({ volume: name, mountPath, readWrite }) =>
      compactMap({ name, mountPath, readOnly: readWrite ? undefined : true }),
    ),
  }
}

function copyContainer(
  name: string,
  image: string,
  volume: string,
  imagePullPolicy: string,
  copyAs: 'workload' | 'root',
): ValueMap {
  return compactMap({
    name,
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c', copyScript],
    securityContext: copyAs === 'root' ? copySecurityContext() : undefined,
    volumeMounts: [{ name: volume, mountPath: target }],
  })
}
