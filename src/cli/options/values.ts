import { InputError } from '../../error.ts'
import type { SetOption } from '../../render/values/read.ts'
import type { Arguments, OptionTable } from './arguments.ts'

/** Options of the commands that fill in templates. */
export const valuesOptions = {
  values: { type: 'string', short: 'f', multiple: true },
  set: { type: 'string', multiple: true },
  'set-string': { type: 'string', multiple: true },
} as const satisfies OptionTable

/** Helm lets every `--set-string` win over every `--set`; both keep their order. */
export function setsOf({ texts }: Arguments): readonly SetOption[] {
  return (['--set', '--set-string'] as const).flatMap(flag => texts(flag.slice(2)).map(text => ({ flag, text })))
}

/** A call without any values was not meant so: the first field that misses would say nothing of the options. */
export function refuseNoValues(call: string, args: Arguments): void {
  if (Object.keys(valuesOptions).some(name => args.texts(name).length > 0)) return
  throw new InputError('USAGE', `${call}: found no values, expected -f FILE or --set KEY=VALUE`)
}
