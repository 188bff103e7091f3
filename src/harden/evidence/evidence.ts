import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { compact } from '../../manifest/compact.ts'
import { listAt } from '../../manifest/value.ts'
import { parseScript } from '../../security/chown-script.ts'
import { saidBy } from '../../workload/image/merged-facts.ts'
import { capabilitiesOf } from '../../workload/pod/effective.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { FieldDoubt, FieldHint } from '../../workload/reason/harden-reason.ts'
import type { Candidate } from '../candidate.ts'
import { type HardenContext, policyMinor } from '../context.ts'
import { beyondLevel } from '../fields/addable.ts'
import type { FieldQuestion, TakingField } from './field-question.ts'
import { commandSourceOf, hintOf, imageName, isRoot } from './hints.ts'
import { lowPortOf, opensPort } from './low-ports.ts'
import { privilegedUseOf } from './privileged-program.ts'

/**
 * What is known of a field that takes something away: that the container never uses it, that it does, or neither. Who a
 * process runs as is no evidence: a program gains file capabilities and setuid rights whoever starts it.
 */
export type Evidence =
  | { readonly kind: 'harmless' }
  | { readonly kind: 'breaks' | 'doubt'; readonly reason: FieldDoubt }

/** Why the container is known to break, for each field. What none of them names is decided by who knows the image. */
const breakages: Readonly<Record<TakingField, (question: FieldQuestion) => FieldDoubt | undefined>> = {
  // Nothing but the image itself tells its system calls.
  seccompProfile: ({ candidate }) => candidate.risk,
  allowPrivilegeEscalation: question =>
    question.candidate.risk ?? setuidUse(question) ?? lostFileCapabilities(question) ?? nodePort(question),
  capabilities: question => question.candidate.risk ?? setuidUse(question) ?? fileCapabilitiesBeyond(question),
}

/** What is known about a field of a container. */
export function evidenceOf(field: TakingField, question: FieldQuestion): Evidence {
  const breakage = breakages[field](question)
  if (breakage !== undefined) return { kind: 'breaks', reason: breakage }
  const hint = hintOf(field, question)
  if (!isKnown(field, question.candidate)) return { kind: 'doubt', reason: imageDoubt(question, hint) }
  return hint === undefined ? { kind: 'harmless' } : { kind: 'doubt', reason: hint }
}

/**
 * A row of the catalogue or the policy was written by somebody who looked at the image: what it does not mention is not
 * there. A script that only sets owners and modes needs nothing of its image.
 */
function isKnown(field: TakingField, { facts, container }: Candidate): boolean {
  if (onlySetsOwners(container)) return true
  return facts !== undefined && (facts.measured === undefined || isMeasured(field, facts))
}

/** The files of an image say nothing of its system calls: those are known only where somebody looked at it, too. */
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
function setuidUse(question: FieldQuestion): FieldDoubt | undefined {
  const { candidate } = question
  if (isRoot(candidate)) return undefined
  const use = privilegedUseOf(commandSourceOf(question))
  if (use !== undefined) return { code: 'runs-program', ...use }
  return candidate.facts?.setuid === true ? { code: 'runs-setuid', from: saidBy(candidate.facts, 'setuid') } : undefined
}

/** Without no_new_privs; a port that everybody may listen on takes no capability. */
function lostFileCapabilities({ pod, candidate }: FieldQuestion): FieldDoubt | undefined {
  const { facts } = candidate
  if (facts?.fileCapabilities === undefined || isRoot(candidate)) return undefined
  const isOpen = opensPort(pod, lowPortOf(candidate.container) ?? 0)
  const capabilities = facts.fileCapabilities.filter(name => !(name === 'NET_BIND_SERVICE' && isOpen))
  if (capabilities.length === 0) return undefined
  return { code: 'file-capabilities-disabled', capabilities, from: saidBy(facts, 'fileCapabilities') }
}

/** The node's own ports below 1024 are closed to whoever is not root, unless the node says otherwise. */
function nodePort({ pod, candidate }: FieldQuestion): FieldDoubt | undefined {
  if (pod.spec.hostNetwork !== true || isRoot(candidate)) return undefined
  const port = lowPortOf(candidate.container)
  return port === undefined ? undefined : { code: 'node-port', port }
}

/** What a level does not let a container add cannot be kept, and execve(2) fails without it. */
function fileCapabilitiesBeyond({ candidate, context: { level } }: FieldQuestion): FieldDoubt | undefined {
  const { facts, container } = candidate
  if (facts?.fileCapabilities === undefined || isRoot(candidate)) return undefined
  const { fileCapabilities: needed } = facts
  const { add } = capabilitiesOf(container)
  const capabilities = add.length === 0 ? beyondLevel(needed, level) : needed.filter(name => !add.includes(name))
  if (capabilities.length === 0) return undefined
  return {
    code: 'file-capabilities-dropped',
    capabilities,
    ...(add.length === 0 && { level }),
    from: saidBy(facts, 'fileCapabilities'),
  }
}

/** The capabilities that a non-root process may gain by its program, and keeps: its own file capabilities, or a low port. */
export function keptCapabilities({ facts, container }: Candidate): readonly string[] {
  if (capabilitiesOf(container).add.length > 0) return []
  if (facts?.fileCapabilities !== undefined) return facts.fileCapabilities
  return lowPortOf(container) === undefined ? [] : ['NET_BIND_SERVICE']
}

function imageDoubt({ pod, candidate }: FieldQuestion, hint: FieldHint | undefined): FieldDoubt {
  const { facts, container } = candidate
  const image = imageName(candidate)
  if (knowsGains(facts)) return { code: 'image-unknown', image, known: 'all-but-system-calls', ...compact({ hint }) }
  const low = lowPortOf(container)
  const port = low === undefined || opensPort(pod, low) ? undefined : low
  return {
    code: 'image-unknown',
    image,
    known: facts === undefined ? 'nothing' : 'something',
    ...compact({ port, hint }),
  }
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
