import { listAt, textAt } from '../../../manifest/value.ts'
import { parseReference } from '../../../workload/image/reference.ts'
import type { ContainerView } from '../../../workload/pod/pod.ts'
import type { StartReason } from '../../../workload/reason/start-reason.ts'
import type { Obstacle } from './obstacle.ts'
import { expanded, variablesOf } from './variables.ts'

/** Why the kubelet refuses a container before it asks the runtime for it: its image name or a subPathExpr is invalid. */
export function notMade(container: ContainerView): Obstacle | undefined {
  return invalidImage(container) ?? invalidSubPath(container)
}

/**
 * Placeholders that a tool replaces before it applies the manifest: `$IMAGE`, `{{ image }}`, `<image>`, `ko://app`.
 * `https://` and its like are a mistake, and no placeholder.
 */
const placeholder = /[${}<>%*]|^(?!(?:https?|docker|oci|ssh):).*:\/\//

/** pkg/util/parsers `ParseImageName`, called by `applyDefaultImageTag`: the container waits with InvalidImageName. */
function invalidImage({ spec }: ContainerView): Obstacle | undefined {
  const image = textAt(spec, 'image') ?? ''
  if (image === '' || placeholder.test(image) || parseReference(image) !== undefined) return undefined
  return refused({ code: 'image-name-invalid', image })
}

/** CreateContainerConfigError, by `makeMounts` of pkg/kubelet/kubelet_pods.go and `ExpandContainerVolumeMounts` of container/helpers.go. */
function invalidSubPath(container: ContainerView): Obstacle | undefined {
  const { spec } = container
  const expressions = listAt(spec, 'volumeMounts').flatMap(mount => textAt(mount, 'subPathExpr') ?? [])
  return expressions.map(expression => refusedExpression(spec, expression)).find(refused => refused !== undefined)
}

function refusedExpression(spec: ContainerView['spec'], expression: string): Obstacle | undefined {
  const variables = variablesOf(spec)
  const missing = namesIn(expression).find(name => isMissing(spec, name, variables[name]))
  if (missing !== undefined) return refused({ code: 'sub-path-variable', variable: missing })
  const path = expanded(expression, variables)
  // Without a variable the API server refuses it (core validation ValidateVolumeMounts).
  if (typeof path !== 'string' || path === expression) return undefined
  if (path.startsWith('/')) return refused({ code: 'sub-path-absolute', path })
  return path.split('/').includes('..') ? refused({ code: 'sub-path-backsteps', path }) : undefined
}

function refused(reason: StartReason): Obstacle {
  return { of: 'container', reason }
}

function namesIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\$\$|\$\(([\w.-]+)\)/g)].flatMap(([, name]) => name ?? [])
}

/** Variables that the kubelet adds for Services (pkg/kubelet/envvars), and the controller of an indexed Job. */
const broughtByOthers = /_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_|$)|^JOB_COMPLETION_INDEX$/

/** A variable without a value, or with an empty one, counts as missing. */
function isMissing(spec: ContainerView['spec'], name: string, value: string | undefined): boolean {
  if (value !== undefined) return value === ''
  const isGiven = listAt(spec, 'env').some(env => textAt(env, 'name') === name)
  return !isGiven && listAt(spec, 'envFrom').length === 0 && !broughtByOthers.test(name)
}
