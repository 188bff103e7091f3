import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { plural } from '../../report/words/plural.ts'
import { type Met, whatWasMet } from '../../run/init/met.ts'
import { starterPolicy } from '../../run/init/starter-policy.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { refuseLinkOut } from '../files/folder.ts'
import { readInputs } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions, fileOptions, levelOptions } from '../options/options.ts'
import { renderingOf, renderingOptions } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, policyFileName, policyFileNames, settingsWithoutPolicy } from '../settings.ts'

const { policy: _, verbose: __, ...optionsOfLevel } = levelOptions

/** A policy to start from, in the working folder. It asks nothing, and never replaces one that is there. */
export const initCommand: Command = {
  options: { ...commonOptions, ...optionsOfLevel, ...fileOptions, ...renderingOptions },
  run: runInit,
}

async function runInit(args: Arguments, io: Io): Promise<ExitCode> {
  for (const file of policyFileNames)
    if ((await io.kindOf(file)) !== 'absent')
      throw new InputError('USAGE', `${file}: is there already, and init replaces nothing`)
  // A link that leads nowhere is there, too, and would be written through.
  await refuseLinkOut(policyFileName, '.', io)
  const loaded = await settingsWithoutPolicy(args, io)
  const operands = args.operands.length === 0 && io.terminal.stdin ? ['.'] : args.operands
  const rendering = renderingOf(args, loaded.settings)
  const texts = await readInputs(operands, { ...inputOptions(args, loaded, io), rendering }, io)
  const met = whatWasMet(texts, loaded.settings)
  const named = operands.filter(operand => operand !== '-')
  await io.writeFile(
    policyFileName,
    starterPolicy(met, `\`seaworthy init${named.map(name => ` ${name}`).join('')}\``, loaded.settings),
  )
  if (!args.has('quiet')) io.stdout(summary(met, named))
  if (met.unreadable > 0)
    io.stderr(`seaworthy: ${plural(met.unreadable, 'document')} could not be read; seaworthy check says why\n`)
  return exitCode.ok
}

function summary({ workloads, rows }: Met, named: readonly string[]): string {
  const of = (knowledge: string) => rows.filter(row => row.knowledge === knowledge).length
  const check = ['seaworthy check', ...named].join(' ')
  return `wrote ${policyFileName}: ${plural(workloads, 'workload')} read, ${of('assumed')} assumed, ${of('unknown')} unknown
Review it, then run ${visible(check)}
`
}
