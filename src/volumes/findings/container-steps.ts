import { listAt } from '../../manifest/value.ts'
import { scriptSteps } from '../../security/chown-script.ts'
import type { ScriptStep } from '../../shell/steps/script-steps.ts'
import type { ContainerView } from '../../workload/pod/pod.ts'
import type { MountVerdict } from '../model/mount.ts'
import { trimmed } from '../model/start/path-text.ts'
import { variablesOf } from '../model/start/variables.ts'

/** A `chown` or `chgrp` of a script. */
export type ChownStep = Extract<ScriptStep, { readonly op: 'chown' }>

/** What a container's own command does to owners and modes, with the variables it sets itself. */
export function containerSteps({ spec }: ContainerView): readonly ScriptStep[] {
  const words = [...listAt(spec, 'command'), ...listAt(spec, 'args')]
  return words.length === 0 ? [] : scriptSteps(words, variablesOf(spec))
}

/** Chowns that decide whether the container succeeds. */
export function chownsOf(container: ContainerView): readonly ChownStep[] {
  return containerSteps(container).flatMap(step => (step.op === 'chown' ? [step] : []))
}

/** The mount that holds `path`: the one with the longest mount path above it. */
export function mountHolding<Mount extends Pick<MountVerdict, 'mountPath'>>(
  mounts: readonly Mount[],
  path: string,
): Mount | undefined {
  const above = mounts.filter(({ mountPath }) => `${trimmed(path)}/`.startsWith(`${trimmed(mountPath)}/`))
  return above.toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0]
}
