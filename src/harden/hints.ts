import { listAt, mapAt } from '../manifest/value.ts'
import { parseReference } from '../workload/reference.ts'
import type { Candidate } from './candidate.ts'
import type { CommandSource } from './commands.ts'
import type { FieldQuestion, TakingField } from './field-question.ts'
import { lowPortOf, openPortAdvice, opensPort } from './low-ports.ts'
import { privilegedMentionOf } from './privileged-program.ts'

const hints: Readonly<Record<TakingField, (question: FieldQuestion) => string | undefined>> = {
  seccompProfile: () => undefined,
  allowPrivilegeEscalation: question => addedPort(question) ?? mentioned(question),
  capabilities: mentioned,
}

/** What speaks against a field, and does not prove that its container breaks, whatever is known of its image. */
export function hintOf(field: TakingField, question: FieldQuestion): string | undefined {
  return isRoot(question.candidate) ? undefined : hints[field](question)
}

/** Root needs no setuid program and no file capability to be root. */
export function isRoot({ runner }: Candidate): boolean {
  return runner.kind === 'root' || runner.kind === 'drops'
}

/** Whoever says of an image that it runs no setuid programs has answered it. */
function mentioned(question: FieldQuestion): string | undefined {
  const { candidate } = question
  if (candidate.facts?.setuid === false) return undefined
  const mention = privilegedMentionOf(commandSourceOf(question))
  if (mention === undefined) return undefined
  const { field, program } = mention
  return `its ${field} mentions ${program}, which needs privileges that this field removes; if it never runs it, ${rowAdvice(candidate)}`
}

/**
 * A NET_BIND_SERVICE that the author added beside a user who is not root. Kubernetes sets no ambient capabilities
 * (KEP-2763), so the process gains it by a file capability or not at all. Many add it on no such ground: the standard
 * itself names it, and most runtimes open low ports to everyone.
 */
function addedPort({ pod, candidate: { container, context, facts } }: FieldQuestion): string | undefined {
  if (facts?.fileCapabilities !== undefined) return undefined
  const added = listAt(mapAt(context, 'capabilities'), 'add')
  if (!added.includes('NET_BIND_SERVICE') || opensPort(pod, lowPortOf(container) ?? 0)) return undefined
  return `it adds NET_BIND_SERVICE; a non-root process gets that only through a file capability, which the field disables${openPortAdvice(added)}`
}

/** Where the commands of a container stand. */
export function commandSourceOf({ pod, candidate: { container }, context: { storage } }: FieldQuestion): CommandSource {
  return { pod, container, configMaps: storage.configMaps }
}

/** The image of a container, or nothing. */
export function imageName({ container }: Candidate): string {
  const { image } = container.spec
  return typeof image === 'string' ? image : ''
}

/** The row of the policy that answers every doubt about an image. */
export function rowAdvice(candidate: Candidate): string {
  const name = imageName(candidate)
  const repository = parseReference(name)?.repository ?? name
  return `say so under \`images\` in the policy: "${repository}": { setuid: false, fileCapabilities: [] }`
}
