import type { ImageFacts } from '../knowledge/images/image-facts.ts'
import { listAt } from '../manifest/value.ts'
import { parseScript } from '../security/chown-script.ts'
import { capabilitiesOf } from '../workload/effective.ts'
import { saidBy } from '../workload/merged-facts.ts'
import type { ContainerView } from '../workload/pod.ts'
import { beyondLevel } from './addable.ts'
import type { Candidate } from './candidate.ts'
import { type HardenContext, policyMinor } from './context.ts'
import type { FieldQuestion, TakingField } from './field-question.ts'
import { commandSourceOf, hintOf, imageName, isRoot, rowAdvice } from './hints.ts'
import { lowPortOf, openPortAdvice, opensPort, unprivilegedPortStart } from './low-ports.ts'
import { privilegedUseOf } from './privileged-program.ts'

/**
 * What is known of a field that takes something away: that the container never uses it, that it does, or neither. Who a
 * process runs as is no evidence: a program gains file capabilities and setuid rights whoever starts it.
 */
export type Evidence = { readonly kind: 'harmless' } | { readonly kind: 'breaks' | 'doubt'; readonly because: string }

/** Why the container is known to break, for each field. What none of them names is decided by who knows the image. */
const breakages: Readonly<Record<TakingField, (question: FieldQuestion) => string | undefined>> = {
  // Nothing but the image itself tells its system calls.
  seccompProfile: ({ candidate }) => candidate.hardeningRisk,
  allowPrivilegeEscalation: question =>
    question.candidate.hardeningRisk ?? setuidUse(question) ?? lostFileCapabilities(question) ?? nodePort(question),
  capabilities: question => question.candidate.hardeningRisk ?? setuidUse(question) ?? fileCapabilitiesBeyond(question),
}

/** What is known about a field of a container. */
export function evidenceOf(field: TakingField, question: FieldQuestion): Evidence {
  const because = breakages[field](question)
  if (because !== undefined) return { kind: 'breaks', because }
  if (!isKnown(field, question.candidate)) return { kind: 'doubt', because: doubtOf(field, question) }
  const hint = hintOf(field, question)
  return hint === undefined ? { kind: 'harmless' } : { kind: 'doubt', because: hint }
}

/**
 * A row of the catalogue or the policy was written by somebody who looked at the image: what it does not mention is not
 * there. A script that only sets owners and modes needs nothing of its image.
 */
function isKnown(field: TakingField, { facts, container }: Candidate): boolean {
  if (onlySetsOwners(container)) return true
  return facts !== undefined && (facts.measured === undefined || isMeasured(field, facts))
}

/** What was read of an image is what its files say: of its system calls they say nothing. */
function isMeasured(field: TakingField, facts: ImageFacts): boolean {
  return field === 'seccompProfile' ? facts.reviewed === true : knowsGains(facts)
}

function knowsGains(facts: ImageFacts | undefined): boolean {
  return facts?.setuid !== undefined && facts.fileCapabilities !== undefined
}

function onlySetsOwners({ spec }: ContainerView): boolean {
  const command = listAt(spec, 'command')
  return command.length > 0 && (parseScript([...command, ...listAt(spec, 'args')])?.length ?? 0) > 0
}

/** Root needs no setuid program to be root. */
function setuidUse(question: FieldQuestion): string | undefined {
  const { candidate } = question
  if (isRoot(candidate)) return undefined
  const use = privilegedUseOf(commandSourceOf(question))
  if (use !== undefined) return `its ${use.field} runs ${use.program}, which needs privileges that this field removes`
  return candidate.facts?.setuid === true
    ? `it runs setuid programs, which gain nothing any more (${saidBy(candidate.facts, 'setuid')})`
    : undefined
}

function capabilitySource({ facts }: Candidate): string | undefined {
  return facts && saidBy(facts, 'fileCapabilities')
}

/** Without no_new_privs; a port that everybody may listen on takes no capability. */
function lostFileCapabilities({ pod, candidate }: FieldQuestion): string | undefined {
  const carried = isRoot(candidate) ? [] : (candidate.facts?.fileCapabilities ?? [])
  if (carried.length === 0) return undefined
  const port = lowPortOf(candidate.container)
  const isOpen = opensPort(pod, port ?? 0)
  const lost = carried.filter(name => !(name === 'NET_BIND_SERVICE' && isOpen))
  if (lost.length === 0) return undefined
  return `its program carries the file capability ${lost.join(', ')}, which this field disables (${capabilitySource(candidate)})${openPortAdvice(lost)}`
}

/** The node's own ports below 1024 are closed to whoever is not root, unless the node says otherwise. */
function nodePort({ pod, candidate }: FieldQuestion): string | undefined {
  if (pod.spec.hostNetwork !== true || isRoot(candidate)) return undefined
  const port = lowPortOf(candidate.container)
  if (port === undefined) return undefined
  return `it listens on port ${port} of the node, which needs a file capability that this field disables`
}

/** What a level does not let a container add cannot be kept, and execve(2) fails without it. */
function fileCapabilitiesBeyond({ candidate, context }: FieldQuestion): string | undefined {
  const { facts, container } = candidate
  const needed = isRoot(candidate) ? [] : (facts?.fileCapabilities ?? [])
  const { add } = capabilitiesOf(container)
  const missing = add.length === 0 ? beyondLevel(needed, context.level) : needed.filter(name => !add.includes(name))
  if (missing.length === 0) return undefined
  const obstacle = add.length === 0 ? `${context.level} does not admit it` : '`add` does not keep it'
  return `its program carries the file capability ${missing.join(', ')} and does not start without it, and ${obstacle} (${capabilitySource(candidate)})`
}

/** The capabilities that a non-root process may gain by its program, and keeps: its own file capabilities, or a low port. */
export function keptCapabilities({ facts, container }: Candidate): readonly string[] {
  if (capabilitiesOf(container).add.length > 0) return []
  if (facts?.fileCapabilities !== undefined) return facts.fileCapabilities
  return lowPortOf(container) === undefined ? [] : ['NET_BIND_SERVICE']
}

function doubtOf(field: TakingField, question: FieldQuestion): string {
  const hint = hintOf(field, question)
  const doubt = imageDoubt(question)
  return hint === undefined ? doubt : `${hint}; ${doubt}`
}

function imageDoubt({ pod, candidate }: FieldQuestion): string {
  const name = imageName(candidate)
  const port = lowPortOf(candidate.container)
  const isClosed = port !== undefined && !opensPort(pod, port)
  const low = isClosed
    ? `; port ${port} needs a file capability unless the sysctl ${unprivilegedPortStart} lets everyone listen on it`
    : ''
  if (knowsGains(candidate.facts))
    return `the files of the image ${name} do not tell which system calls its program makes; if the profile of the runtime lets it make them, ${rowAdvice(candidate)}`
  const known =
    candidate.facts === undefined ? `nothing is known about the image` : `not enough is known about the image`
  return `${known} ${name || '(none)'}, which may need setuid programs or file capabilities${low}; if it needs none, ${rowAdvice(candidate)}`
}

/** The policy version that first asks for a field at restricted (Pod Security, by the minor of its check). */
const demandedSince: Readonly<Record<TakingField, number>> = {
  allowPrivilegeEscalation: 8,
  seccompProfile: 19,
  capabilities: 22,
}

/** Whether admission refuses the pod without the field. */
export function isDemanded(field: TakingField, context: HardenContext): boolean {
  return context.level === 'restricted' && policyMinor(context) >= demandedSince[field]
}
