import { isMap, listAt, mapAt, textAt, type Value } from '../../manifest/value.ts'
import type { PodView } from './pod.ts'

/** `spec.os.name` alone makes a pod a Windows pod to Pod Security: neither the node selector nor another spelling does. */
export function isWindows(pod: Pick<PodView, 'spec'>): boolean {
  return textAt(mapAt(pod.spec, 'os'), 'name') === 'windows'
}

/**
 * Whether a pod runs on Windows nodes: it says so, or no other node can take it. A pod that says another system never
 * starts there, because the kubelet refuses it (pkg/kubelet/lifecycle/predicate.go, PodOSNotSupported).
 */
export function runsOnWindows(pod: Pick<PodView, 'spec'>): boolean {
  const { spec } = pod
  if (isWindows(pod)) return true
  if (textAt(mapAt(spec, 'os'), 'name') === 'linux') return false
  // Most pods have neither, and every step of hardening asks.
  if (spec.nodeSelector === undefined && spec.affinity === undefined) return false
  return selectsWindows(mapAt(spec, 'nodeSelector')) || requiresWindows(mapAt(spec, 'affinity'))
}

/** Labels of a node that tell its system, and how the value of each begins on Windows. */
const systemLabels: ReadonlyMap<string, RegExp> = new Map([
  // The kubelet's own (kubernetes.io, Well-Known Labels).
  ['kubernetes.io/os', /^windows$/],
  ['beta.kubernetes.io/os', /^windows$/],
  // `Windows2019`, `Windows2022` (MicrosoftDocs/azure-aks-docs, articles/aks/upgrade-windows-os.md).
  ['kubernetes.azure.com/os-sku', /^Windows/],
])
/** Labels that every node has, so that `NotIn linux` leaves those of Windows. */
const eitherLabels: readonly string[] = ['kubernetes.io/os', 'beta.kubernetes.io/os']
/** A label that only nodes of Windows have (kubernetes.io, Well-Known Labels). */
const buildLabel = 'node.kubernetes.io/windows-build'

function selectsWindows(selector: Value | undefined): boolean {
  if (!isMap(selector)) return false
  return Object.entries(selector).some(([label, value]) => label === buildLabel || isOfWindows(label, value))
}

/** Whether a value of a label is one that only nodes of Windows have. */
function isOfWindows(label: string, value: Value): boolean {
  return typeof value === 'string' && systemLabels.get(label)?.test(value) === true
}

/** Terms are alternatives, so every one has to say it. One without requirements matches no node (core/v1 NodeSelectorTerm). */
function requiresWindows(affinity: Value | undefined): boolean {
  const required = mapAt(mapAt(affinity, 'nodeAffinity'), 'requiredDuringSchedulingIgnoredDuringExecution')
  const terms = listAt(required, 'nodeSelectorTerms').filter(
    term => listAt(term, 'matchExpressions').length > 0 || listAt(term, 'matchFields').length > 0,
  )
  return terms.length > 0 && terms.every(term => listAt(term, 'matchExpressions').some(asksForWindows))
}

/** The requirements of a term hold together, so one that says it is enough. There are two systems: not Linux is Windows. */
function asksForWindows(requirement: Value): boolean {
  const [key = '', operator, values] = [
    textAt(requirement, 'key'),
    textAt(requirement, 'operator'),
    listAt(requirement, 'values'),
  ]
  if (key === buildLabel) return operator === 'Exists' || operator === 'In'
  if (operator === 'In') return values.length > 0 && values.every(value => isOfWindows(key, value))
  if (!eitherLabels.includes(key)) return false
  return operator === 'NotIn' && values.includes('linux') && !values.includes('windows')
}
