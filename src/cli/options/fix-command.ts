import type { Arguments } from './arguments.ts'
import { hardenOptions, levelOptions } from './options.ts'

/** Options that decide what hardening does. */
const decisive: ReadonlySet<string> = new Set(
  [...Object.keys(levelOptions), 'enforce', 'exclude'].filter(name => name !== 'verbose'),
)

/** More operands than a line holds are left to the reader. */
const longest = 100

/** The call that makes the changes which this call of `check` says can be made: its options that decide, and its files. */
export function proposedFix({ ordered, operands }: Arguments): string {
  const options = ordered.filter(({ name }) => decisive.has(name))
  const words = (names: readonly { readonly name: string; readonly value: string }[]) => names.flatMap(optionWords)
  if (operands.every(operand => operand === '-'))
    return ['seaworthy', 'post-render', ...words(options.filter(({ name }) => name !== 'exclude'))].join(' ')
  const files = operands.map(shellWord).join(' ')
  return ['seaworthy', 'fix', ...words(options), files.length > longest ? 'FILE...' : files].join(' ')
}

function optionWords({ name, value }: { readonly name: string; readonly value: string }): string[] {
  const isSwitch = Object.entries(hardenOptions).some(([option, { type }]) => option === name && type === 'boolean')
  return isSwitch ? [`--${name}`] : [`--${name}`, shellWord(value)]
}

/** As a POSIX shell reads it back. */
function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
