import { InputError } from '../../error.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions } from '../options/options.ts'
import type { Io } from '../process/io.ts'

/** JSON Schemas, from the same source as the validation. */
export const schemaCommand: Command = { options: commonOptions, run: runSchema }

async function runSchema({ operands }: Arguments, io: Io): Promise<ExitCode> {
  const [subject, ...rest] = operands
  if (rest.length > 0) throw new InputError('USAGE', `schema: found "${rest[0]}" after ${subject}, expected nothing`)
  io.stdout(`${JSON.stringify(await schemaOf(subject), null, 2)}\n`)
  return exitCode.ok
}

async function schemaOf(subject: string | undefined): Promise<object> {
  if (subject === 'policy') return (await import('../../policy/schema.ts')).policyJsonSchema()
  if (subject === 'values') return (await import('../../render/values/validate.ts')).valuesJsonSchema()
  if (subject === 'lock') return (await import('../../lock/schema.ts')).lockJsonSchema()
  if (subject === 'fleet') return (await import('../../fleet/schema.ts')).fleetJsonSchema()
  throw new InputError(
    'USAGE',
    `schema: found ${subject === undefined ? 'nothing' : `"${subject}"`}, expected "values", "policy", "lock" or "fleet"`,
  )
}
