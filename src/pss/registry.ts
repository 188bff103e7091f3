import type { Check, CheckId, Revision } from './check.ts'
import { allowPrivilegeEscalation } from './checks/allowPrivilegeEscalation.ts'
import { appArmorProfile } from './checks/appArmorProfile.ts'
import { capabilities_baseline } from './checks/capabilities_baseline.ts'
import { capabilities_restricted } from './checks/capabilities_restricted.ts'
import { hostNamespaces } from './checks/hostNamespaces.ts'
import { hostPathVolumes } from './checks/hostPathVolumes.ts'
import { hostPorts } from './checks/hostPorts.ts'
import { hostProbesAndHostLifecycle } from './checks/hostProbesAndHostLifecycle.ts'
import { privileged } from './checks/privileged.ts'
import { procMount } from './checks/procMount.ts'
import { procMount_restricted } from './checks/procMount_restricted.ts'
import { restrictedVolumes } from './checks/restrictedVolumes.ts'
import { runAsNonRoot } from './checks/runAsNonRoot.ts'
import { runAsUser } from './checks/runAsUser.ts'
import { seccompProfile_baseline } from './checks/seccompProfile_baseline.ts'
import { seccompProfile_restricted } from './checks/seccompProfile_restricted.ts'
import { seLinuxOptions } from './checks/seLinuxOptions.ts'
import { sysctls } from './checks/sysctls.ts'
import { windowsHostProcess } from './checks/windowsHostProcess.ts'

/**
 * Every check, in upstream's order: baseline before restricted, ids by their bytes, so that `seLinuxOptions` comes
 * before `seccompProfile_baseline`. Adding a check means adding a line here.
 */
export const checks: readonly Check[] = [
  // baseline
  appArmorProfile,
  capabilities_baseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfile_baseline,
  sysctls,
  windowsHostProcess,
  // restricted
  allowPrivilegeEscalation,
  capabilities_restricted,
  procMount_restricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfile_restricted,
]

/** A check in the one revision that counts. */
export interface ActiveCheck {
  readonly check: Check
  readonly revision: Revision
}

/**
 * The checks of `level` at policy version `v1.<minor>`, in the order of `all`. Restricted has the baseline checks too,
 * save those that a restricted revision in force overrides: an override ends with its revision.
 */
export function activeChecks(all: readonly Check[], level: CheckId['level'], minor: number): ActiveCheck[] {
  const active = all.flatMap(check => {
    const revision = check.revisions.findLast(({ since }) => since <= minor)
    return revision === undefined ? [] : [{ check, revision }]
  })
  if (level === 'baseline') return active.filter(({ check }) => check.level === 'baseline')
  const overridden = new Set(active.flatMap(({ revision }) => revision.overrides ?? []))
  return active.filter(({ check }) => !overridden.has(check.id))
}
