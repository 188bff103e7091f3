import { visibleJson } from '../../manifest/text/visible.ts'
import { fullSentence } from '../../report/words/sentence.ts'
import type { Item } from './item.ts'
import { valuesOf } from './setting.ts'
import type { Suggestion } from './suggestion.ts'

/** The same for programs. */
export function suggestionJson({ settings, remaining, items, ignored, renders, ended }: Suggestion): string {
  const value = {
    apiVersion: 'seaworthy.dev/v1alpha1',
    kind: 'Suggestion',
    values: valuesOf(settings),
    settings: settings.map(({ path, value, ends, losses, doubts }) => ({
      path,
      value,
      fixes: ends.map(itemJson),
      losses,
      doubts,
    })),
    remaining: remaining.map(({ item, tried, refused }) => ({ ...itemJson(item), tried, ...(refused && { refused }) })),
    ignored,
    summary: { findings: items.length, fixed: items.length - remaining.length, renders, complete: ended === 'done' },
  }
  return `${visibleJson(JSON.stringify(value, null, 2))}\n`
}

function itemJson({ what, object, container, finding }: Item) {
  return {
    code: finding.code,
    ...(finding.code === 'pod-security' && { check: what }),
    object,
    ...(container !== undefined && { container }),
    message: fullSentence(finding),
  }
}
