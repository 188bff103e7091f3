import type { Cluster } from '../../cluster/cluster.ts'
import { preflight } from '../../cluster/preflight/preflight.ts'
import { preflightRights } from '../../cluster/preflight/role.ts'
import type { Subject } from '../../cluster/preflight/run.ts'
import { rolesText } from '../../cluster/role.ts'
import { visible } from '../../manifest/text/visible.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { plural } from '../../report/words/plural.ts'
import { preflightReport, readWholeSource, subjectsOf } from '../../run/preflight.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { readInputs } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { clusterFor, clusterOptions, tellVersionDoubt } from '../options/cluster-options.ts'
import { commonOptions, fileOptions, reportOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import { type ReportTarget, reportTargets, writeReports } from '../output/reporting.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, loadSettings } from '../settings.ts'

/** Ask a cluster about manifests before they are applied; nothing is changed there. */
export const preflightCommand: Command = {
  options: {
    ...commonOptions,
    ...fileOptions,
    ...reportOptions,
    ...renderingOptions,
    ...clusterOptions,
    policy: { type: 'string' },
    namespace: { type: 'string', short: 'n' },
    'print-role': { type: 'boolean' },
    strict: { type: 'boolean' },
  },
  run: runPreflight,
}

/** What images are is not asked for. */
function withoutLock(args: Arguments): Arguments {
  return { ...args, has: name => name === 'no-lock' || args.has(name) }
}

async function runPreflight(args: Arguments, io: Io): Promise<ExitCode> {
  const asked = reportTargets(args)
  const targets: readonly ReportTarget[] = asked.length === 0 ? [{ format: 'text' }] : asked
  const loaded = await loadSettings(withoutLock(args), io, args.operands)
  const { settings } = loaded
  const texts = await readInputs(
    args.operands,
    { ...inputOptions(args, loaded, io), others: 'reported', rendering: renderingOf(args, settings) },
    io,
  )
  const sources = texts.map(readWholeSource)
  const subjects = subjectsOf(sources, settings)
  if (args.has('print-role')) {
    io.stdout(rolesText('seaworthy-preflight', preflightRights(subjects, settings.namespace ?? '')))
    return exitCode.ok
  }
  const cluster = await clusterFor(args, io, settings.namespace)
  try {
    const concerns = await askCluster(cluster, subjects, args, io)
    const report = preflightReport(sources, subjects, concerns, settings)
    await writeReports(report, targets, args, io)
    return exitStatusOf(report.findings, settings)
  } finally {
    cluster.close()
  }
}

async function askCluster(cluster: Cluster, subjects: readonly Subject[], args: Arguments, io: Io) {
  tellVersionDoubt(cluster, io)
  const progress = (done: number, of: number) => io.progress(`asked about ${done} of ${of} objects`)
  const { concerns, asked } = await preflight(cluster, subjects, progress)
  const { context, server, version } = cluster
  // Which cluster was asked is half of the answer.
  if (!args.has('quiet'))
    io.stderr(
      `asked ${visible(`${context} (${server}, ${version.text})`)} about ${plural(asked, 'object')}; nothing was changed\n`,
    )
  return concerns
}
