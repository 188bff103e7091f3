import { someOf } from '../words/some-of.ts'
import type { Explanation } from './explanation.ts'
import type { ExplainFormatOptions } from './formats.ts'
import { type Child, definition, element } from './html-element.ts'

/** What the page was made from and by, so that its readers can make it again, and the commands to run next. */
export function pageFoot(
  { workloads, assume }: Explanation,
  { about, fixCommand, applyCommand }: ExplainFormatOptions,
): Child {
  if (about === undefined) return []
  const { inputs, changed, policy, lock, version } = about
  const isFixable = workloads.some(({ changes }) => changes.length > 0)
  return element(
    'footer',
    { class: 'small' },
    element(
      'dl',
      {},
      definition(inputs.length === 1 ? 'input' : 'inputs', someOf(inputs)),
      changed === undefined
        ? []
        : definition('last changed', element('time', { datetime: changed }, minuteOf(changed))),
      definition('policy', policy ?? 'none'),
      definition('lock', lock ?? 'none'),
      assume === undefined ? [] : definition('assumed storage', assume),
      isFixable && fixCommand !== undefined ? definition('shows the fixes', element('code', {}, fixCommand)) : [],
      isFixable && applyCommand !== undefined ? definition('makes them', element('code', {}, applyCommand)) : [],
      definition('made by', `seaworthy ${version} explain`),
    ),
  )
}

/** `2026-11-29 05:12 UTC`. */
function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
