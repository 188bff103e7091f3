import { factRights, readFacts } from '../../cluster/facts/read-facts.ts'
import { rolesText } from '../../cluster/role.ts'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { plural } from '../../report/words/plural.ts'
import { globMatches } from '../../workload/glob.ts'
import type { LockedCluster } from '../../workload/settings/cluster-facts.ts'
import type { Arguments } from '../options/arguments.ts'
import { clusterFor } from '../options/cluster-options.ts'
import type { Io } from '../process/io.ts'
import { wrongOption } from '../settings.ts'

/** What a cluster said, and whether all of it could be read. */
export interface SeenCluster {
  readonly facts: LockedCluster
  /** Which cluster it was, for people. */
  readonly title: string
  readonly isWhole: boolean
}

/** The ClusterRole for `lock --cluster`. */
export function lockRole(): string {
  return rolesText('seaworthy-lock', factRights())
}

/** Read the facts of the cluster that a call names, and say what of them could not be read. */
export async function seeCluster(args: Arguments, io: Io): Promise<SeenCluster> {
  const globs = args.texts('namespace')
  globs.forEach(refuseForeignGlob)
  const cluster = await clusterFor(args, io)
  try {
    io.progress(`asking ${visible(cluster.context)}`)
    const { facts, missing } = await readFacts(cluster, globs)
    const { context, server, version } = cluster
    const problems = [
      ...missing.map(right => `you may not ${right}: what that would tell is left out; --print-role prints the rights`),
      ...unmatched(globs, facts).map(glob => `${context} has no namespace ${glob}; correct --namespace`),
    ]
    for (const problem of problems) io.stderr(`seaworthy: ${visible(problem)}\n`)
    return { facts, title: visible(`${context} (${server}, ${version.text})`), isWhole: problems.length === 0 }
  } finally {
    cluster.close()
  }
}

/** What names of namespaces are made of, and wildcards. */
function refuseForeignGlob(glob: string): void {
  if (!/^[a-z0-9*?-]+$/.test(glob))
    throw wrongOption('namespace', glob, 'the name of a namespace, in which * and ? may stand')
}

function unmatched(globs: readonly string[], { namespaces }: LockedCluster): readonly string[] {
  if (namespaces === undefined) return []
  return globs.filter(glob => ![...namespaces.keys()].some(name => globMatches(glob, name)))
}

/** `3 namespaces, 2 storage classes and 1 claim`. */
export function countedFacts({ namespaces, storageClasses, csiDrivers, volumes, claims }: LockedCluster): string {
  const counted: readonly (readonly [ReadonlyMap<string, object> | undefined, string])[] = [
    [namespaces, 'namespace'],
    [storageClasses, 'StorageClass'],
    [csiDrivers, 'CSIDriver'],
    [volumes, 'static PersistentVolume'],
    [claims, 'claim'],
  ]
  const texts = counted.flatMap(([entries, noun]) => (entries?.size ? [plural(entries.size, noun)] : []))
  if (texts.length < 2) return texts[0] ?? 'nothing but its version'
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}

/** Options that only mean something together with `--cluster`. */
export function refuseWithoutCluster({ has, text, texts }: Arguments): void {
  if (has('cluster')) return
  const [first, second] = texts('namespace')
  if (second !== undefined)
    throw new InputError('USAGE', `--namespace: given twice ("${first}", "${second}"), expected once without --cluster`)
  const given = has('print-role') ? 'print-role' : text('context') === undefined ? undefined : 'context'
  if (given !== undefined) throw new InputError('USAGE', `--${given}: expected together with --cluster`)
}
