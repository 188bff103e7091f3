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
  ...inFile('knowledge/images/catalogue.ts', ['knowledge/catalogue', 'workload/images'], { values: ['catalogue'] }),
  ...inFile('knowledge/images/catalogue.ts', ['knowledge/catalogue', 'workload/images'], {
    rows: ['dropping', 'serving', 'postgresData', 'official', 'redis', 'prometheus', 'elasticsearch', 'fluentBit'],
  }),
  ...inFile('knowledge/images/catalogue.ts', ['knowledge/catalogue', 'workload/images'], {
    rows: ['jupyter', 'collector'],
  }),
  ...inFile('knowledge/images/bitnami.ts', ['knowledge/catalogue', 'workload/images'], {
    rows: ['registries', 'varying'],
    values: ['bitnamiRows'],
  }),
  ...inFile('knowledge/images/risky.ts', ['knowledge/catalogue', 'workload/images'], { values: ['riskyRows'] }),
  ...inFile('knowledge/kinds/custom-kinds.ts', ['workload/kinds', 'workload/object'], { rows: ['customKinds', 'ray'] }),
  ...inFile('knowledge/kinds/builtin-kinds.ts', ['workload/kinds', 'workload/object'], {
    rows: ['builtinWorkloadKinds'],
  }),
  ...inFile('knowledge/kinds/podless-kinds.ts', ['workload/pod-holder'], { rows: ['podlessKinds'] }),
  ...inFile('workload/object/scope.ts', ['workload/scope'], { rows: ['clusterScoped'] }),
  ...inFile('workload/pod/operating-system.ts', ['operating-system'], { rows: ['systemLabels'] }),
  ...inFile('workload/object/types.ts', ['workload/types', 'workload/pod-fields'], { rows: ['scalars'] }),
  ...inFile('knowledge/kinds/pod-shape.ts', ['workload/types', 'workload/pod-fields'], {
    rows: ['sharedContext', 'handlersShape', 'opaqueSources', 'podContext', 'containerContext', 'container', 'windows'],
  }),
  ...inFile('knowledge/kinds/pod-shape.ts', ['workload/types', 'workload/pod-fields'], {
    rows: ['volumeShape', 'metadataShape', 'specShape', 'projectedSource', 'httpGet', 'seLinux', 'profile'],
  }),
  ...inFile('shell/words.ts', ['shell/words', 'chown-script'], { rows: ['operators', 'pieces'] }),
  ...inFile('shell/possible/pieces.ts', ['shell/programs'], { rows: ['quotedPieces', 'barePieces'] }),
  ...inFile('harden/evidence/mounted-scripts.ts', ['harden/evidence'], { rows: ['interpreters'] }),
  ...inFile('shell/steps/ownership-step.ts', ['chown-script'], { rows: ['commands', 'harmless', 'longFlags'] }),
  ...inFile('knowledge/programs/plain-programs.ts', ['harden/needless-root', 'harden/plain-work'], {
    values: ['plainPrograms'],
  }),
  ...inFile('shell/wrappers.ts', ['shell/programs'], { rows: ['wrappers'] }),
  ...inFile('security/labels.ts', ['security/contexts'], { rows: ['labelKeys'] }),
  ...inFile('volumes/model/process/capabilities.ts', ['volumes/capabilities', 'volumes/identity', 'volumes/findings'], {
    rows: ['defaults', 'switching', 'everything'],
  }),
  ...inFile('knowledge/storage/profiles.ts', ['volumes/claims', 'volumes/csi', 'volumes/profiles'], {
    values: ['profiles', 'provisioners', 'newFileSystem', 'open'],
    rows: ['scripted', 'shared'],
  }),
  ...inFile('knowledge/storage/class-names.ts', ['volumes/assumed-class'], { values: ['usualProfiles'] }),
  ...inFile(
    'knowledge/storage/plugins.ts',
    ['volumes/plugins', 'volumes/claims', 'volumes/csi', 'volumes/profiles', 'volumes/verdict'],
    {
      values: ['plugins', 'migrated'],
      rows: ['removed', 'own'],
    },
  ),
  ...inFile('volumes/model/volume/plugin-volume.ts', ['volumes/verdict', 'volumes/claims', 'volumes/profiles'], {
    values: ['emptyDirModes', 'freshModes'],
  }),
  ...inFile('knowledge/storage/host-path.ts', ['volumes/verdict', 'volumes/start', 'volumes/problems'], {
    rows: ['hostPathTypes'],
  }),
  ...inFile('failure/read-failure.ts', ['failure/read-failure', 'failure/wordings'], { rows: ['errnos'] }),
  ...inFile('knowledge/messages/kubernetes.ts', ['failure/read-failure', 'failure/wordings'], {
    rows: ['kubernetesWordings'],
  }),
  ...inFile('knowledge/messages/programs.ts', ['failure/read-failure', 'failure/wordings'], {
    rows: ['programWordings'],
  }),
  ...inFile('knowledge/messages/runtimes.ts', ['failure/read-failure', 'failure/wordings'], {
    rows: ['runtimeWordings'],
  }),
  ...inFile('knowledge/messages/tools.ts', ['failure/read-failure', 'failure/wordings'], { rows: ['toolWordings'] }),
  ...inFile('failure/of-mount.ts', ['failure/diagnose', 'failure/read-failure'], { rows: ['writing'] }),
  ...inFile('volumes/findings/capability-mismatch.ts', ['volumes/findings'], { rows: ['switchers'] }),
  ...inFile('volumes/findings/rollout-deadlock.ts', ['volumes/findings'], { rows: ['singleUse'] }),
  ...inFile('volumes/fixes/init-mounts.ts', ['volumes/init-mounts'], {
    rows: ['unsafeToWalk'],
  }),
  ...inFile('harden/fields/addable.ts', ['harden/fields', 'harden/enforce'], { rows: ['addable'] }),
  ...inFile('harden/enforce/pod.ts', ['harden/enforce'], {
    rows: ['seccompAnnotations', 'safeSysctls', 'seLinuxTypes', 'enforcePod'],
  }),
  ...inFile('harden/enforce/container.ts', ['harden/enforce'], { rows: ['enforceContainer'] }),
  ...inFile('harden/enforce/identity.ts', ['harden/enforce'], { rows: ['enforceIdentity'] }),
  ...inFile('harden/enforce/network.ts', ['harden/enforce'], { rows: ['enforceNetwork', 'handlers'] }),
  ...inFile('harden/enforce/enforce.ts', ['harden/enforce'], { rows: ['taking'] }),
  ...inFile('harden/fields/windows.ts', ['harden/windows'], { rows: ['linuxFields'] }),
  ...inFile('harden/evidence/evidence.ts', ['harden/evidence'], { values: ['demandedSince'] }),
  ...inFile('harden/evidence/privileged-program.ts', ['harden/evidence'], { rows: ['programs'] }),
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
  ...inFile('run/harden/remaining.ts', ['run/remaining'], { rows: ['repairable'] }),
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
