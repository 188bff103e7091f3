import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { plural } from '../../report/words/plural.ts'
import { type Knowledge, type Met, whatWasMet } from '../../run/init/met.ts'
import { withCluster } from '../../run/init/of-cluster.ts'
import { starterPolicy } from '../../run/init/starter-policy.ts'
import type { LockedCluster } from '../../workload/settings/cluster-facts.ts'
import { minorOf } from '../../workload/settings/known-minors.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { refuseLinkOut } from '../files/folder.ts'
import { readInputs } from '../input.ts'
import { countedFacts, lockRole, refuseWithoutCluster, type SeenCluster, seeCluster } from '../lock/cluster-facts.ts'
import type { Arguments } from '../options/arguments.ts'
import { clusterOptions } from '../options/cluster-options.ts'
import { commonOptions, fileOptions, levelOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, policyFileName, policyFileNames, settingsWithoutPolicy } from '../settings.ts'

const { policy: _, verbose: __, ...optionsOfLevel } = levelOptions

/** A policy to start from, in the working folder. It asks nothing, and never replaces one that is there. */
export const initCommand: Command = {
  options: {
    ...commonOptions,
    ...optionsOfLevel,
    ...fileOptions,
    ...renderingOptions,
    ...clusterOptions,
    cluster: { type: 'boolean' },
    namespace: { type: 'string', short: 'n', multiple: true },
    'print-role': { type: 'boolean' },
  },
  run: runInit,
}

async function runInit(args: Arguments, io: Io): Promise<ExitCode> {
  refuseWithoutCluster(args)
  if (args.has('print-role')) {
    io.stdout(lockRole())
    return exitCode.ok
  }
  await refuseReplacing(io)
  const loaded = await settingsWithoutPolicy(withoutGlobs(args), io)
  const seen = args.has('cluster') ? await seeCluster(args, io) : undefined
  const settings = { ...loaded.settings, ...versionOf(seen, loaded.settings) }
  const operands = operandsOf(args, io)
  const rendering = renderingOf(args, settings)
  const isRead = operands.length > 0 || seen === undefined
  const texts = isRead ? await readInputs(operands, { ...inputOptions(args, loaded, io), rendering }, io) : []
  const met = whatWasMet(texts, settings)
  refuseNothingRead(met)
  const all = seen === undefined ? met : withCluster(met, seen.facts)
  const named = operands.filter(operand => operand !== '-')
  const words = [...(seen === undefined ? [] : ['--cluster']), ...named]
  await io.writeFile(policyFileName, starterPolicy(all, `\`${['seaworthy init', ...words].join(' ')}\``, settings))
  if (!args.has('quiet')) io.stdout(summary(all, named, seen))
  if (met.unreadable > 0)
    io.stderr(`seaworthy: ${plural(met.unreadable, 'document')} could not be read; seaworthy check says why\n`)
  return seen?.isWhole === false || met.unreadable > 0 ? exitCode.found : exitCode.ok
}

/** A policy of what remains of a command that failed would stand in the way of the next call. */
function refuseNothingRead({ workloads, unreadable }: Met): void {
  if (workloads > 0 || unreadable === 0) return
  throw new InputError(
    'BAD_INPUT',
    `${plural(unreadable, 'document')} could not be read, and there is no workload; seaworthy check says why`,
  )
}

async function refuseReplacing(io: Io): Promise<void> {
  for (const file of policyFileNames)
    if ((await io.kindOf(file)) !== 'absent')
      throw new InputError('USAGE', `${file}: is there already, and init replaces nothing`)
  // A link that leads nowhere is there, too, and would be written through.
  await refuseLinkOut(policyFileName, '.', io)
}

/** With `--cluster` namespaces are globs, and nothing is placed in one. */
function withoutGlobs(args: Arguments): Arguments {
  return { ...args, text: name => (name === 'namespace' && args.has('cluster') ? undefined : args.text(name)) }
}

/** The folder one stands in, unless manifests are piped in or a cluster is asked alone. */
function operandsOf(args: Arguments, io: Io): readonly string[] {
  return args.operands.length === 0 && io.terminal.stdin && !args.has('cluster') ? ['.'] : args.operands
}

/** `latest` is what the API server of the cluster takes for it. */
function versionOf(seen: SeenCluster | undefined, { levelVersion }: Settings): Partial<Settings> {
  const minor = minorOf(seen?.facts.version ?? '')
  return levelVersion === 'latest' && minor !== undefined ? { levelVersion: minor } : {}
}

function summary({ workloads, rows }: Met, named: readonly string[], seen: SeenCluster | undefined): string {
  const of = (knowledge: Knowledge) => rows.filter(row => row.knowledge === knowledge).length
  const check = ['seaworthy check', ...named].join(' ')
  const ofCluster = seen === undefined ? '' : `; ${countedFacts(described(seen))} of ${seen.title}`
  return `wrote ${policyFileName}: ${plural(workloads, 'workload')} read, ${of('assumed')} assumed, ${of('unknown')} unknown${ofCluster}
Review it, then run ${visible(check)}
`
}

/** What of a cluster a policy speaks of. */
function described({ facts: { version, namespaces, storageClasses } }: SeenCluster): LockedCluster {
  return { version, ...(namespaces && { namespaces }), ...(storageClasses && { storageClasses }) }
}
