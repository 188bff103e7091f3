import { changeKey } from '../../workload/finding/refused-changes.ts'
import { runsOnWindows } from '../../workload/pod/operating-system.ts'
import type { PodView } from '../../workload/pod/pod.ts'
import { changesOf, podAfter } from '../../workload/pod/pod-after.ts'
import type { FieldDoubt } from '../../workload/reason/harden-reason.ts'
import { type Candidate, candidatesOf, leftOut } from '../candidate.ts'
import { type HardenContext, policyMinor } from '../context.ts'
import { evidenceOf } from '../evidence/evidence.ts'
import type { FieldQuestion, TakingField } from '../evidence/field-question.ts'
import { combined, nothing, type PodHardening } from '../hardening.ts'
import { enforceContainer } from './container.ts'
import type { Enforcement } from './enforcement.ts'
import { enforceIdentity } from './identity.ts'
import { enforceNetwork } from './network.ts'
import { enforcePod } from './pod.ts'
import { fieldOf, type Replacement, replacementHardening } from './replacement.ts'

/**
 * What may be replaced mechanically (Pod Security Standards). hostPath, host namespaces, privileged and hostProcess are
 * not here: whoever set one of them nearly always needs it, and there is no smaller value to put in its place. Who runs
 * comes first, because it decides what the rest may take away.
 */
const privileges: readonly Enforcement[] = [...enforceIdentity, ...enforceContainer, ...enforcePod]

/** Replace what the author wrote where it breaks the level. Only on request: each line loses something. */
export function enforceLevel(pod: PodView, context: HardenContext): PodHardening {
  if (!context.settings.enforce || context.level === 'privileged') return nothing
  // The fields behind these rows are Linux's; on Windows the API server refuses them all.
  const rows = runsOnWindows(pod) ? enforceNetwork : [...privileges, ...enforceNetwork]
  return rows.filter(row => applies(row, context)).reduce((done, row) => enforceRow(pod, done, row, context), nothing)
}

function applies({ from, since = 0 }: Enforcement, context: HardenContext): boolean {
  return (from === 'baseline' || context.level === 'restricted') && since <= policyMinor(context)
}

/** Each row sees what the rows before it made of the pod. */
function enforceRow(pod: PodView, done: PodHardening, row: Enforcement, context: HardenContext): PodHardening {
  const now = podAfter(pod, changesOf(done.hardenings))
  const candidates = candidatesOf(now, context)
  const wanted = row
    .find(now, candidates, context)
    .filter(({ container }) => !row.checks.some(check => context.exempts(check, container)))
    .filter(({ change }) => context.refused?.has(changeKey(change)) !== true)
  const outcomes = wanted.map(replacement => {
    const spared = privileges.includes(row) ? sparedBy(replacement, { pod: now, candidates, context }) : []
    if (spared.length === 0) return replacementHardening(pod, replacement)
    const field = fieldOf(replacement)
    return combined(spared.map(({ candidate, reason }) => leftOut(pod, candidate, field, reason)))
  })
  return combined([done, ...outcomes])
}

interface Subject extends Omit<FieldQuestion, 'candidate'> {
  readonly candidates: readonly Candidate[]
}

/** The containers under a replacement that would not survive it, and why. One without a container is the whole pod's. */
function sparedBy(replacement: Replacement, { pod, candidates, context }: Subject) {
  const { container } = replacement
  return candidates
    .filter(candidate => container === undefined || candidate.container.name === container)
    .flatMap(candidate => {
      const reason = candidate.risk ?? breakageOf(replacement, { pod, candidate, context })
      return reason === undefined ? [] : [{ candidate, reason }]
    })
}

/** Replacements that take away what a setuid program or a file capability gives. */
const taking: ReadonlyMap<string, TakingField> = new Map([
  ['allowPrivilegeEscalation', 'allowPrivilegeEscalation'],
  ['capabilities', 'capabilities'],
  ['capabilities.drop', 'capabilities'],
])

function breakageOf(replacement: Replacement, question: FieldQuestion): FieldDoubt | undefined {
  const field = taking.get(fieldOf(replacement))
  const evidence = field === undefined ? undefined : evidenceOf(field, question)
  return evidence?.kind === 'breaks' ? evidence.reason : undefined
}
