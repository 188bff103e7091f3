import type { FieldPath } from '../../manifest/path.ts'
import type { PartType } from '../../schema/part.ts'
import { volumeSources } from '../values/pod.ts'

/** A part of values that reaches the API server as it stands, and the type that it has there. */
export interface PassedOn extends PartType {
  /** In the values; `*` stands for every item of a list. */
  readonly at: FieldPath
  /** Fields that it may lack, since the renderer adds them, or a rule of its own asks for them. */
  readonly optional?: readonly string[]
}

const handlers = ['startupProbe', 'livenessProbe', 'readinessProbe', 'lifecycle']
const resources = fields('core.v1.Container', ['resources'])
const variable = below(['*', 'valueFrom'], fields('core.v1.EnvVarSource', ['resourceFieldRef']))
const container = [
  ...fields('core.v1.Container', [...handlers, 'securityContext']),
  ...resources,
  ...below(['env'], variable),
]
const pod = [
  ...fields('core.v1.PodSpec', ['affinity', 'tolerations', 'topologySpreadConstraints', 'hostAliases', 'dnsConfig']),
  { at: ['podSecurityContext'], type: 'core.v1.PodSpec', field: 'securityContext' },
]

const overrides: readonly PassedOn[] = [
  ...fields('core.v1.PodSpec', ['affinity', 'tolerations', 'volumes']),
  ...resources,
  ...below(['env'], variable),
  { at: ['podSecurityContext'], type: 'core.v1.PodSpec', field: 'securityContext' },
  { at: ['containerSecurityContext'], type: 'core.v1.Container', field: 'securityContext' },
  ...below(['extraContainers', '*'], container),
  ...below(['extraInitContainers', '*'], container),
]

/** What both sections say of their pod. */
const section: readonly PassedOn[] = [
  ...pod,
  ...container,
  ...below(['initContainers', '*'], container),
  ...below(['extraContainers', '*'], container),
  ...below(['repair'], resources),
  { at: ['podTemplate'], type: 'core.v1.PodSpec', optional: ['containers', 'image'] },
  ...below(['podOverrides'], overrides),
]

/** A claim is ours: it is made along. */
const ofKubernetes = volumeSources.filter(source => source !== 'claim')

/** Every field that values pass on as Kubernetes spells it. A test holds the schema of values against it. */
export const passedOn: readonly PassedOn[] = [
  ...below(['repair'], resources),
  ...below(['volumes', '*'], fields('core.v1.Volume', ofKubernetes)),
  ...below(['agent'], section),
  { at: ['agent', 'rbac', 'rules'], type: 'rbac.v1.Role', field: 'rules' },
  ...below(['agent', 'networkPolicy'], fields('networking.v1.NetworkPolicySpec', ['ingress', 'egress'])),
  ...below(['worker'], section),
  ...below(['worker', 'ownedEnv'], variable),
  ...below(['worker', 'steps', '*'], container),
  ...below(['worker', 'job'], fields('batch.v1.JobSpec', ['podFailurePolicy'])),
  ...below(['tasks', '*'], resources),
]

/** The same of a task that comes alone. */
export const passedOnByTask = resources

function fields(type: string, names: readonly string[]): readonly PassedOn[] {
  return names.map(field => ({ at: [field], type, field }))
}

function below(at: FieldPath, parts: readonly PassedOn[]): readonly PassedOn[] {
  return parts.map(part => ({ ...part, at: [...at, ...part.at] }))
}
