import { dirname, relative, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { orphans } from '../../golden/compare.ts'
import { parseMask } from '../../golden/mask.ts'
import { maskText } from '../../golden/mask-text.ts'
import { nearest } from '../../manifest/text/nearest.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { GoldenCase } from '../../policy/golden-case.ts'
import type { Policy } from '../../policy/policy-of.ts'
import { exitStatusOf } from '../../report/exit.ts'
import { someOf } from '../../report/words/some-of.ts'
import { type CaseOutcome, differenceOf, verifyCases } from '../../run/verify.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { everyFile, filesBelow } from '../files/folder.ts'
import { refuseGoldenInputs } from '../files/policy-paths.ts'
import { withSlashes } from '../files/slashes.ts'
import { type Making, makeCase } from '../golden-case.ts'
import { readText } from '../input.ts'
import { type Arguments, refuseTwice } from '../options/arguments.ts'
import { hardenOptions, reportOptions } from '../options/options.ts'
import { refuseUpdateInCi, writeGolden } from '../output/golden.ts'
import { reportTargets, writeReports } from '../output/reporting.ts'
import { wantsColour } from '../process/colour.ts'
import type { Io } from '../process/io.ts'
import { loadSettings, policyFileName } from '../settings.ts'

/** Make every golden case again and compare it with its file. */
export const verifyCommand: Command = {
  options: { ...hardenOptions, ...reportOptions, update: { type: 'boolean' } },
  run: runVerify,
}

async function runVerify(args: Arguments, io: Io): Promise<ExitCode> {
  if (args.has('update')) refuseUpdateInCi(io)
  const targets = reportTargets(args)
  const { policy, settings, folder } = await loadSettings(args, io)
  if (policy === undefined)
    throw new InputError(
      'USAGE',
      `verify: found no ${policyFileName} here or above; expected one with cases under golden:, or --policy FILE`,
    )
  if (policy.golden.length === 0)
    throw new InputError('USAGE', `verify: found no golden case in ${settings.policyFile}, expected some under golden:`)
  await refuseGoldenInputs(policy.paths, folder, io)
  const outcomes = await outcomesOf(chosenCases(policy, args), { settings, folder }, io)
  if (args.has('update')) return update(outcomes, folder, io)
  const style = wantsColour(args, io) ? ('colour' as const) : ('plain' as const)
  const unmade = args.operands.length > 0 ? [] : await orphanFiles(policy.golden, folder, io)
  const { report, diffs } = verifyCases(outcomes, {
    policyFile: settings.policyFile ?? policyFileName,
    orphans: unmade,
    style,
  })
  for (const diff of diffs) io.stderr(`${diff}\n`)
  await writeReports(report, targets.length === 0 ? [{ format: 'text' }] : targets, args, io)
  return exitStatusOf(report.findings, settings)
}

/** The operands name cases; none names all. */
function chosenCases({ golden }: Policy, { operands }: Arguments): readonly GoldenCase[] {
  const names = golden.map(({ name }) => name)
  for (const operand of operands)
    if (!names.includes(operand)) {
      const closest = nearest(operand, names)
      const hint = closest === undefined ? `expected one of ${someOf(names)}` : `did you mean ${closest}?`
      throw new InputError('USAGE', `verify: no golden case is named "${operand}"; ${hint}`)
    }
  refuseTwice('verify', operands)
  return operands.length === 0 ? golden : golden.filter(({ name }) => operands.includes(name))
}

async function outcomesOf(cases: readonly GoldenCase[], making: Making, io: Io): Promise<readonly CaseOutcome[]> {
  const outcomes: CaseOutcome[] = []
  for (const golden of cases) {
    io.progress(visible(golden.name))
    const made = await makeCase(golden, making, io)
    const file = resolve(making.folder, golden.file)
    const want = (await io.kindOf(file)) === 'absent' ? undefined : await readText(file, io)
    outcomes.push('skipped' in made ? { golden, ...made } : { golden, ...made, ...(want !== undefined && { want }) })
  }
  return outcomes
}

/** Only what differs is written: a masked field does not rewrite its file on every run. Red until run again without it. */
async function update(outcomes: readonly CaseOutcome[], folder: string, io: Io): Promise<ExitCode> {
  const changed = outcomes.flatMap(outcome =>
    'got' in outcome && differenceOf(outcome) !== undefined ? [outcome] : [],
  )
  for (const { golden, got, want } of changed) {
    // Masked, so that a generated password never lands in a file that is committed.
    const text = maskText(got, golden.mask.map(parseMask)).text
    await writeGolden(resolve(folder, golden.file), want, text, io)
    io.stdout(`wrote ${visible(golden.file)}\n`)
  }
  for (const outcome of outcomes)
    if ('skipped' in outcome) io.stdout(`skipped ${visible(`${outcome.golden.name}: ${outcome.skipped}`)}\n`)
  if (changed.length === 0) io.stdout('nothing to write\n')
  return changed.length === 0 ? exitCode.ok : exitCode.found
}

/** A golden file that nothing makes would stay green forever. Looked for in the folders that golden files lie in. */
async function orphanFiles(cases: readonly GoldenCase[], folder: string, io: Io): Promise<readonly string[]> {
  const folders = [...new Set(cases.map(({ file }) => dirname(file)))].filter(name => name !== '.')
  const lists = await Promise.all(
    folders.map(async name => {
      const path = resolve(folder, name)
      return (await io.kindOf(path)) === 'folder' ? (await filesBelow(path, everyFile, io)).files : []
    }),
  )
  const files = lists.flat().map(({ path: file }) => withSlashes(relative(folder, resolve(io.cwd(), file))))
  return orphans([...new Set(files)], cases)
}
