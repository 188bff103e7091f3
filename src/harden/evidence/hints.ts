import { textAt } from '../../manifest/value.ts'
import { capabilitiesOf } from '../../workload/pod/effective.ts'
import type { FieldHint } from '../../workload/reason/harden-reason.ts'
import type { Candidate } from '../candidate.ts'
import type { CommandSource } from './container-command.ts'
import type { FieldQuestion, TakingField } from './field-question.ts'
import { lowPortOf, opensPort } from './low-ports.ts'
import { privilegedMentionOf } from './privileged-program.ts'

const hints: Readonly<Record<TakingField, (question: FieldQuestion) => FieldHint | undefined>> = {
  seccompProfile: () => undefined,
  allowPrivilegeEscalation: question => addedPort(question) ?? mentioned(question),
  capabilities: mentioned,
}

/** What speaks against a field, and does not prove that its container breaks, whatever is known of its image. */
export function hintOf(field: TakingField, question: FieldQuestion): FieldHint | undefined {
  return isRoot(question.candidate) ? undefined : hints[field](question)
}

/** Root needs no setuid program and no file capability to be root. */
export function isRoot({ runner }: Candidate): boolean {
  return runner.kind === 'root' || runner.kind === 'drops'
}

/** Whoever says of an image that it runs no setuid programs has answered it. */
function mentioned(question: FieldQuestion): FieldHint | undefined {
  const { candidate } = question
  if (candidate.facts?.setuid === false) return undefined
  const mention = privilegedMentionOf(commandSourceOf(question))
  return mention === undefined ? undefined : { code: 'mentions-program', ...mention, image: imageName(candidate) }
}

/**
 * A NET_BIND_SERVICE that the author added beside a user who is not root. Kubernetes sets no ambient capabilities
 * (KEP-2763), so the process gains it by a file capability or not at all. Many add it on no such ground: the standard
 * itself names it, and most runtimes open low ports to everyone.
 */
function addedPort({ pod, candidate: { container, facts } }: FieldQuestion): FieldHint | undefined {
  if (facts?.fileCapabilities !== undefined) return undefined
  if (!capabilitiesOf(container).add.includes('NET_BIND_SERVICE') || opensPort(pod, lowPortOf(container) ?? 0))
    return undefined
  return { code: 'adds-capabilities', capabilities: ['NET_BIND_SERVICE'] }
}

/** Where the commands of a container stand. */
export function commandSourceOf({ pod, candidate: { container }, context: { storage } }: FieldQuestion): CommandSource {
  return { pod, container, configMaps: storage.configMaps }
}

/** The image of a container, or nothing. */
export function imageName({ container }: Candidate): string {
  return textAt(container.spec, 'image') ?? ''
}
