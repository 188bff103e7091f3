import { basename } from 'node:path'
import { releaseNameOf } from '../../helm/template.ts'
import { handedOver } from '../../report/place.ts'
import type { InputText } from '../input.ts'
import type { Arguments } from './arguments.ts'
import { hardenOptions, levelOptions } from './options.ts'
import { renderingOptions } from './rendering.ts'

/** Options that decide what hardening does. */
const decisive: ReadonlySet<string> = new Set(
  [...Object.keys(levelOptions), 'enforce', 'exclude'].filter(name => name !== 'verbose'),
)

/** Options that Helm calls the same. */
const helms: ReadonlySet<string> = new Set(
  [...Object.keys(renderingOptions), 'namespace', 'kube-version'].filter(name => name !== 'release'),
)

/** More operands than a line holds are left to the reader. */
const longest = 100

/**
 * The call that shows the changes which this call says can be made: its options that decide, and its files. A chart and a
 * kustomization are in no file that could be changed, so what renders them is piped in. Undefined for a mix of them.
 */
export function proposedFix(
  files: readonly string[],
  texts: readonly InputText[],
  { ordered, text }: Arguments,
): string | undefined {
  const [folder, ...others] = files
  const options = ordered.filter(({ name }) => decisive.has(name))
  const piped = words(options.filter(({ name }) => name !== 'exclude'))
  if (files.every(file => file === '-')) return ['seaworthy post-render', ...piped].join(' ')
  if (files.every(file => file === handedOver)) return 'the tool fix'
  if (texts.every(({ source }) => source === undefined)) return fixOf(files, words(options))
  if (folder === undefined || others.length > 0) return undefined
  const fix = ['| seaworthy fix', ...piped].join(' ')
  if (texts.some(({ source }) => source === 'kustomization')) return `kustomize build ${shellWord(folder)} ${fix}`
  const release = text('release') ?? releaseNameOf(basename(folder))
  const values = words(ordered.filter(({ name }) => helms.has(name)))
  return ['helm template', shellWord(release), shellWord(folder), ...values, fix].join(' ')
}

function fixOf(operands: readonly string[], options: readonly string[]): string {
  const files = operands.map(shellWord).join(' ')
  return ['seaworthy fix', ...options, files.length > longest ? 'FILE...' : files].join(' ')
}

function words(options: Arguments['ordered']): readonly string[] {
  return options.flatMap(({ name, value }) => {
    const isSwitch = Object.entries(hardenOptions).some(([option, { type }]) => option === name && type === 'boolean')
    return isSwitch ? [`--${name}`] : [`--${name}`, shellWord(value)]
  })
}

/** As a POSIX shell reads it back. */
function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
