import type { ValueMap } from '../../manifest/value.ts'
import { type Wrapped, wrapped } from '../pod/attachable.ts'
import { extraContainer, hardened, imageReference } from '../pod/container.ts'
import { compact, filled, picked } from '../pod/plain.ts'
import { repairsOf } from '../pod/repair.ts'
import { podSecurityContext } from '../pod/security.ts'
import { type PodTemplateView, podTemplateView } from '../pod/view.ts'
import { podVolumes } from '../pod/volumes.ts'
import type { AgentValues } from '../values/agent.ts'
import { containerFields } from '../values/container.ts'
import { podFields } from '../values/pod.ts'
import type { Values } from '../values/values.ts'

/** The master's pod, and the ConfigMap that its supervisor reads. */
export interface AgentPod {
  readonly pod: PodTemplateView
  readonly configMap: Wrapped['configMap']
}

/** The pod of the agent, with the objects that its files come from. */
export function agentPod(values: Values, agent: AgentValues, serviceAccountName: string): AgentPod {
  const image = imageReference(agent.image)
  const context = podSecurityContext(values.identity, agent.podSecurityContext)
  const harden = (container: ValueMap) => hardened(container, context)
  const main = wrapped(mainContainer(values, agent, image), agent.attachable, `${agent.name ?? values.name}-attachable`)
  const containers = [main.container, ...agent.extraContainers.map(extra => extraContainer(extra, image))]
  const initContainers = [...main.initContainers, ...agent.initContainers.map(extra => extraContainer(extra, image))]
  const { chownInit } = agent
  const repairs = repairsOf(values, { containers: [...containers, ...initContainers], image, chownInit })
  const spec = compact({
    serviceAccountName,
    automountServiceAccountToken: agent.serviceAccount.automountToken ?? agent.rbac.create,
    imagePullSecrets: filled([...values.imagePullSecrets, ...(agent.imagePullSecrets ?? [])]),
    securityContext: context,
    initContainers: initContainers.map(harden),
    containers: containers.map(harden),
    volumes: [...podVolumes(values.volumes, [...initContainers, ...containers]), ...main.volumes],
    ...picked(agent, podFields),
  })
  return { pod: podTemplateView(spec, repairs), configMap: main.configMap }
}

function mainContainer(values: Values, agent: AgentValues, image: string): ValueMap {
  return compact({
    name: agent.containerName ?? agent.name ?? values.name,
    image,
    imagePullPolicy: agent.image.pullPolicy,
    ...picked(agent, containerFields),
  })
}
