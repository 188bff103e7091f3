/**
 * The parts of a pod that this folder builds. They are type aliases, not interfaces, so that a container is a manifest
 * `Value` and a client-node `V1Container` at once.
 */
export type InitContainer = {
  name: string
  image: string
  imagePullPolicy: string
  securityContext: ContainerSecurityContext
  command: string[]
  env?: EnvEntry[]
  resources?: Resources
  volumeMounts: VolumeMount[]
}

/** A container's security context, as far as we write one. */
export type ContainerSecurityContext = {
  runAsUser?: number
  runAsGroup?: number
  runAsNonRoot?: boolean
  allowPrivilegeEscalation?: boolean
  readOnlyRootFilesystem?: boolean
  capabilities?: { drop: string[]; add?: string[] }
  seccompProfile?: { type: string }
}

/** A pod's security context, as far as we write one. */
export type PodSecurityContext = {
  runAsUser?: number
  runAsGroup?: number
  runAsNonRoot?: boolean
  supplementalGroups?: number[]
  fsGroup?: number
  fsGroupChangePolicy?: string
  seccompProfile?: { type: string }
}

/** A volume mount, as far as we write one. */
export type VolumeMount = { name: string; mountPath: string; subPath?: string; subPathExpr?: string }

/** Resources of a container, as the API has them. */
export type Resources = { limits?: { [name: string]: string }; requests?: { [name: string]: string } }

/** An environment variable whose value is the same in every container of the pod. */
export type EnvEntry = { name: string; value?: string; valueFrom?: EnvSource }

/** `resourceFieldRef` is absent on purpose: without a container name it reads the container it stands in. */
export type EnvSource = {
  fieldRef?: { apiVersion?: string; fieldPath: string }
  configMapKeyRef?: { name?: string; key: string; optional?: boolean }
  secretKeyRef?: { name?: string; key: string; optional?: boolean }
}
