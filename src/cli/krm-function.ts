import { InputError } from '../error.ts'
import { textAt } from '../manifest/value.ts'
import { readPolicyAt } from '../policy/policy.ts'
import { exitStatusOf } from '../report/exit.ts'
import { hardenTexts } from '../run/harden/harden-texts.ts'
import { type ResourceList, readResourceList, withResults } from '../run/resource-list.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import type { Arguments } from './options/arguments.ts'
import { writeReports } from './output/reporting.ts'
import type { Io } from './process/io.ts'
import { type Loaded, loadSettings, settingsWithPolicy } from './settings.ts'

/**
 * Work as a KRM function: a ResourceList to a ResourceList, its items hardened and what is left in `results`. Nobody shows
 * results of a function that succeeds, so `--strict` says them on the standard error too, and fails. Undefined where the
 * text is no such list after all.
 */
export async function runFunction(text: string, args: Arguments, io: Io): Promise<ExitCode | undefined> {
  const list = readResourceList(text)
  if (list === undefined) return undefined
  for (const name of ['golden', 'update', 'format', 'output'])
    if (args.ordered.some(option => option.name === name))
      throw new InputError('USAGE', `--${name}: not for a KRM function, whose results are in the ResourceList`)
  const { settings } = await settingsOf(list, args, io)
  const result = hardenTexts([{ file: '-', text }], settings)
  const findings = result.remaining()
  const code = settings.strict ? exitStatusOf(findings, { strict: true }) : exitCode.ok
  if (code !== exitCode.ok)
    await writeReports({ ...result.report(), findings, edits: [] }, [{ format: 'text' }], args, {
      ...io,
      stdout: io.stderr,
    })
  io.stdout(withResults(result.texts[0]?.text ?? text, findings))
  return code
}

/** A policy in `functionConfig` counts instead of a file. What says nothing, as the ConfigMap that kpt makes, is none. */
async function settingsOf({ document, functionConfig }: ResourceList, args: Arguments, io: Io): Promise<Loaded> {
  if (functionConfig === undefined || isEmptyConfigMap(functionConfig)) return loadSettings(args, io)
  const [apiVersion, kind] = [textAt(functionConfig, 'apiVersion'), textAt(functionConfig, 'kind')]
  if (apiVersion?.startsWith('seaworthy.dev/') !== true || kind !== 'Policy')
    throw new InputError(
      'BAD_POLICY',
      `functionConfig: found ${apiVersion ?? 'no apiVersion'} ${kind ?? 'without a kind'}, expected a policy: apiVersion: seaworthy.dev/v1alpha1 and kind: Policy`,
    )
  return settingsWithPolicy(readPolicyAt(document, ['functionConfig'], 'standard input'), args, io)
}

function isEmptyConfigMap(config: ResourceList['functionConfig']): boolean {
  return config?.kind === 'ConfigMap' && Object.keys(config.data ?? {}).length === 0
}
