import { parseChownCommand } from '../../../security/chown-script.ts'
import type { ScriptStep } from '../../../shell/steps/script-steps.ts'
import { known, nothingKnown, type PartialOwnership } from '../partial.ts'
import { afterStep } from '../start/step-effect.ts'

/** Stands for the volume's directory while the script is read. */
const volume = '/volume'

/** The helper pod is root with every default capability: nothing in the script is refused. */
const helper = { uid: 0, gid: 0, groups: [], groupsComplete: true, capabilities: ['CHOWN', 'FOWNER', 'FSETID'] }

/** What `mkdir` without `-m` makes under the helper pod's umask. */
const plain = { uid: 0, gid: 0, mode: 0o755 }

/**
 * The root that a local-path setup script leaves (rancher/local-path-provisioner runs it with VOL_DIR in its
 * environment). A script with more than plain commands about the volume leaves it unknown.
 */
export function rootAfterSetup(script: string): PartialOwnership {
  const steps = parseChownCommand(script, { variables: { VOL_DIR: volume } })
  if (steps.some(step => step.op === 'unknown' && touchesOwners(step.words))) return nothingKnown
  if (steps.some(step => 'paths' in step && (step.perhaps || step.ifFailed))) return nothingKnown
  const relevant = steps.filter(step => 'paths' in step && step.paths.some(isVolume))
  if (!relevant.some(({ op }) => op === 'mkdir')) return nothingKnown
  return relevant.reduce(apply, known(plain))
}

function apply(root: PartialOwnership, step: ScriptStep): PartialOwnership {
  // An existing directory keeps its mode under `mkdir -p -m`; a claim just provisioned has none.
  return afterStep(root, step, helper)
}

function touchesOwners(words: readonly string[]): boolean {
  return words.some(word => /VOL_DIR|chown|chmod|chgrp|mkdir|install|\/volume/.test(word))
}

function isVolume(path: string): boolean {
  return path.replace(/\/+$/, '') === volume
}
