import { compactMap } from '../../manifest/compact.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../manifest/value.ts'
import type { Attachable } from '../values/pod.ts'
import { expandedWords } from './expansion.ts'

/** What wrapping a container in a supervisor adds to its pod. */
export interface Wrapped {
  readonly container: ValueMap
  readonly initContainers: readonly ValueMap[]
  readonly volumes: readonly ValueMap[]
  readonly configMap?: { readonly name: string; readonly data: Readonly<Record<string, string>> }
}

const volume = 'attachable'
const metadataVolume = 'attachable-metadata'
const setup = '/attachable'
const setupName = 'attachable-setup'

/**
 * Prepare the volume as the workload's own user: the supervisor without a way to change it, and a directory for its
 * sockets that others can enter only through the group. Parameter: the supervisor in its image.
 */
const setupScript = `mkdir -p ${setup}/bin ${setup}/tty
cp -f "$1" ${setup}/bin/supervisor
chmod 0555 ${setup}/bin/supervisor
chmod 2750 ${setup}/tty
`

/**
 * Wrap a container's command in a supervisor: its arguments become metadata, and the supervisor alone is started. Exactly
 * three mounts are added: the binary, read-only; the tty directory, as a directory because sockets are replaced in it;
 * the metadata file, read-only. Absent or disabled, everything is returned as it came.
 */
export function wrapped(container: ValueMap, attachable: Attachable | undefined, metadataName: string): Wrapped {
  if (attachable === undefined || !attachable.enabled) return { container, initContainers: [], volumes: [] }
  const { args: _, ...kept } = container
  return {
    container: compactMap({
      ...kept,
      command: [attachable.binary],
      volumeMounts: [...listAt(container, 'volumeMounts'), ...mountsOf(attachable)],
    }),
    initContainers: [setupContainer(attachable)],
    volumes: [
      { name: volume, emptyDir: {} },
      // 0440: readable through the fsGroup, written in decimal as YAML 1.1 has no other form that JSON shares.
      { name: metadataVolume, configMap: { name: metadataName, defaultMode: 0o440 } },
    ],
    configMap: { name: metadataName, data: { 'metadata.json': metadata(container, attachable) } },
  }
}

function mountsOf({ binary, ttyDirectory, metadata: file }: Attachable): ValueMap[] {
  return [
    { name: volume, mountPath: binary, subPath: 'bin/supervisor', readOnly: true },
    { name: volume, mountPath: ttyDirectory, subPath: 'tty' },
    { name: metadataVolume, mountPath: file, subPath: 'metadata.json', readOnly: true },
  ]
}

function setupContainer({ image, source }: Attachable): ValueMap {
  return {
    name: setupName,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-ec', setupScript, setupName, source],
    volumeMounts: [{ name: volume, mountPath: setup }],
  }
}

/** What the supervisor reads: the command that it wraps, and the files that it makes with their modes. */
function metadata(container: ValueMap, { ttyDirectory }: Attachable): string {
  const words = [...listAt(container, 'command'), ...listAt(container, 'args')]
  // The supervisor starts what is written here; no kubelet expands it on the way.
  const command = expandedWords(words, listAt(container, 'env'))
  const files = {
    socket: { path: `${ttyDirectory}/socket`, mode: '0660' },
    capture: { path: `${ttyDirectory}/capture`, mode: '0640' },
    log: { path: `${ttyDirectory}/${logName(container)}`, mode: '0640' },
  }
  return `${JSON.stringify({ command, workingDir: textAt(container, 'workingDir') ?? '', ...files }, null, 2)}\n`
}

function logName(container: ValueMap): string {
  return `${textAt(container, 'name') ?? 'supervisor'}.log`
}

/**
 * The pod in which the container that prepares the supervisor's volume runs as who uses it: the directory of the sockets
 * is 2750, and belongs to whoever made it. Overrides and templates have said by now who that is.
 */
export function preparedByItsUser(spec: ValueMap): ValueMap {
  const mounts = (container: Value) => listAt(container, 'volumeMounts').some(mount => textAt(mount, 'name') === volume)
  const context = mapAt(listAt(spec, 'containers').find(mounts), 'securityContext')
  const ids = compactMap(Object.fromEntries(['runAsUser', 'runAsGroup'].map(field => [field, context?.[field]])))
  if (Object.keys(ids).length === 0) return spec
  const initContainers = listAt(spec, 'initContainers').map(container =>
    isMap(container) && container.name === setupName ? { ...container, securityContext: ids } : container,
  )
  return { ...spec, initContainers }
}

/** The longest path a UNIX socket can have (`sun_path`, without its final NUL). */
export const longestSocketPath = 107
