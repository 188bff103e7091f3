import type { Depth } from './table-rows.ts'

/** A table of `src/`, and the tests that hold its rows. */
export interface Table {
  readonly file: string
  readonly name: string
  /** Filters of `npm test`. */
  readonly tests: readonly string[]
  readonly depth?: Depth
  /** Rows that nothing can see, by a part of their label, and why they stand there. */
  readonly unseen?: Readonly<Record<string, string>>
}

/** Tables of knowledge: what a person could leave a row out of, or misspell one in. */
export const tables: readonly Table[] = [
  ...inFile('workload/catalogue.ts', ['workload/catalogue', 'workload/images'], { values: ['catalogue'] }),
  ...inFile('workload/catalogue.ts', ['workload/catalogue', 'workload/images'], {
    rows: ['dropping', 'serving', 'postgresData', 'official', 'redis', 'prometheus', 'elasticsearch', 'fluentBit'],
  }),
  ...inFile('workload/catalogue.ts', ['workload/catalogue', 'workload/images'], { rows: ['jupyter', 'collector'] }),
  ...inFile('workload/catalogue-bitnami.ts', ['workload/catalogue', 'workload/images'], {
    rows: ['registries', 'varying'],
    values: ['bitnamiRows'],
  }),
  ...inFile('workload/catalogue-risky.ts', ['workload/catalogue', 'workload/images'], { values: ['riskyRows'] }),
  ...inFile('workload/custom-kinds.ts', ['workload/kinds', 'workload/object'], { rows: ['customKinds', 'ray'] }),
  ...inFile('workload/kinds.ts', ['workload/kinds', 'workload/object'], { rows: ['builtinKinds'] }),
  ...inFile('workload/scope.ts', ['workload/object', 'workload/demand'], { rows: ['clusterScoped'] }),
  ...inFile('workload/operating-system.ts', ['operating-system'], { rows: ['systemLabels'] }),
  ...inFile('workload/types.ts', ['workload/types'], { rows: ['scalars'] }),
  ...inFile('workload/pod-shape.ts', ['workload/types'], {
    rows: ['sharedContext', 'handlersShape', 'opaqueSources', 'podContext', 'containerContext', 'container', 'windows'],
  }),
  ...inFile('workload/pod-shape.ts', ['workload/types'], {
    rows: ['volumeShape', 'metadataShape', 'specShape', 'projectedSource', 'httpGet', 'seLinux', 'profile'],
  }),
  ...inFile('security/shell-words.ts', ['shell-words', 'chown-script', 'programs'], { rows: ['operators', 'pieces'] }),
  ...inFile('security/ownership-step.ts', ['chown-script'], { rows: ['commands', 'harmless', 'longFlags'] }),
  ...inFile('security/programs.ts', ['security/programs'], { rows: ['wrappers'] }),
  ...inFile('security/labels.ts', ['security/contexts'], { rows: ['labelKeys'] }),
  ...inFile('permissions/process/capabilities.ts', ['permissions/identity', 'permissions/findings'], {
    rows: ['defaults', 'switching', 'everything'],
  }),
  ...inFile('permissions/volume/profiles.ts', ['permissions/claims', 'permissions/csi', 'permissions/profiles'], {
    values: ['profiles', 'provisioners', 'newFileSystem', 'open'],
    rows: ['scripted', 'shared'],
  }),
  ...inFile(
    'permissions/volume/plugins.ts',
    ['permissions/claims', 'permissions/csi', 'permissions/profiles', 'permissions/verdict'],
    {
      values: ['plugins', 'migrated', 'readers'],
    },
  ),
  ...inFile(
    'permissions/volume/plugin-volume.ts',
    ['permissions/verdict', 'permissions/claims', 'permissions/profiles'],
    { values: ['emptyDirModes', 'freshModes'] },
  ),
  ...inFile('permissions/volume/host-path.ts', ['permissions/verdict', 'permissions/claims', 'permissions/profiles'], {
    values: ['hostPathTypes'],
  }),
  ...inFile('permissions/error-text.ts', ['error-text'], { rows: ['patterns', 'errnos'] }),
  ...inFile('permissions/diagnose.ts', ['permissions/diagnose', 'error-text'], { rows: ['needed', 'writing'] }),
  ...inFile('permissions/findings/capability-mismatch.ts', ['permissions/findings'], { rows: ['switchers'] }),
  ...inFile('permissions/findings/rollout-deadlock.ts', ['permissions/findings'], { rows: ['singleUse'] }),
  ...inFile('permissions/fix/init-mounts.ts', ['permissions/plan.test', 'permissions/sharing'], {
    rows: ['unsafeToWalk'],
  }),
  ...inFile('harden/addable.ts', ['harden/fields', 'harden/enforce'], { rows: ['addable'] }),
  ...inFile('harden/enforce-pod.ts', ['harden/enforce'], {
    rows: ['seccompAnnotations', 'safeSysctls', 'seLinuxTypes', 'enforcePod'],
  }),
  ...inFile('harden/enforce-container.ts', ['harden/enforce'], { rows: ['enforceContainer'] }),
  ...inFile('harden/enforce-identity.ts', ['harden/enforce'], { rows: ['enforceIdentity'] }),
  ...inFile('harden/enforce-network.ts', ['harden/enforce'], { rows: ['enforceNetwork', 'handlers'] }),
  ...inFile('harden/enforce.ts', ['harden/enforce'], { rows: ['taking'] }),
  ...inFile('harden/windows.ts', ['harden/windows'], { rows: ['linuxFields'] }),
  ...inFile('harden/evidence.ts', ['harden/evidence'], { values: ['demandedSince'] }),
  ...inFile('harden/privileged-program.ts', ['harden/evidence'], { rows: ['programs'] }),
  ...inFile('pss/checks/capabilities_baseline.ts', ['pss/baseline', 'pss/restricted', 'pss/text'], {
    rows: ['allowed'],
  }),
  ...inFile('pss/checks/hostProbesAndHostLifecycle.ts', ['pss/baseline', 'pss/restricted', 'pss/text'], {
    rows: ['handlers'],
  }),
  ...inFile('pss/checks/restrictedVolumes.ts', ['pss/baseline', 'pss/restricted', 'pss/text'], {
    rows: ['allowedTypes', 'restrictedTypes'],
  }),
  ...inFile('pss/checks/sysctls.ts', ['pss/baseline', 'pss/restricted', 'pss/text'], { values: ['admitted'] }),
  ...inFile('pss/go-quote.ts', ['pss/baseline', 'pss/restricted', 'pss/text'], { rows: ['escapes'] }),
  ...inFile('report/escape.ts', ['report/junit', 'report/explain'], { rows: ['entities'] }),
  ...inFile('run/remaining.ts', ['run/remaining'], { rows: ['repairable'] }),
  ...inFile('run/select.ts', ['run/select'], { rows: ['shortNames'] }),
]

/** Tables of one file that share their tests: rows alone, or with the values in them. */
function inFile(
  file: string,
  tests: readonly string[],
  { rows = [], values = [] }: { readonly rows?: readonly string[]; readonly values?: readonly string[] },
): Table[] {
  return [
    ...rows.map(name => ({ file, name, tests })),
    ...values.map(name => ({ file, name, tests, depth: 'values' as const })),
  ]
}
