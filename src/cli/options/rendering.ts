import { InputError } from '../../error.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Arguments, OptionTable } from './arguments.ts'

/** Options of the commands that render a folder which is named. */
export const renderingOptions = {
  values: { type: 'string', short: 'f', multiple: true },
  set: { type: 'string', multiple: true },
  'set-string': { type: 'string', multiple: true },
  release: { type: 'string' },
} as const satisfies OptionTable

/** What a folder that is a chart is rendered with. */
export interface Rendering {
  readonly values: readonly string[]
  readonly sets: readonly string[]
  readonly setStrings: readonly string[]
  readonly release?: string
  readonly kubeVersion?: string
  readonly namespace?: string
}

/** Helm is told of the cluster what the judge is told. */
export function renderingOf(args: Arguments, { namespace, kubeMinor }: Settings): Rendering {
  const release = args.text('release')
  return {
    values: args.texts('values'),
    sets: args.texts('set'),
    setStrings: args.texts('set-string'),
    ...(release !== undefined && { release }),
    ...(kubeMinor !== undefined && { kubeVersion: args.text('kube-version') ?? `v1.${kubeMinor}` }),
    ...(namespace !== undefined && { namespace }),
  }
}

/** Values that no chart takes were meant for one. */
export function refuseUnused({ values, sets, setStrings, release }: Rendering): void {
  const given = { values, set: sets, 'set-string': setStrings, release: release === undefined ? [] : [release] }
  const [unused] = Object.entries(given).find(([, texts]) => texts.length > 0) ?? []
  if (unused !== undefined)
    throw new InputError(
      'USAGE',
      `--${unused}: expected a chart to render, a folder that holds Chart.yaml${unused === 'values' ? '; manifests are named without an option' : ''}`,
    )
}
