import { listAt } from '../../manifest/value.ts'
import { parseScript } from '../../security/chown-script.ts'
import { chownCapabilities } from '../../security/contexts.ts'
import type { ScriptStep } from '../../shell/steps/script-steps.ts'
import type { RootWorkReason } from '../../workload/reason/harden-reason.ts'
import type { Candidate } from '../candidate.ts'

/** What a root process does, as far as the catalogue or its own script says all of it. */
export function rootWorkOf({ runner, container }: Candidate): RootWorkReason | undefined {
  if (runner.kind === 'drops' && runner.facts.capabilities !== undefined) {
    const { capabilities } = runner.facts
    return { code: 'switch-needs', runner: runner.reason, capabilities }
  }
  if (runner.kind !== 'root' || container.role !== 'init') return undefined
  const steps = parseScript([...listAt(container.spec, 'command'), ...listAt(container.spec, 'args')])
  return steps === undefined || steps.length === 0 ? undefined : ownershipWork(steps)
}

/** A script that is understood to its end. One that does none of this is no reason to give it anything. */
function ownershipWork(steps: readonly ScriptStep[]): RootWorkReason {
  const capabilities = [...chownCapabilities, ...(steps.some(setsIdBits) ? ['FSETID'] : [])]
  return { code: 'ownership-needs', capabilities }
}

/** Without FSETID the kernel drops the setgid bit of a file whose group the process is not in (inode(7), chmod(2)). */
function setsIdBits(step: ScriptStep): boolean {
  const mode = step.op === 'chmod' || step.op === 'mkdir' ? step.mode : undefined
  return mode !== undefined && /s|^0*[2-7]\d{3}$/.test(mode)
}
