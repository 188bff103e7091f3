import { visible } from '../../manifest/text/visible.ts'
import { isMap, type Value, type ValueMap } from '../../manifest/value.ts'
import { blockYaml, fieldYaml } from '../../render/yaml.ts'
import { plural } from '../../report/words/plural.ts'
import { fullSentence } from '../../report/words/sentence.ts'
import { someOf } from '../../report/words/some-of.ts'
import { grouped } from '../../volumes/model/grouped.ts'
import type { Item } from './item.ts'
import { pathKey, pathText, valuesOf } from './setting.ts'
import type { RemainingItem, SuggestedSetting, Suggestion } from './suggestion.ts'

/** A values file: each value with what it fixes above it, and at the end what no value of the chart fixes. */
export function valuesFile(suggestion: Suggestion, chart: string): string {
  const { settings } = suggestion
  const reasons = new Map(settings.map(setting => [pathKey(setting.path), reasonOf(setting)]))
  const body = settings.length === 0 ? '{}\n' : `${mapLines(valuesOf(settings), [], reasons).join('\n')}\n`
  return [comments(headOf(suggestion, chart)), body, comments(tailOf(suggestion))]
    .filter(text => text !== '')
    .join('\n')
}

function headOf({ items, remaining, renders, ended }: Suggestion, chart: string): readonly string[] {
  const fixed = items.length - remaining.length
  return [
    `Values of ${chart} that fix ${fixed} of ${plural(items.length, 'finding')}, made by seaworthy suggest (${plural(renders, 'render')}).`,
    'Review them, and give them last: helm upgrade … -f THIS_FILE',
    ...(ended === 'bound' ? ['The search ended at the bound of --renders; more may find more.'] : []),
  ]
}

function tailOf({ settings, remaining, ignored }: Suggestion): readonly string[] {
  const doubts = [...new Set(settings.flatMap(setting => setting.doubts))]
  return [
    ...(doubts.length === 0
      ? []
      : ['Containers may need what is taken away:', ...doubts.map(because => `- ${because}`)]),
    ...(remaining.length === 0 ? [] : ['No value of the chart fixes these:', ...remainingWords(remaining)]),
    ...ignored.map(path => `values.yaml documents ${pathText(path)}, which no template reads.`),
  ]
}

/** What it is, and how near the search came. Items of one object that differ in their containers are one line. */
function remainingWords(remaining: readonly RemainingItem[]): readonly string[] {
  return grouped(remaining, one => JSON.stringify([one.item.what, one.item.object, outcomeWords(one)])).flatMap(
    alike => {
      const [first] = alike
      if (first === undefined) return []
      return [`- ${itemWords(alike.map(({ item }) => item))}: ${outcomeWords(first)}`]
    },
  )
}

function outcomeWords({ tried, refused }: RemainingItem): string {
  if (refused !== undefined)
    return `${pathText(refused.path)}: ${JSON.stringify(refused.value)} would, but then ${refused.harm}`
  return tried === 0 ? 'no value was found that reaches it' : `${plural(tried, 'value')} tried in vain`
}

/** `runAsNonRoot of Deployment/web (web, proxy)`. Other findings have a sentence of their own, which names the container. */
function itemWords(items: readonly Item[]): string {
  const [first] = items
  if (first === undefined) return ''
  const { what, object, finding } = first
  if (finding.code !== 'pod-security') return `${object}: ${items.map(item => fullSentence(item.finding)).join('; ')}`
  const containers = items.flatMap(({ container }) => container ?? [])
  return `${what} of ${object}${containers.length === 0 ? '' : ` (${someOf(containers)})`}`
}

/** What comes back without the setting, then what it takes away. */
function reasonOf({ ends, losses }: SuggestedSetting): readonly string[] {
  return [
    ...grouped(ends, ({ what, object }) => JSON.stringify([what, object])).map(itemWords),
    ...(losses.length === 0 ? [] : [`takes away ${someOf(losses)}`]),
  ]
}

/** A map in block style; what a leaf is for stands above it. */
function mapLines(
  map: ValueMap,
  path: readonly string[],
  reasons: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const pad = '  '.repeat(path.length)
  return Object.entries(map).flatMap(([key, value]) => {
    const here = [...path, key]
    const reason = (reasons.get(pathKey(here)) ?? []).map(line => `${pad}# ${visible(line)}`)
    return [...reason, ...entryLines(key, value, here, reasons).map((line, at) => (at === 0 ? pad + line : line))]
  })
}

function entryLines(
  key: string,
  value: Value,
  path: readonly string[],
  reasons: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const indent = 2 * (path.length - 1)
  if (!isMap(value) || Object.keys(value).length === 0) return fieldYaml(key, value, indent).split('\n')
  return [`${blockYaml(key, 0)}:`, ...mapLines(value, path, reasons)]
}

function comments(lines: readonly string[]): string {
  return lines
    .flatMap(line => line.split('\n'))
    .map(line => `# ${visible(line)}\n`)
    .join('')
}
