import { compactMap } from '../../manifest/compact.ts'
import { listAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { type Wrapped, wrapped } from '../pod/attachable.ts'
import { extraContainer, imageReference } from '../pod/container.ts'
import { addedContainers, extended } from '../pod/extended.ts'
import { filled, mapsAt, picked } from '../pod/fields.ts'
import { secured } from '../pod/secured.ts'
import { podVolumes } from '../pod/volumes.ts'
import type { AgentValues } from '../values/agent.ts'
import { containerFields } from '../values/container.ts'
import { podFields } from '../values/pod.ts'
import type { Values } from '../values/values.ts'

/** The master's pod, and what its other objects must know of it. */
export interface AgentPod {
  readonly spec: ValueMap
  /** The ConfigMap that its supervisor reads. */
  readonly configMap: Wrapped['configMap']
  /** Names of the volumes that its containers mount. */
  readonly mounted: ReadonlySet<string>
}

/** The pod of the agent, with the objects that its files come from. */
export function agentPod(values: Values, agent: AgentValues, serviceAccountName: string): AgentPod {
  const image = imageReference(agent.image)
  const name = agent.containerName ?? agent.name ?? values.name
  const main = wrapped(mainContainer(agent, name, image), agent.attachable, `${agent.name ?? values.name}-attachable`)
  const spec = extended(baseSpec(values, agent, main, { serviceAccountName, image }), agent, { name, image })
  const containers = [...mapsAt(spec, 'initContainers'), ...mapsAt(spec, 'containers')]
  const mounts = containers.flatMap(container => listAt(container, 'volumeMounts'))
  return {
    spec: secured(values, agent, spec),
    configMap: main.configMap,
    mounted: new Set(mounts.map(mount => textAt(mount, 'name') ?? '')),
  }
}

interface Facts {
  readonly serviceAccountName: string
  readonly image: string
}

/** The pod before anything is merged into it. */
function baseSpec(values: Values, agent: AgentValues, main: Wrapped, { serviceAccountName, image }: Facts): ValueMap {
  const containers = [main.container, ...agent.extraContainers.map(extra => extraContainer(extra, image))]
  const initContainers = [...main.initContainers, ...agent.initContainers.map(extra => extraContainer(extra, image))]
  const mounting = [...initContainers, ...containers, ...addedContainers(agent)]
  return compactMap({
    serviceAccountName,
    automountServiceAccountToken: agent.serviceAccount.automountToken ?? agent.rbac.create,
    imagePullSecrets: filled([...values.imagePullSecrets, ...(agent.imagePullSecrets ?? [])]),
    initContainers,
    containers,
    volumes: [...podVolumes(values.volumes, mounting), ...main.volumes],
    ...picked(agent, podFields),
  })
}

function mainContainer(agent: AgentValues, name: string, image: string): ValueMap {
  return compactMap({
    name,
    image,
    imagePullPolicy: agent.image.pullPolicy,
    ...picked(agent, containerFields),
  })
}
